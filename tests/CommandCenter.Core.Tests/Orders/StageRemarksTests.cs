using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Tests.Live;
using static CommandCenter.Tests.Sources.Mapping.MappingFixture;

namespace CommandCenter.Tests.Orders;

public class StageRemarksTests
{
    private static readonly DateTimeOffset T0 = LiveWorld.Start;

    private readonly LiveWorld world = new();

    [Fact]
    public void Of_InOrder_FindsNothing() =>
        Assert.Empty(Of((Stage.Created, T0), (Stage.Authorised, T0), (Stage.Shipped, T0.AddHours(1)), (Stage.Delivered, T0.AddHours(2))));

    [Fact]
    public void Of_ShippedBeforeAuthorised_SaysBeforeWhichAndHowMuch()
    {
        var found = Of((Stage.Created, T0), (Stage.Authorised, T0.AddHours(3)), (Stage.Shipped, T0.AddHours(1)), (Stage.Delivered, T0.AddHours(9)));

        Assert.Equal([new StageRemark(Stage.Shipped, StageRemarkKind.OutOfOrder, Stage.Authorised, TimeSpan.FromHours(2))], found);
    }

    [Fact]
    public void Of_SidesOwnOrder_IsWhatCounts()
    {
        (Stage, DateTimeOffset)[] stages = [(Stage.Routed, T0), (Stage.Allocated, T0.AddMinutes(5))];

        Assert.Empty(StageRemarks.Of(world.Order("A", Side.Orchestration, stages), LiveWorld.Plan()));
        Assert.Equal(Stage.Routed, Assert.Single(StageRemarks.Of(world.Order("A", Side.Legacy, stages), LiveWorld.Plan())).Stage);
    }

    [Fact]
    public void Of_HeldOrCancelledAtAnyTime_IsInOrder() =>
        Assert.Empty(Of((Stage.Held, T0.AddDays(1)), (Stage.Created, T0), (Stage.Routed, T0.AddHours(1)), (Stage.Cancelled, T0.AddMinutes(1))));

    [Theory]
    [InlineData(Stage.Shipped)]
    [InlineData(Stage.Delivered)]
    public void Of_CancelledAlthoughGone_SaysHowFarItHadCome(Stage gone)
    {
        var found = Of((Stage.Created, T0), (Stage.Shipped, T0.AddHours(1)), (gone, T0.AddHours(1)), (Stage.Cancelled, T0.AddHours(2)));

        Assert.Equal([new StageRemark(Stage.Cancelled, StageRemarkKind.AlthoughGone, gone)], found);
    }

    [Fact]
    public void Of_RecordHasAPlaceForTheTimeAndItIsEmpty_SaysSoAndComparesNothing()
    {
        var plan = LiveWorld.Plan();
        plan = plan with
        {
            Sources = [plan.Sources[0] with { Id = "test", Mapping = "orders" }],
            Mappings = [plan.Mapping("orders")! with { Stages = new Dictionary<Stage, FieldRule> { [Stage.Created] = Path("$.made"), [Stage.Delivered] = Path("$.delivered") } }],
        };
        var order = world.Order("A", Side.Legacy, (Stage.Created, T0), (Stage.Shipped, T0.AddHours(2)), (Stage.Delivered, T0.AddHours(1)));
        order = order with { StageTimes = [.. order.StageTimes.Select(t => t with { IsStated = t.Stage == Stage.Created })] };

        Assert.Equal([new StageRemark(Stage.Delivered, StageRemarkKind.TimeNotStated)], StageRemarks.Of(order, plan));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 1)]
    public void Of_Promise_IsKeptUntilItsInstant(int hoursLate, int? expected)
    {
        var order = world.Order("A", Side.Legacy, [("deliverBy", FactValue.OfInstant(T0.AddDays(1)))], (Stage.Created, T0), (Stage.Delivered, T0.AddDays(1).AddHours(hoursLate)));

        var late = StageRemarks.Of(order, LiveWorld.Plan()).SingleOrDefault(r => r.Kind == StageRemarkKind.AfterPromise);

        Assert.Equal(expected, late?.By?.TotalHours);
    }

    [Fact]
    public void Rows_ReachedStage_CarryItsRemarks()
    {
        var order = world.Order("A", Side.Legacy, (Stage.Created, T0), (Stage.Authorised, T0.AddHours(3)), (Stage.Shipped, T0.AddHours(1)));

        var rows = new StageRows(new OrderDetail("A", Side.Legacy, order, null, [], [], "order-key"), LiveWorld.Plan(), null, T0.AddDays(1)).Build();

        Assert.Equal(StageRemarkKind.OutOfOrder, Assert.Single(rows.Single(r => r.Stage == Stage.Shipped).Legacy.Remarks).Kind);
        Assert.Empty(rows.Single(r => r.Stage == Stage.Created).Legacy.Remarks);
    }

    private IReadOnlyList<StageRemark> Of(params (Stage Stage, DateTimeOffset At)[] stages) =>
        StageRemarks.Of(world.Order("A", Side.Legacy, [.. stages.DistinctBy(s => s.Stage)]), LiveWorld.Plan());
}
