using CommandCenter.Plan;

namespace CommandCenter.Tests.Plan;

public class PlanDiffTests
{
    [Fact]
    public void Compare_SamePlanWrittenDifferently_FindsNothing()
    {
        var other = SamplePlan.With("{ role: TechnicalLead, person: Jonas Weber }", "{ person: \"Jonas Weber\",  role: TechnicalLead } # moved").Replace("every: 2s", "every: '2s'", StringComparison.Ordinal);

        Assert.Empty(PlanDiff.Compare(SamplePlan.Text, other));
    }

    [Theory]
    [InlineData("every: 2s", "every: 5s", "~ sources[legacy-orders].every: 2s → 5s")]
    [InlineData("within: 60s", "within: 90s", "~ lanes[ship-to-home].sla[routed eligible].within: 60s → 90s")]
    [InlineData("  commander: Maya Okafor\n", "", "- plan.commander: Maya Okafor")]
    [InlineData("{ \"0418\": SFS-0418 }", "{ \"0418\": SFS-0418, \"0007\": SFS-0007 }", "+ lookupTables.store-to-node.0007: SFS-0007")]
    [InlineData("require: [stage, placedAt, lane]", "require: [stage, lane]", "~ mappings[legacy-order].require: [stage, placedAt, lane] → [stage, lane]")]
    [InlineData("  - { role: TechnicalLead, person: Jonas Weber }\n", "", "- roles[TechnicalLead Jonas Weber]: { person: Jonas Weber, role: TechnicalLead }")]
    [InlineData("name: Portland, side: legacy", "name: Portland, side: orchestration", "~ stores[0418].side: legacy → orchestration")]
    [InlineData("copyUntil: routed", "copyUntil: allocated", "~ lanes[ship-to-home].copyUntil: routed → allocated")]
    [InlineData("idempotencyWindow: 48h", "idempotencyWindow: 24h", "~ targets[legacy-oms].idempotencyWindow: 48h → 24h")]
    [InlineData("  - { segment: {}, percent: 1 }", "  - { segment: {}, percent: 2 }", "~ traffic.start[{  }].percent: 1 → 2")]
    [InlineData("proven: 20m", "proven: 25m", "~ rollback.proven: 20m → 25m")]
    public void Compare_OneChange_IsNamedByItsIdAndKey(string old, string replacement, string expected)
    {
        var change = Assert.Single(PlanDiff.Compare(SamplePlan.Text, SamplePlan.With(old, replacement)));

        Assert.Equal(expected, change.ToString());
    }

    [Fact]
    public void Compare_ItemsSwapped_SaysThatTheOrderChanged()
    {
        const string pickup = "  - { id: in-store-pickup, name: In-store pickup, reservation: at acceptance, failureHandling: call the store }\n";
        var other = SamplePlan.With(pickup, "").Replace("lanes:\n", "lanes:\n" + pickup, StringComparison.Ordinal);

        Assert.Equal("~ lanes (order): ship-to-home, in-store-pickup, curbside → in-store-pickup, ship-to-home, curbside", Assert.Single(PlanDiff.Compare(SamplePlan.Text, other)).ToString());
    }

    [Fact]
    public void Compare_ItemInsertedAtTheTop_LeavesTheOthersAlone()
    {
        var other = SamplePlan.With("stores:\n", "stores:\n  - { number: \"0001\", name: Salem, side: legacy, region: west, node: SFS-0001 }\n");

        var change = Assert.Single(PlanDiff.Compare(SamplePlan.Text, other));

        Assert.Equal(("stores", PlanChangeKind.Added, "stores[0001]"), (change.Section, change.Kind, change.Path));
    }

    [Fact]
    public void Compare_NoPlanBefore_AddsEverySection()
    {
        var changes = PlanDiff.Compare(null, SamplePlan.Text);

        Assert.Equal(CommandCenter.Plan.Reading.PlanSections.All.Count, changes.Count);
        Assert.All(changes, c => Assert.Equal(PlanChangeKind.Added, c.Kind));
        Assert.All(changes, c => Assert.InRange(c.New!.Length, 1, 120));
    }
}
