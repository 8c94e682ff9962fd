using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Tests.Live;

namespace CommandCenter.Tests.Orders;

public class StageRowsTests
{
    private static readonly DateTimeOffset T0 = LiveWorld.Start;

    private readonly LiveWorld world = new();

    [Fact]
    public void Build_BothReached_SaysHowFarApart()
    {
        var row = Row(Stage.Routed, Order(Side.Legacy, (Stage.Created, T0), (Stage.Routed, T0.AddSeconds(40))), Order(Side.Orchestration, (Stage.Created, T0), (Stage.Routed, T0.AddSeconds(10))));

        Assert.Equal(TimeSpan.FromSeconds(30), row.Apart);
        Assert.False(row.Gap);
    }

    [Fact]
    public void Build_SideCannotObserve_IsNeitherMissingNorNotReached()
    {
        var row = Row(Stage.Packed, Order(Side.Legacy, (Stage.Created, T0), (Stage.Shipped, T0.AddMinutes(5))), null);

        Assert.Equal(StageCellKind.NotObservable, row.Legacy.Kind);
        Assert.False(row.Gap);
    }

    [Fact]
    public void Build_NeverReported_IsNotExpected() =>
        Assert.Equal(StageCellKind.NotExpected, Row(Stage.Created, Order(Side.Legacy, (Stage.Created, T0)), null).Orchestration.Kind);

    [Theory]
    [InlineData(30, StageCellKind.Pending)]
    [InlineData(90, StageCellKind.Missing)]
    public void Build_LimitRuns_IsPendingThenMissing(int secondsLater, StageCellKind expected)
    {
        var order = world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0));

        var row = Row(Stage.Routed, order, null, now: T0.AddSeconds(secondsLater));

        Assert.Equal((expected, T0.AddSeconds(60)), (row.Legacy.Kind, row.Legacy.At));
        Assert.Equal(expected == StageCellKind.Missing, row.Gap);
    }

    [Fact]
    public void Build_TimeScale_DividesTheLimit()
    {
        var order = world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0));

        var row = Row(Stage.Routed, order, null, plan: LiveWorld.Plan(scale: 10), now: T0.AddSeconds(7));

        Assert.Equal((StageCellKind.Missing, T0.AddSeconds(6)), (row.Legacy.Kind, row.Legacy.At));
    }

    [Fact]
    public void Build_LaterStageCameWithout_IsMissing()
    {
        var legacy = Order(Side.Legacy, (Stage.Created, T0), (Stage.Shipped, T0.AddMinutes(5)));

        Assert.Equal(StageCellKind.Missing, Row(Stage.Picked, legacy, null).Legacy.Kind);
        // some orders only are held: no gap
        Assert.DoesNotContain(Rows(legacy, null), r => r.Stage == Stage.Held);
    }

    [Theory]
    [InlineData(Stage.Cancelled)]
    [InlineData(Stage.Returned)]
    public void Build_EndOnOneSideOnly_Differs(Stage end)
    {
        var row = Row(end, Order(Side.Legacy, (Stage.Created, T0), (end, T0.AddMinutes(1))), Order(Side.Orchestration, (Stage.Created, T0)));

        Assert.Equal((StageCellKind.Missing, T0.AddMinutes(1)), (row.Orchestration.Kind, row.Orchestration.At));
        Assert.True(row.Differs);
    }

    [Fact]
    public void Build_CancelledHere_ExpectsNothingMore()
    {
        var order = world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0), (Stage.Cancelled, T0.AddSeconds(5)));

        Assert.Equal(StageCellKind.NotReached, Row(Stage.Routed, order, null, now: T0.AddHours(1)).Legacy.Kind);
    }

    [Fact]
    public void Build_CopyWentOnWithoutAllocation_IsNotAskedForIt()
    {
        var legacy = Order(Side.Legacy, (Stage.Created, T0), (Stage.Allocated, T0.AddSeconds(2)), (Stage.Routed, T0.AddSeconds(5)));
        var copy = Order(Side.Orchestration, (Stage.Created, T0), (Stage.Routed, T0.AddSeconds(5)), (Stage.Picked, T0.AddSeconds(9)));

        Assert.Equal(StageCellKind.NotExpected, Row(Stage.Allocated, legacy, copy, owner: Side.Legacy).Orchestration.Kind);
        Assert.Equal(StageCellKind.Missing, Row(Stage.Allocated, legacy, copy, owner: Side.Orchestration).Orchestration.Kind);
    }

    [Fact]
    public void Build_CopyBeyondItsLastStage_IsNotExpected()
    {
        var plan = LiveWorld.Plan();
        plan = plan with { Lanes = [plan.Lanes[0] with { CopyUntil = Stage.Routed }, .. plan.Lanes.Skip(1)] };
        var legacy = Order(Side.Legacy, (Stage.Created, T0), (Stage.Routed, T0.AddSeconds(5)), (Stage.Shipped, T0.AddMinutes(9)));
        var copy = Order(Side.Orchestration, (Stage.Created, T0), (Stage.Routed, T0.AddSeconds(5)));

        var row = Row(Stage.Shipped, legacy, copy, owner: Side.Legacy, plan: plan);

        Assert.Equal(StageCellKind.NotExpected, row.Orchestration.Kind);
        Assert.False(row.Gap);
    }

    [Fact]
    public void Build_EveryReporterSilent_IsStaleNotMissing()
    {
        var plan = LiveWorld.Plan();
        plan = plan with { Sources = [.. plan.Sources.Select(s => s with { Reports = [Stage.Routed] })] };
        var silent = new LiveWorld(plan);
        silent.AllCaughtUp();
        silent.Now = T0.AddMinutes(20);
        silent.Report("orch-orders");
        var snapshot = silent.Snapshot();
        var order = world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0));

        var row = Row(Stage.Routed, order, null, plan: plan, now: silent.Now, live: snapshot);

        Assert.Equal((StageCellKind.Stale, T0), (row.Legacy.Kind, row.Legacy.At));
        Assert.False(row.Gap);
    }

    private OrderState Order(Side side, params (Stage, DateTimeOffset)[] stages) => world.Order("A", side, stages);

    private static StageRow Row(Stage stage, OrderState? legacy, OrderState? orchestration, Side? owner = null, CutoverPlan? plan = null, DateTimeOffset? now = null, LiveSnapshot? live = null) =>
        Rows(legacy, orchestration, owner, plan, now, live).Single(r => r.Stage == stage);

    private static IReadOnlyList<StageRow> Rows(OrderState? legacy, OrderState? orchestration, Side? owner = null, CutoverPlan? plan = null, DateTimeOffset? now = null, LiveSnapshot? live = null) =>
        new StageRows(new OrderDetail("A", owner, legacy, orchestration, [], [], "order-key"), plan ?? LiveWorld.Plan(), live, now ?? T0.AddSeconds(20)).Build();
}
