using CommandCenter.Live;
using CommandCenter.Orders;

namespace CommandCenter.Tests.Live;

public class SlaTimerTests
{
    private static readonly DateTimeOffset T0 = LiveWorld.Start;
    private readonly LiveWorld world = new();

    [Fact]
    public void Timers_EligibleOrder_RunsToItsDeadlineThenIsOverdue()
    {
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0)));
        Pass(seconds: 30);
        var running = Routed("A");
        Assert.Equal(TimerState.Running, running.State);
        Assert.Equal(T0.AddSeconds(60), running.Deadline);

        Pass(seconds: 20);
        Assert.Equal(1, world.Lane("home").AtRisk);

        Pass(seconds: 20);
        Assert.Equal(TimerState.Overdue, Routed("A").State);
        Assert.Equal(1, world.Lane("home").Breached);
        Assert.Equal(0, world.Lane("home").AtRisk);
    }

    [Fact]
    public void Timers_SourceReadOnlyToBeforeDeadline_NoBreachWhileNewsMayBeOnItsWay()
    {
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0)));
        world.Now = T0.AddSeconds(65);
        world.FoldAt(T0.AddSeconds(55), "legacy-orders");
        Assert.Equal(TimerState.Running, Routed("A").State);
        Assert.Equal(0, world.Lane("home").Breached);
    }

    [Fact]
    public void Timers_OfSidesReadToDifferentInstants_StandInOrderOfTheirDeadlines()
    {
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0.AddSeconds(2))], (Stage.Created, T0)));
        world.Fold("orch-orders", world.Order("B", Side.Orchestration, [LiveWorld.Eligible(T0)], (Stage.Created, T0)));
        world.Now = T0.AddSeconds(20);
        world.FoldAt(T0.AddSeconds(20), "legacy-orders");
        world.FoldAt(T0.AddSeconds(10), "orch-orders");

        // to the watermarks A has 42 s left and B 50 s; on the viewer's clock B runs out first
        Assert.Equal(["B", "A"], world.Snapshot().Timers.Where(t => t.Stage == Stage.Routed).Select(t => t.OrderKey));
    }

    [Fact]
    public void Timers_HeldOrder_IsPausedAndDeadlineMovesOn()
    {
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0)));
        Pass(seconds: 20);
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [("placedAt", FactValue.OfInstant(T0)), LiveWorld.Eligible(T0)], (Stage.Created, T0), (Stage.Held, T0.AddSeconds(20))));
        Pass(seconds: 100);
        var paused = Routed("A");
        Assert.Equal(TimerState.Paused, paused.State);
        Assert.Equal(TimeSpan.FromSeconds(40), paused.RemainingWhenPaused);

        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0), ("holdClearedAt", FactValue.OfInstant(T0.AddSeconds(120)))], (Stage.Created, T0), (Stage.Held, T0.AddSeconds(20))));
        Pass(seconds: 10);
        Assert.Equal((TimerState.Running, T0.AddSeconds(160)), (Routed("A").State, Routed("A").Deadline));
    }

    [Fact]
    public void Timers_PauseArrivesLate_BreachIsWithdrawnAndHistoryKept()
    {
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0)));
        Pass(seconds: 90);
        Assert.Equal(1, world.Lane("home").Breached);

        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0), (Stage.Held, T0.AddSeconds(10))));
        var after = world.Snapshot();

        Assert.Equal(0, after.Lanes[0].Breached);
        Assert.Contains(after.Happenings, h => h.Text.Contains("1 breach withdrawn", StringComparison.Ordinal));
        var clock = world.State.Find("A")!.Clocks[0];
        Assert.Equal(T0.AddSeconds(60), Instants.FromMicros(clock.BreachedAt));
        Assert.NotEqual(0, clock.WithdrawnAt);
    }

    [Fact]
    public void Timers_BackFilledOrder_IsMeasuredButStartsNoTimer()
    {
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0.AddMinutes(-5))], (Stage.Created, T0.AddMinutes(-5))));
        Pass(seconds: 1);
        var lane = world.Lane("home");
        Assert.DoesNotContain(world.Snapshot().Timers, t => t.OrderKey == "A" && t.Stage == Stage.Routed);
        Assert.Equal(0, lane.Breached);
        Assert.Equal((0, 1), ((int)lane.RoutedWithin.Numerator, (int)lane.RoutedWithin.Denominator));
    }

    [Fact]
    public void Timers_PlanWithOtherLimit_RunningOrdersGetNewDeadline()
    {
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0)));
        Pass(seconds: 10);
        world.State.Apply(LiveWorld.Plan(routedWithin: TimeSpan.FromSeconds(300)), Instants.ToMicros(world.Now));
        Assert.Equal(T0.AddSeconds(300), Routed("A").Deadline);
    }

    [Fact]
    public void Timers_TimeScale_DividesLimits()
    {
        var scaled = new LiveWorld(LiveWorld.Plan(scale: 10));
        scaled.Fold("legacy-orders", scaled.Order("A", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0)));
        Assert.Equal(T0.AddSeconds(6), scaled.Snapshot().Timers.Single(t => t.Stage == Stage.Routed).Deadline);
        Assert.Equal(6, scaled.Lane("home").RoutedWithinSeconds);
    }

    [Fact]
    public void Timers_LaterStageSeenInsteadOfRouted_TimerEnds()
    {
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0), (Stage.Picked, T0.AddSeconds(50))));
        Pass(seconds: 100);
        Assert.DoesNotContain(world.Snapshot().Timers, t => t.Stage == Stage.Routed);
        Assert.Equal(0, world.Lane("home").Breached);
    }

    [Fact]
    public void Timers_ManyOrders_HundredMostUrgentOverdueFirst()
    {
        for (var i = 0; i < 250; i++)
        {
            var at = T0.AddSeconds(-i % 50);
            world.Fold("legacy-orders", world.Order($"O{i:000}", Side.Legacy, [LiveWorld.Eligible(at)], (Stage.Created, at)));
        }

        Pass(seconds: 30);
        var snapshot = world.Snapshot();
        Assert.Equal(100, snapshot.Timers.Count);
        Assert.Equal(500, snapshot.TimersRunning);
        Assert.Equal(snapshot.Timers.OrderBy(t => t.Deadline).Select(t => t.Deadline), snapshot.Timers.Select(t => t.Deadline));
        Assert.Equal(TimerState.Overdue, snapshot.Timers[0].State);
        Assert.Equal(T0.AddSeconds(11), snapshot.Timers[0].Deadline);
    }

    private void Pass(double seconds)
    {
        world.Now += TimeSpan.FromSeconds(seconds);
        world.AllCaughtUp();
        world.Snapshot();
    }

    private TimerLive Routed(string key) => world.Snapshot().Timers.Single(t => t.OrderKey == key && t.Stage == Stage.Routed);
}
