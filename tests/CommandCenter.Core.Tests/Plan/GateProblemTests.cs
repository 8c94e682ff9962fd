using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;

namespace CommandCenter.Tests.Plan;

/// <summary>Section gates: what is wrong with it, and what it says when nothing is.</summary>
public class GateProblemTests
{
    public static TheoryData<string, string, string, string, string, string> Errors => new()
    {
        { "id: parity, title: Both", "id: drill, title: Both", "{ id: drill, title: Both", "gates[1].id", "\"drill\" a second time", "each gate once" },
        { "kind: signed, role: Finance", "kind: signed, role: Administrator", "{ id: drill", "gates[0].role", "\"Administrator\"", "one of IncidentCommander" },
        { "fromPercent: 50", "fromPercent: 101", "{ id: drill", "gates[0].fromPercent", "\"101\"", "a percentage from 0 to 100" },
        { "lanes: [ship-to-home], fromPercent", "lanes: [ship-home], fromPercent", "{ id: drill", "gates[0].lanes[0]", "\"ship-home\"", "did you mean \"ship-to-home\"?" },
        { "name: rollback-drill, within: 15m, notOlderThan: 30d", "name: rollback-drill, within: 15m", "{ id: drill", "gates[0].check.notOlderThan", "nothing", "what rollback-drill is held to" },
        { "name: parity, atLeast: 99.5, runs: 3", "name: parity, atLeast: 99.5, within: 3m", "{ id: parity", "gates[1].check.within", "within", "atLeast, runs, for parity" },
        { "title: Both sides agree, kind: automatic, blocking: false, check: { name: parity, atLeast: 99.5, runs: 3 }", "title: Both sides agree, kind: automatic", "{ id: parity", "gates[1].check", "nothing", "what an automatic gate is held to" },
        { "name: differences-understood, atMost: 2", "name: differences, atMost: 2", "{ id: understood", "gates[2].check.name", "\"differences\"", "one of sources-healthy" },
        { "items: [legacy-orders] }", "items: [legacy-order] }", "{ id: stable", "gates[3].check.items[0]", "\"legacy-order\"", "did you mean \"legacy-orders\"?" },
        { "until: 2026-12-01T00:00:00Z", "until: 2026-10-01T00:00:00Z", "{ id: freeze", "gates[5].check.until", "2026-10-01T00:00:00.0000000+00:00", "an instant after from" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Read_OneError_IsNamedWithLinePlaceAndWhatIsAllowed(string old, string replacement, string lineOf, string path, string found, string allowed)
    {
        var text = SamplePlan.With(old, replacement);

        var problem = PlanReader.Read(text, "plan.yaml").Problems.First(p => p.Path == path);

        Assert.Equal((SamplePlan.LineOf(text, lineOf), found), (problem.Line, problem.Found));
        Assert.StartsWith(allowed, problem.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Gates_HaveTheirDefaults()
    {
        var gates = PlanReader.Read(SamplePlan.With("id: parity, title: Both sides agree, kind: automatic, blocking: false", "id: parity, title: Both sides agree, kind: automatic"), "plan.yaml").Plan!.Gates;

        Assert.Equal(("drill", GateKind.Signed, GatePhase.CutOver, 50m, false, TimeSpan.FromDays(7)), (gates[0].Id, gates[0].Kind, gates[0].Phase, gates[0].FromPercent, gates[0].IsBlocking, gates[0].Expires!.Value));
        Assert.Equal((CommandCenter.Access.Role.Finance, "Priya Raman", TimeSpan.FromMinutes(15)), (gates[0].Role, gates[0].Owner, gates[0].Check!.Within!.Value));
        Assert.Equal((GatePhase.Prepare, 0m, true, null, CommandCenter.Access.Role.TechnicalLead, 3), (gates[1].Phase, gates[1].FromPercent, gates[1].IsBlocking, gates[1].Expires, gates[1].Role, gates[1].Check!.Runs!.Value));
    }
}
