using CommandCenter.Live;
using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Reconciliation.Stock;
using CommandCenter.Sources;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic.Shifts.Readings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Reconciliation;

public class StockParityTests
{
    private readonly FakeTimeProvider time = new(Some.Start);

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task ReadAsync_DifferenceThatLastsAndGrows_SaysSinceWhenAndByHowMuch(StoreKind kind)
    {
        await using var files = await StoreFiles.StartAsync(kind, time);
        var plan = files.Get<ActivePlan>();
        plan.Swap(OfBothSides());
        var stock = new StockParity(files.Get<IDbContextFactory<EventsDb>>(), plan, new LiveBoard(), time);

        await SayAsync(files, 0, legacy: 10, orchestration: 12);
        var first = Assert.Single((await stock.ReadAsync(default)).Pairs);
        Assert.Equal((false, 0L, 0L, Some.Start), (first.Lasts, first.Oversell, first.Drift, first.DiffersSince));
        await SayAsync(files, 30, legacy: 9, orchestration: 14);
        Assert.False(Assert.Single((await stock.ReadAsync(default)).Pairs).Lasts);
        await SayAsync(files, 60, legacy: 9, orchestration: 14);
        time.Advance(TimeSpan.FromSeconds(70));
        var now = await stock.ReadAsync(default);
        var last = Assert.Single(now.Pairs);
        Assert.Equal((true, 5L, 5L, 3L, Some.Start), (last.Lasts, last.Apart, last.Oversell, last.Drift, last.DiffersSince));
        Assert.Equal((100.0, 1, TimeSpan.FromSeconds(10)), (now.Mismatch, now.Differing, now.LegacyLag));
        var signal = Assert.Single(StockCases.SignalsOf(now));
        Assert.Equal((ExceptionBucket.InventoryDrift, OwnerTeam.Operations, "stock|DC-1|A"), (signal.Bucket, signal.Team, signal.Fingerprint));

        await SayAsync(files, 90, legacy: 14, orchestration: 14);
        var even = await stock.ReadAsync(default);
        Assert.Equal((0, (DateTimeOffset?)null), (even.Differing, even.Pairs[0].DiffersSince));
        Assert.Empty(StockCases.SignalsOf(even));
    }

    [Theory]
    [InlineData(SourceHealth.Stale)]
    [InlineData(SourceHealth.Broken)]
    [InlineData(SourceHealth.Paused)]
    [InlineData(SourceHealth.Starting)]
    public async Task ReadAsync_SourceOfStockIsNotRead_DecidesNothingAndEndsNoCase(SourceHealth silent)
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Sqlite, time);
        var (plan, board) = (files.Get<ActivePlan>(), new LiveBoard());
        plan.Swap(OfBothSides());
        var stock = new StockParity(files.Get<IDbContextFactory<EventsDb>>(), plan, board, time);
        await SayAsync(files, 0, legacy: 12, orchestration: 12);
        var threshold = new Threshold("t", "Stock", ThresholdMetric.InventoryMismatch, CommandCenter.Traffic.Segment.All, 1, TimeSpan.FromMinutes(5), 1, ThresholdAction.Hold);

        Show(SourceHealth.Fresh);
        Assert.Equal(0, (await new StockReading(stock).ReadAsync(threshold, default)).Value);
        Assert.NotNull(await new StockCases(stock).ReadAsync(default));

        Show(silent);
        var now = await stock.ReadAsync(default);
        Assert.Equal(("orch-stock is not read now", 0), (now.Old, now.Differing));
        var reading = await new StockReading(stock).ReadAsync(threshold, default);
        Assert.Equal((null, "orch-stock is not read now"), (reading.Value, reading.Missing));
        Assert.Null(await new StockCases(stock).ReadAsync(default));

        void Show(SourceHealth health) => board.Publish(OrderExceptions.SweepCaseTests.Of(
            OrderExceptions.SweepCaseTests.Source("legacy-stock", null), OrderExceptions.SweepCaseTests.Source("orch-stock", null) with { Health = health }, OrderExceptions.SweepCaseTests.Source("orch-orders", null) with { Health = SourceHealth.Broken }));
    }

    [Fact]
    public async Task ReadAsync_MoreReservedThanOnHand_MayBeOversoldThoughBothAgree()
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Sqlite, time);
        var plan = files.Get<ActivePlan>();
        plan.Swap(OfBothSides());
        await SayAsync(files, 0, legacy: 3, orchestration: 3, onHand: 5, reserved: 7);
        var now = await new StockParity(files.Get<IDbContextFactory<EventsDb>>(), plan, new LiveBoard(), time).ReadAsync(default);

        Assert.Equal((0, 2L), (now.Differing, now.Oversell));
        Assert.Contains("7 are reserved and 5 are on hand", Assert.Single(StockCases.SignalsOf(now)).Why, StringComparison.Ordinal);
    }

    /// <summary>Of a difference that is new nobody knows whether it lasts; one that lasts counts against, look by look, in the hour of the look.</summary>
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task KeepAsync_LookByLook_AddsWhatIsKnownToTheHour(StoreKind kind)
    {
        await using var files = await StoreFiles.StartAsync(kind, time);
        var plan = files.Get<ActivePlan>();
        plan.Swap(OfBothSides());
        var contexts = files.Get<IDbContextFactory<EventsDb>>();
        var accuracy = new StockAccuracy(contexts, new StockParity(contexts, plan, new LiveBoard(), time), time);

        Assert.Equal((0, 0, "no stock of both sides is of one as-of"), await accuracy.KeepAsync(default));
        await SayAsync(files, 0, legacy: 10, orchestration: 10);
        Assert.Equal((1, 1, null), await accuracy.KeepAsync(default));
        await SayAsync(files, 30, legacy: 10, orchestration: 12);
        Assert.Equal((0, 0, "of no stock it is known whether it agrees"), await accuracy.KeepAsync(default));
        await SayAsync(files, 60, legacy: 10, orchestration: 12);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((0, 1, null), await accuracy.KeepAsync(default));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((0, 1, null), await accuracy.KeepAsync(default));

        await using var db = await contexts.CreateDbContextAsync();
        var hours = await db.StockHours.AsNoTracking().OrderBy(s => s.Hour).ToListAsync();
        Assert.Equal([(Some.Start, 1L, 2L, Some.Start.AddMinutes(5)), (Some.Start.AddHours(1), 0L, 1L, Some.Start.AddMinutes(65))], hours.Select(h => (h.Hour, h.Agreeing, h.Compared, h.LookedAt)));
    }

    [Fact]
    public void SignalsOf_ManyArticles_OneForTheRest()
    {
        var pairs = Enumerable.Range(1, 60).Select(i => new StockPair($"S{i:00}", "DC-1", 0, i, null, null, Some.Start, Some.Start, Some.Start, true, 0)).ToList();
        var signals = StockCases.SignalsOf(new StockPicture(pairs, 0, null, null, null));

        Assert.Equal(51, signals.Count);
        Assert.Equal("10 more articles at nodes: 55 may be oversold", signals[^1].Title);
    }

    private static CutoverPlan OfBothSides() => LiveWorld.Plan(1, null, LiveWorld.Source("legacy-stock", Side.Legacy, "stock", 30), LiveWorld.Source("orch-stock", Side.Orchestration, "stock", 30));

    private static async Task SayAsync(StoreFiles files, int second, long legacy, long orchestration, long? onHand = null, long? reserved = null)
    {
        foreach (var (side, level) in new[] { (Side.Legacy, legacy), (Side.Orchestration, orchestration) })
        {
            var at = Some.Start.AddSeconds(second);
            await files.Store.AppendAsync(new IngestBatch { Source = side.ToString(), ObservedAt = at, Inventory = [new InventoryLevel(side, "A", "DC-1", level, onHand, reserved, at, side.ToString())] }, default);
        }
    }
}
