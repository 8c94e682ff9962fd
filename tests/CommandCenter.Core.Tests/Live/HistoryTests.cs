using CommandCenter.Live;
using CommandCenter.Orders;

namespace CommandCenter.Tests.Live;

/// <summary>Orders of long ago, read for the first time: counted as what they are, alarming nobody and proving nothing.</summary>
public class HistoryTests
{
    private static readonly DateTimeOffset Now = LiveWorld.Start;

    private readonly LiveWorld world = new();

    [Fact]
    public void Phase_OnlyHistory_IsNothingToJudgeNotHealthy()
    {
        world.Fold("legacy-orders", Old("A"));
        world.AllCaughtUp();

        var snapshot = world.Snapshot();

        Assert.Equal((Phase.Progressing, "nothing-to-judge"), (snapshot.Phase.Phase, snapshot.Phase.Reason));
        Assert.InRange(snapshot.Phase.Message.Length, 1, 90);
        Assert.Empty(snapshot.Timers);
    }

    [Fact]
    public void Phase_OneOrderOfNow_IsJudged()
    {
        world.Fold("legacy-orders", Old("A"), world.Order("B", Side.Legacy, [LiveWorld.Eligible(Now.AddSeconds(-5))], (Stage.Created, Now.AddSeconds(-5))));
        world.AllCaughtUp();

        Assert.Equal((Phase.Healthy, "All 2 lanes are within their limits, 2 sources answering."), (world.Snapshot().Phase.Phase, world.Snapshot().Phase.Message));
    }

    [Fact]
    public void AtRisk_LateBeforeFirstRead_IsSaidAndNotCounted()
    {
        world.Fold("legacy-orders", Old("A"), Old("B"));
        world.AllCaughtUp();

        var total = world.Snapshot().Totals.Single(t => t.Key == "at-risk");

        Assert.Equal(0, total.Figure.Value);
        Assert.Equal("0 overdue, 0 at risk, of 2 open; 2 late before they were first read", total.Detail);
    }

    [Fact]
    public void Sweep_SideThatCannotSeeDelivery_LetsShippedOrdersGo()
    {
        var plan = LiveWorld.Plan();
        var blind = new LiveWorld(plan with { Sides = [plan.Sides[0] with { NotObservable = [Stage.Delivered] }, plan.Sides[1]] });
        foreach (var each in new[] { world, blind })
        {
            each.Fold("legacy-orders", each.Order("A", Side.Legacy, (Stage.Created, Now.AddDays(-3000)), (Stage.Shipped, Now.AddDays(-2999))));
            each.AllCaughtUp();
            each.Snapshot();
        }

        Assert.Equal((1, 0), (world.Lane("home").Open, blind.Lane("home").Open));
        Assert.Equal((1, 0), (world.State.Orders, blind.State.Orders));
    }

    [Fact]
    public void Lag_OfWhatIsReadUp_IsNoLag()
    {
        world.Fold("legacy-orders", Old("A"));
        world.Report("legacy-orders");
        Assert.Null(world.Snapshot().Sources.Single(s => s.Id == "legacy-orders").Lag);

        world.Fold("legacy-orders", world.Order("B", Side.Legacy, (Stage.Created, Now.AddSeconds(-7))));

        Assert.Equal(7, world.Snapshot().Sources.Single(s => s.Id == "legacy-orders").Lag);
    }

    private OrderState Old(string key) => world.Order(key, Side.Legacy, [LiveWorld.Eligible(Now.AddDays(-3000))], (Stage.Created, Now.AddDays(-3000)));
}
