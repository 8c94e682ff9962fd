using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Tests.Plan;

/// <summary>What a correct plan becomes.</summary>
public class PlanReaderTests
{
    private static readonly CutoverPlan Plan = SamplePlan.Read(SamplePlan.Text);

    [Fact]
    public void Read_SamplePlan_GivesHeaderSidesAndLandscape()
    {
        Assert.Equal(new PlanHeader("Alder & Rowe order cutover", "Alder & Rowe", "America/Los_Angeles", new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero), 10, "Maya Okafor"), Plan.Header);
        Assert.Equal([Stage.Routed, Stage.Packed], Plan.Of(Side.Legacy).NotObservable);
        Assert.Equal(["legacy-pos", "orch-oms", "carrier-labels"], Plan.Systems.Select(s => s.Id));
        Assert.Equal(Participation.Both, Plan.Systems[1].Participation);
        Assert.Equal(13, Plan.SystemsOfRecord.Count);
        Assert.Equal("0418", Plan.Stores[0].Number);
        Assert.Equal("legacy-orders", Plan.Interfaces[0].SourceId);
    }

    [Fact]
    public void Read_Lane_GivesUnscaledLimits()
    {
        var limits = Plan.Lane("ship-to-home")!.Sla;
        Assert.Equal(("routed", "eligible", TimeSpan.FromSeconds(60), 99.5), (limits[0].Stage.Name, limits[0].From, limits[0].Within, limits[0].TargetPercent));
        Assert.Equal([TimeSpan.FromSeconds(15)], limits[0].AtRiskBefore);
        Assert.Equal(("shipped", "placed", TimeSpan.FromHours(6), 97), (limits[1].Stage.Name, limits[1].From, limits[1].Within, limits[1].TargetPercent));
        Assert.Empty(limits[1].AtRiskBefore);
        Assert.Empty(Plan.Lane("in-store-pickup")!.Sla);
    }

    [Fact]
    public void Read_TransformInBrackets_IsNotSplitAtItsComma()
    {
        var store = Plan.Mapping("legacy-order")!.Fields["store"];

        Assert.Equal(["pad-left"], store.Transforms.Select(t => t.Name));
        Assert.Equal(["4", "0"], store.Transforms[0].Arguments);
        Assert.Equal("store-to-node", store.LookupTable);
        Assert.Equal(["4", "0"], Plan.Mapping("legacy-order")!.Fields["node"].Transforms[0].Arguments);
    }

    [Fact]
    public void Read_ParseForms_GiveTypedRules()
    {
        var mapping = Plan.Mapping("legacy-order")!;

        Assert.Equal(ParseKind.Integer, mapping.Version!.Parse!.Kind);
        Assert.Equal((ParseKind.Money, 2, false), Of(mapping.Fields["total"]));
        Assert.Equal((ParseKind.Money, 3, false), Of(mapping.Fields["tax"]));
        Assert.Equal((ParseKind.Money, 0, true), Of(mapping.Fields["goods"]));
        Assert.Equal((ParseKind.Date, "yyyyMMdd"), (mapping.Fields["businessDate"].Parse!.Kind, mapping.Fields["businessDate"].Parse!.Formats[0]));
        Assert.Equal((AmbiguousTime.Earlier, NonexistentTime.Shift), (mapping.OccurredAt!.Parse!.Ambiguous, mapping.OccurredAt.Parse.Nonexistent));
        Assert.Equal((AmbiguousTime.Reject, NonexistentTime.Reject), (mapping.Fields["placedAt"].Parse!.Ambiguous, mapping.Fields["placedAt"].Parse!.Nonexistent));
        Assert.True(mapping.Stages[Stage.Returned].Parse!.DayPrecision);
        Assert.Equal(RecordKind.Order, Plan.Mapping("orch-event")!.Kind);

        static (ParseKind, int, bool) Of(FieldRule rule) => (rule.Parse!.Kind, rule.Parse.Decimals, rule.Parse.Minor);
    }

    [Fact]
    public void Read_Sources_GiveSettingsAndDefaults()
    {
        var orders = Plan.Source("legacy-orders")!;
        var stock = Plan.Source("legacy-stock")!;

        Assert.Equal(TimeSpan.FromSeconds(2), orders.Every);
        Assert.Equal("", orders.Http!.From);
        Assert.Equal("${file:legacy-password}", orders.Http.Auth!.Password);
        Assert.Equal("command-center", orders.Http.Headers["x-client"]);
        Assert.Equal(["yyyy-MM-dd HH:mm:ss"], orders.Http.WatermarkFormat!.Formats);
        Assert.Equal((500, 4, PagingMode.Token, "$.next"), (stock.Http!.Limit, stock.Http.Attempts, stock.Http.Paging, stock.Http.NextCursor));
        Assert.Equal("$.heartbeat", Plan.Source("orch-webhook")!.Push!.Heartbeat);
    }

    [Fact]
    public void Read_ReservedSection_SaysThatItIsNotYetAvailable()
    {
        var text = SamplePlan.Text + "runbook: []\n";

        var problem = Assert.Single(PlanReader.Read(text, "plan.yaml").Problems);

        Assert.Equal(SamplePlan.LineOf(text, "runbook: []"), problem.Line);
        Assert.Equal("a section that is not yet available in this version", problem.Found);
    }
}
