using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Readiness.Scenarios;
using CommandCenter.Tests.Plan;

namespace CommandCenter.Tests.Readiness.Scenarios;

/// <summary>What a verdict is made of, without a world.</summary>
public class ScenarioJudgeTests
{
    private static readonly DateTimeOffset start = new(2026, 11, 10, 5, 0, 0, TimeSpan.Zero);
    private static readonly LedgerTruth copy = new("copy", [], "");

    [Theory]
    [InlineData("ttt", ScenarioVerdict.Passed, "3 expectations were met.")]
    [InlineData("tnt", ScenarioVerdict.Passed, "2 expectations were met; 1 cannot be told.")]
    [InlineData("tft", ScenarioVerdict.Failed, "Step 1. Seen 1.")]
    [InlineData("nff", ScenarioVerdict.Failed, "Step 1. Seen 1. And 1 more.")]
    [InlineData("nn", ScenarioVerdict.Inconclusive, "Nothing of what is required could be told.")]
    [InlineData("", ScenarioVerdict.Inconclusive, "Nothing of what is required could be told.")]
    public void Of_Steps_AddUpToTheVerdict(string steps, ScenarioVerdict verdict, string reason)
    {
        var made = steps.Select((s, i) => new ScenarioStep(start, $"Step {i}.", $"Seen {i}.", s switch { 't' => true, 'f' => false, _ => null })).ToList();

        Assert.Equal((verdict, reason), ScenarioJudge.Of(made));
    }

    [Fact]
    public void Missing_StagesThatASideCannotSee_AreNotWaitedFor()
    {
        var required = new[] { Stage.Created, Stage.Packed, Stage.Shipped };

        Assert.Equal([Stage.Shipped], ScenarioJudge.Missing(required, [Stage.Packed], State((Stage.Created, 0))));
        Assert.Equal([Stage.Created, Stage.Shipped], ScenarioJudge.Missing(required, [Stage.Packed], null));
        Assert.Empty(ScenarioJudge.Missing(required, [Stage.Packed], State((Stage.Created, 0), (Stage.Shipped, 9))));
    }

    [Fact]
    public void OutOfOrder_AgainstTheSidesOwnOrder_NamesTheFirstPair()
    {
        Stage[] required = [Stage.Created, Stage.Routed, Stage.Allocated, Stage.Shipped];
        Stage[] legacy = [Stage.Created, Stage.Held, Stage.Allocated, Stage.Routed, Stage.Shipped];

        // legacy allocates first, whatever order the plan lists them in; a hold may come at any time; whole seconds are no proof
        Assert.Null(ScenarioJudge.OutOfOrder(required, legacy, State((Stage.Created, 0), (Stage.Allocated, 5), (Stage.Routed, 9), (Stage.Shipped, 20))));
        Assert.Null(ScenarioJudge.OutOfOrder([.. required, Stage.Held], legacy, State((Stage.Created, 0), (Stage.Allocated, 5), (Stage.Routed, 9), (Stage.Held, 15), (Stage.Shipped, 20))));
        Assert.Null(ScenarioJudge.OutOfOrder(required, legacy, State((Stage.Created, 0), (Stage.Allocated, 6), (Stage.Routed, 5), (Stage.Shipped, 20))));
        Assert.Equal((Stage.Shipped, Stage.Routed), ScenarioJudge.OutOfOrder(required, legacy, State((Stage.Created, 0), (Stage.Allocated, 5), (Stage.Routed, 9), (Stage.Shipped, 6))));
    }

    [Fact]
    public void Doubled_OverBothLedgers_SaysWhat()
    {
        var once = new LedgerTruth("owned", [new LedgerEffect("ship", 1), new LedgerEffect("ship", 2), new LedgerEffect("capture", 1), new LedgerEffect("notify", 0), new LedgerEffect("notify", 0)], "");

        Assert.Null(ScenarioJudge.Doubled(once, copy));
        Assert.Null(ScenarioJudge.Doubled(new LedgerTruth(null, [], ""), once));
        Assert.Equal("both sides hold it as their own", ScenarioJudge.Doubled(once, once));
        Assert.Equal("neither side holds it as its own", ScenarioJudge.Doubled(copy, copy));
        Assert.Equal("capture of parcel 1 was done 2 times", ScenarioJudge.Doubled(once, copy with { Effects = [new LedgerEffect("capture", 1)] }));
    }

    [Fact]
    public void Redact_PersonalMembersWhereverTheyStand_AreTakenOut()
    {
        // the sample calls $.cust.name and $.cust.phone personal
        var fields = new PersonalFields(SamplePlan.Read(SamplePlan.Text));

        var redacted = fields.Redact("""{"orderKey":"A-1","customer":{"id":"C1","NAME":"Ana Abbott","phone":["+1 555"]},"lines":[{"sku":"name","contact":{"name":"Ben"}}]}""");

        Assert.Equal("""{"orderKey":"A-1","customer":{"id":"C1","NAME":"[redacted]","phone":"[redacted]"},"lines":[{"sku":"name","contact":{"name":"[redacted]"}}]}""", redacted);
        Assert.Equal("no JSON", fields.Redact("no JSON"));
    }

    [Theory]
    [InlineData("lanes: [in-store-pickup, ship-to-home]", "lanes: [in-store-pickups]", "scenarios[0].lanes[0]", "\"in-store-pickups\"", "did you mean \"in-store-pickup\"?")]
    [InlineData("trigger: A customer orders to a store\n    source: orch-oms", "trigger: A customer orders to a store\n    source: orch", "scenarios[0].source", "\"orch\"", "a system of the plan: legacy-pos")]
    [InlineData("statuses: [created, routed, picked]", "statuses: [created, route]", "scenarios[0].statuses[1]", "\"route\"", "a stage: created")]
    [InlineData("statuses: [created, routed, picked]", "statuses: []", "scenarios[0].statuses", "nothing", "a list of one stage at least")]
    [InlineData("owner: operations\n    acceptance", "owner: store-team\n    acceptance", "scenarios[0].owner", "\"store-team\"", "one of engineering, operations, vendor, finance")]
    [InlineData("run: { play: fulfil", "run: { play: fulfill", "scenarios[0].run.play", "\"fulfill\"", "one of fulfil, split")]
    [InlineData("region: west, store: \"0418\"", "region: west, store: \"0419\"", "scenarios[0].run.store", "\"0419\"", "did you mean \"0418\"?")]
    [InlineData("- { id: refund, title: Refund, lanes: [ship-to-home]", "- { id: pickup, title: Refund, lanes: [ship-to-home]", "scenarios[1].id", "\"pickup\" a second time", "each scenario once")]
    [InlineData("- { id: refund, title: Refund, lanes: [ship-to-home]", "- { id: refund, title: Refund, lanes: []", "scenarios[1].lanes", "nothing", "a list of one lane at least")]
    public void Read_WrongScenario_IsNamedWithPlaceAndWhatIsAllowed(string from, string to, string path, string found, string allowed)
    {
        Assert.Contains(from, SamplePlan.Text, StringComparison.Ordinal);

        var problems = PlanReader.Read(SamplePlan.Text.Replace(from, to, StringComparison.Ordinal), "plan.yaml").Problems;

        var problem = Assert.Single(problems, p => p.Path == path);
        Assert.Equal((found, true, true), (problem.Found, problem.Allowed.StartsWith(allowed, StringComparison.Ordinal), problem.Line > 0));
    }

    private static OrderState State(params (Stage Stage, double Seconds)[] stages) => new()
    {
        OrderKey = "A-1", Side = Side.Legacy, Stage = stages[^1].Stage, StageTimes = [.. stages.Select(s => new StageTime(s.Stage, start.AddSeconds(s.Seconds), start, "s"))], Facts = [],
        LastOccurredAt = start, LastObservedAt = start, EventCount = 1, ConflictCount = 0,
    };
}
