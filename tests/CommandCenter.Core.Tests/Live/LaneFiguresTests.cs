using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Sources;
using CommandCenter.Sources.Sweeping;

namespace CommandCenter.Tests.Live;

public class LaneFiguresTests
{
    private static readonly DateTimeOffset T0 = LiveWorld.Start;
    private readonly LiveWorld world = new();

    [Fact]
    public void Observed_CopiesAndPlainOrders_CountTheirOwner()
    {
        world.Fold("legacy-orders",
            world.Order("A", Side.Legacy, (Stage.Created, T0.AddSeconds(-10))),
            world.Order("B", Side.Legacy, [LiveWorld.Copy], (Stage.Created, T0.AddSeconds(-10))),
            world.Order("C", Side.Legacy, (Stage.Created, T0.AddSeconds(-10))),
            world.Order("D", Side.Legacy, (Stage.Created, T0.AddSeconds(-10))));
        world.Fold("orch-orders",
            world.Order("B", Side.Orchestration, (Stage.Created, T0.AddSeconds(-10))),
            world.Order("C", Side.Orchestration, [LiveWorld.Copy], (Stage.Created, T0.AddSeconds(-10))),
            world.Order("D", Side.Orchestration, (Stage.Created, T0.AddSeconds(-10))));

        var lane = world.Lane("home");

        Assert.Equal((1, 3), ((int)lane.ObservedPercent.Numerator, (int)lane.ObservedPercent.Denominator));
        Assert.Equal(100.0 / 3, lane.ObservedPercent.Value!.Value, 9);
        Assert.Contains("1 order left out: ownership unclear", lane.ObservedPercent.Note, StringComparison.Ordinal);
        Assert.Equal(2, lane.Mirrored);
        // Wilson 95 % of 1 in 3
        Assert.Equal(6.15, lane.ObservedLow!.Value, 2);
        Assert.Equal(79.23, lane.ObservedHigh!.Value, 2);
    }

    [Fact]
    public void Observed_OrdersPlacedAfterOlderWatermark_AreNotCounted()
    {
        world.FoldAt(T0.AddSeconds(-30), "legacy-orders", world.Order("A", Side.Legacy, (Stage.Created, T0.AddSeconds(-40))));
        world.Fold("orch-orders", world.Order("B", Side.Orchestration, (Stage.Created, T0.AddSeconds(-20))));

        var lane = world.Lane("home");

        Assert.Equal((0, 1), ((int)lane.ObservedPercent.Numerator, (int)lane.ObservedPercent.Denominator));
        Assert.Equal(T0.AddSeconds(-30), lane.ObservedPercent.AsOf);
    }

    [Fact]
    public void Figures_NothingEverRead_ArePendingThenMissingNeverZero()
    {
        var lane = world.Lane("home");
        Assert.Equal((FigureState.Pending, null), (lane.ObservedPercent.State, lane.ObservedPercent.Value));

        world.Now = T0.AddSeconds(61);
        var snapshot = world.Snapshot();
        foreach (var figure in new[] { snapshot.Lanes[0].ObservedPercent, snapshot.Lanes[0].RoutingP95, snapshot.Lanes[0].LegacyPerMinute, snapshot.Lanes[0].RoutedWithin, snapshot.Totals[0].Figure, snapshot.Totals[1].Figure })
        {
            Assert.Equal((FigureState.Missing, null), (figure.State, figure.Value));
        }

        Assert.Equal(Phase.Degraded, snapshot.Phase.Phase);
        Assert.Contains(snapshot.Attention, a => a.Kind == AttentionKind.Missing);
    }

    [Fact]
    public void Figures_SourceGoesSilent_KeepLastValueAsStaleWithItsAge()
    {
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [LiveWorld.Eligible(T0.AddSeconds(-20))], (Stage.Created, T0.AddSeconds(-20)), (Stage.Routed, T0.AddSeconds(-12))));
        world.Fold("orch-orders");
        Assert.Equal((FigureState.Fresh, 8.0), (world.Lane("home").RoutingP95.State, world.Lane("home").RoutingP95.Value));

        world.Now = T0.AddMinutes(50);
        world.Fold("orch-orders");
        world.Report("legacy-orders", succeeded: false, error: "refused");
        var snapshot = world.Snapshot();

        var figure = snapshot.Lanes[0].RoutingP95;
        Assert.Equal((FigureState.Stale, 8.0, T0), (figure.State, figure.Value, figure.AsOf));
        Assert.Equal(FigureState.Fresh, snapshot.Lanes[0].OrchestrationPerMinute.State == FigureState.NoOrders ? FigureState.Fresh : snapshot.Lanes[0].OrchestrationPerMinute.State);
        Assert.Equal(SourceHealth.Stale, snapshot.Sources[0].Health);
        Assert.Contains(snapshot.Attention, a => a.Kind == AttentionKind.Stale && a.Subject == "legacy-orders" && a.Owner == "Store systems");
        Assert.Equal("source-stale", snapshot.Phase.Reason);

        world.AllCaughtUp();
        Assert.Contains(world.Snapshot().Happenings, h => h.Text.StartsWith("legacy-orders came back after", StringComparison.Ordinal));
    }

    [Fact]
    public void Figures_EmptyWindow_SaysNoOrders()
    {
        world.AllCaughtUp();
        var lane = world.Lane("pickup");
        Assert.Equal((FigureState.NoOrders, null), (lane.ObservedPercent.State, lane.ObservedPercent.Value));
        Assert.Equal(FigureState.NotObservable, lane.RoutedWithin.State);
        Assert.Contains(world.Snapshot().Figures, f => f is { Key: "queue-depth", Figure.State: FigureState.NotObservable });
    }

    [Fact]
    public void RoutedWithin_NotRouted_CountsAsLateOnceTheLimitHasPassed()
    {
        var at = T0.AddMinutes(-2);
        world.Now = at;
        world.Fold("legacy-orders",
            world.Order("in-time", Side.Legacy, [LiveWorld.Eligible(at)], (Stage.Created, at), (Stage.Routed, at.AddSeconds(59))),
            world.Order("late", Side.Legacy, [LiveWorld.Eligible(at)], (Stage.Created, at), (Stage.Routed, at.AddSeconds(61))),
            world.Order("never", Side.Legacy, [LiveWorld.Eligible(at)], (Stage.Created, at)),
            world.Order("young", Side.Legacy, [LiveWorld.Eligible(T0.AddSeconds(-59))], (Stage.Created, at), (Stage.Routed, T0.AddSeconds(-58))),
            world.Order("cancelled", Side.Legacy, [LiveWorld.Eligible(at)], (Stage.Created, at), (Stage.Cancelled, at.AddSeconds(5))));
        world.Now = T0;
        world.AllCaughtUp();

        var lane = world.Lane("home");

        Assert.Equal((1, 3), ((int)lane.RoutedWithin.Numerator, (int)lane.RoutedWithin.Denominator));
        Assert.Equal(60, lane.RoutedWithinSeconds);
        Assert.Equal(99.5, lane.RoutedTargetPercent);
    }

    [Fact]
    public void Lane_BelowTarget_IsBreachingWithAttentionAndHappening()
    {
        world.Now = T0.AddMinutes(-2);
        for (var i = 0; i < 30; i++)
        {
            var at = world.Now;
            world.Fold("legacy-orders", world.Order($"O{i}", Side.Legacy, [LiveWorld.Eligible(at)], (Stage.Created, at), (Stage.Routed, at.AddSeconds(i < 5 ? 90 : 10))));
        }

        world.Now = T0;
        world.AllCaughtUp();
        var snapshot = world.Snapshot();

        Assert.Equal((Phase.Degraded, "sla-breaching"), (snapshot.Phase.Phase, snapshot.Phase.Reason));
        Assert.Equal("Ship to home: routed within 1 m: 83.3 % of 30 orders, target 99.5 %.", snapshot.Phase.Message);
        Assert.Equal((AttentionKind.Breaching, "Ship to home"), (snapshot.Attention[0].Kind, snapshot.Attention[0].Subject));
        Assert.Contains(snapshot.Happenings, h => h.Text.StartsWith("Ship to home breaches", StringComparison.Ordinal));

        world.Now = T0.AddMinutes(45);
        world.AllCaughtUp();
        Assert.Contains(world.Snapshot().Happenings, h => h.Text.StartsWith("Ship to home is within its limits again", StringComparison.Ordinal));
    }

    [Fact]
    public void Lane_OneLateOfFifty_IsNoAlarm()
    {
        world.Now = T0.AddMinutes(-2);
        for (var i = 0; i < 50; i++)
        {
            var at = world.Now;
            world.Fold("legacy-orders", world.Order($"O{i}", Side.Legacy, [LiveWorld.Eligible(at)], (Stage.Created, at), (Stage.Routed, at.AddSeconds(i < 1 ? 90 : 10))));
        }

        world.Now = T0;
        world.AllCaughtUp();
        var snapshot = world.Snapshot();
        Assert.Equal(98, snapshot.Lanes[0].RoutedWithin.Value);
        Assert.Equal(Phase.Healthy, snapshot.Phase.Phase);
        Assert.True(snapshot.Totals.Single(t => t.Key == "routed-within").Breach);
    }

    [Fact]
    public void Propagation_BackFill_IsNotCounted()
    {
        world.Fold("legacy-orders", world.Order("old", Side.Legacy, (Stage.Created, T0.AddHours(-1))));
        world.AllCaughtUp();
        Assert.Null(Value(world.Snapshot(), "status-propagation-p95"));
        world.Fold("legacy-orders", world.Order("history", Side.Legacy, (Stage.Created, T0.AddHours(-2))));
        Assert.Null(Value(world.Snapshot(), "status-propagation-p95"));
        world.Now = T0.AddSeconds(10);
        world.Fold("legacy-orders", world.Order("new", Side.Legacy, (Stage.Created, T0.AddSeconds(7))));
        Assert.Equal(3, Value(world.Snapshot(), "status-propagation-p95"));
    }

    [Fact]
    public void Snapshot_BusyWorld_HoldsWhatPagesShow()
    {
        var plan = LiveWorld.Plan(1, null, LiveWorld.Source("queues", Side.Legacy, "queues"), LiveWorld.Source("stock", Side.Legacy, "stock"), LiveWorld.Source("contacts", Side.Shared, "contacts"));
        var busy = new LiveWorld(plan);
        busy.Fold("legacy-orders", [.. Enumerable.Range(0, 10).Select(i => busy.Order($"O{i}", Side.Legacy,
            [LiveWorld.Eligible(T0.AddSeconds(-50)), ("lines[1].node", FactValue.OfText("DC1")), ("lines[2].node", FactValue.OfText(i == 0 ? "DC2" : "DC1")), ("manualTouches", FactValue.OfInteger(i == 1 ? 5 : 0))],
            (Stage.Created, T0.AddSeconds(-55)), (Stage.Routed, T0.AddSeconds(-50 + i))))]);
        busy.AllCaughtUp();
        busy.Fold(busy.Batch("queues", T0) with { Gauges = [new GaugeReading(Side.Legacy, "wms-release", 12, "orders", T0, "queues"), new GaugeReading(Side.Legacy, "labels", 3, "orders", T0, "queues"), new GaugeReading(Side.Legacy, "units-per-labour-hour", 40, "units/h", T0, "queues")] });
        busy.Fold(busy.Batch("stock", T0) with { Inventory = [new InventoryLevel(Side.Legacy, "S", "N", 1, null, null, T0.AddSeconds(-9), "stock")] });
        busy.Fold(busy.Batch("contacts", T0) with { Contacts = [new CustomerContact("c1", "O1", "phone", "late", T0, "contacts")] });

        var snapshot = busy.Snapshot();

        Assert.Equal(15, Value(snapshot, "queue-depth"));
        Assert.Equal(9, Value(snapshot, "inventory-sync-lag"));
        Assert.Equal(100, Value(snapshot, "contacts-per-1000"));
        Assert.Equal(10, Value(snapshot, "split-rate"));
        Assert.Equal(0.5, Value(snapshot, "manual-touches"));
        Assert.Equal(4, Value(snapshot, "routing-time-p50"));
        Assert.Equal(9, Value(snapshot, "routing-time-p95"));
        Assert.Equal(100, Value(snapshot, "transaction-success-rate"));
        Assert.Equal(0, Value(snapshot, "cancel-rate"));
        Assert.Equal(10, snapshot.Totals.Single(t => t.Key == "orders-per-minute").Figure.Value);
        Assert.Equal(6, snapshot.Totals.Count);
        Assert.Equal(2, snapshot.Queues.Count);
        Assert.Equal(FigureDefinitions.All.Select(d => d.Key), snapshot.Figures.Select(f => f.Key));
        Assert.All(snapshot.Lanes, l => Assert.Equal(30, l.LegacyTrend.Count));
        Assert.Equal(Phase.Healthy, snapshot.Phase.Phase);
    }

    [Fact]
    public void Phase_SourcesReadUpFromLongAgo_IsProgressingUntilTheyAreCaughtUp()
    {
        var old = T0.AddMinutes(-40);
        foreach (var source in new[] { "legacy-orders", "orch-orders" })
        {
            world.FoldAt(old, source, world.Order("A-" + source, Side.Legacy, [LiveWorld.Eligible(old)], (Stage.Created, old)));
        }

        var reading = world.Snapshot();
        Assert.Equal((Phase.Progressing, "catching-up", "The sources are being read, up to 19:20 UTC so far; figures follow."), (reading.Phase.Phase, reading.Phase.Reason, reading.Phase.Message));
        Assert.Equal((Phase.Progressing, "catching-up"), (reading.Lanes[0].Phase.Phase, reading.Lanes[0].Phase.Reason));
        Assert.Equal(FigureState.Stale, reading.Lanes[0].ObservedPercent.State);

        world.AllCaughtUp();
        Assert.Equal((Phase.Healthy, Phase.Healthy), (world.Snapshot().Phase.Phase, world.Lane("home").Phase.Phase));
    }

    [Fact]
    public void Phase_SourcesThatAnswerWithNothingNew_AreNotHealthy()
    {
        world.AllCaughtUp();
        world.Now = T0.AddMinutes(10);
        foreach (var source in new[] { "legacy-orders", "orch-orders" })
        {
            // it answers at once, and says that it was read to ten minutes ago
            world.State.Fold(new SourceHealthReport(source, world.Now, true, null, null, false, false, T0, CaughtUp: false));
        }

        Assert.Equal((Phase.Degraded, "source-stale"), (world.Snapshot().Phase.Phase, world.Snapshot().Phase.Reason));
        Assert.All(world.Snapshot().Sources, s => Assert.Equal(SourceHealth.Fresh, s.Health));
    }

    [Fact]
    public void Phase_Messages_FitTheStrip()
    {
        world.Now = T0.AddMinutes(2);
        Assert.InRange(world.Snapshot().Phase.Message.Length, 1, 90);
    }

    [Theory]
    [InlineData(100, FigureState.Fresh)]
    [InlineData(130, FigureState.Stale)]
    public void ObservedShare_WatermarkBehindByTheOverlap_IsNotStaleForThat(int watermarkAge, FigureState expected)
    {
        // a source without a clock of its own can only vouch for the time before the overlap that it reads again
        var plan = LiveWorld.Plan();
        var read = new LiveWorld(plan with { Sources = [.. plan.Sources.Select(s => s with { Overlap = TimeSpan.FromMinutes(1) })] });
        var placed = read.Now.AddMinutes(-10);
        var watermark = read.Now.AddSeconds(-watermarkAge);
        read.FoldAt(watermark, "legacy-orders", read.Order("A", Side.Legacy, (Stage.Created, placed)));
        read.FoldAt(watermark, "orch-orders", read.Order("A", Side.Orchestration, [LiveWorld.Copy], (Stage.Created, placed)));

        Assert.Equal((expected, watermark), (read.Lane("home").ObservedPercent.State, read.Lane("home").ObservedPercent.AsOf!.Value));
    }

    [Fact]
    public void Rejected_Burst_AsksForAttention()
    {
        world.Fold(world.Batch("legacy-orders", T0) with { Counts = new BatchCounts(20, 5, 0, 0, 15, T0) });
        var snapshot = world.Snapshot();
        Assert.Contains(snapshot.Attention, a => a.Text.StartsWith("15 records refused", StringComparison.Ordinal));
        Assert.Equal(15, snapshot.Sources[0].Rejected);
    }

    [Fact]
    public void Sweep_FoundWhatPollingMissed_AsksForAttentionUntilAWalkFindsNothing()
    {
        var standing = new SweepStanding(false, 40, 40, T0, 3, 2, 2, "A-17", 0, [], null);
        world.State.Fold(new SourceHealthReport("legacy-orders", T0, true, null, null, false, false, T0, true) { Sweep = standing });
        var snapshot = world.Snapshot();

        var item = Assert.Single(snapshot.Attention, a => a.Text.StartsWith("2 orders changed and polling did not bring it, such as A-17", StringComparison.Ordinal));
        Assert.Equal((AttentionKind.Error, "legacy-orders", "Store systems"), (item.Kind, item.Subject, item.Owner));
        Assert.Equal(standing, snapshot.Sources[0].Sweep);
        Assert.Contains(snapshot.Happenings, h => h.Text.StartsWith("legacy-orders: 2 orders changed", StringComparison.Ordinal));

        world.State.Fold(new SourceHealthReport("legacy-orders", T0, true, null, null, false, false, T0, true) { Sweep = standing with { Missed = 0 } });
        Assert.DoesNotContain(world.Snapshot().Attention, a => a.Text.Contains("polling did not bring it", StringComparison.Ordinal));
    }

    [Fact]
    public void Memory_FinishedOrders_AreLetGoOnceNoWindowCountsThem()
    {
        for (var minute = 0; minute < 300; minute++)
        {
            world.Now = T0.AddMinutes(minute);
            var at = world.Now;
            world.Fold("legacy-orders", world.Order($"done{minute}", Side.Legacy, [LiveWorld.Eligible(at)], (Stage.Created, at), (Stage.Routed, at), (Stage.Shipped, at), (Stage.Delivered, at)));
            world.AllCaughtUp();
            world.Snapshot();
        }

        world.Fold("legacy-orders", world.Order("open", Side.Legacy, [LiveWorld.Eligible(T0)], (Stage.Created, T0)));
        Assert.Equal(1, world.Lane("home").Open);
        // the shipping limit of six hours keeps an order until its deadline has left the window
        world.Now = T0.AddHours(20);
        world.AllCaughtUp();
        world.Snapshot();
        Assert.Equal(1, world.State.Orders);
        Assert.NotNull(world.State.Find("open"));
    }

    private static double? Value(LiveSnapshot snapshot, string key) => snapshot.Figures.Single(f => f.Key == key).Figure.Value;
}
