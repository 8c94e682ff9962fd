using CommandCenter.Intake.Targets;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Sources;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Shifts;
using CommandCenter.Traffic.Shifts.Readings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Traffic.Shifts;

/// <summary>What is read, not counted: calls, stock, drills, cut-offs.</summary>
public sealed class ShiftReadingTests
{
    private readonly FakeTimeProvider time = new(Some.Start);

    [Fact]
    public async Task Calls_WithinTheWindow_TellTheShareWithoutAnAnswer()
    {
        var calls = new TargetCalls(time);
        var reading = new CallReading(calls, new ActivePlan());
        var threshold = ShiftWorld.Of(ThresholdMetric.ApiTimeouts, 2, ThresholdAction.RollBack, 0);
        Assert.Equal("orchestration was not called within the window", (await reading.ReadAsync(threshold, default)).Missing);

        calls.Note(Side.Orchestration, silent: true);
        time.Advance(TimeSpan.FromMinutes(61));
        for (var i = 0; i < 4; i++)
        {
            calls.Note(Side.Orchestration, silent: i == 0);
            calls.Note(Side.Legacy, silent: true);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(new CommandCenter.Traffic.Analysis.MetricReading(25, 4, null), await reading.ReadAsync(threshold, default));
        Assert.Equal((5L, 2L), calls.Within(Side.Orchestration, TimeSpan.FromHours(2)));
    }

    [Fact]
    public void Calls_OlderThanAThresholdMayLookBack_AreForgotten()
    {
        var calls = new TargetCalls(time);
        calls.Note(Side.Orchestration, silent: true);
        time.Advance(TimeSpan.FromDays(8));
        calls.Note(Side.Orchestration, silent: false);

        Assert.Equal((1L, 0L), calls.Within(Side.Orchestration, TimeSpan.FromDays(30)));
    }

    [Theory]
    [InlineData(TargetOutcome.Done, false)]
    [InlineData(TargetOutcome.Refused, false)]
    [InlineData(TargetOutcome.TooLate, false)]
    [InlineData(TargetOutcome.NotSent, true)]
    [InlineData(TargetOutcome.Unknown, true)]
    public async Task CountedTarget_Answer_IsSilentWhereNothingUsableCame(TargetOutcome outcome, bool silent)
    {
        var calls = new TargetCalls(time);
        var target = new CountedTarget(new Stub(new TargetAnswer(outcome)), Side.Orchestration, calls);

        await target.SendAsync(new TargetCall("A-1", TargetOperation.Create, 1, "A-1:1:create"), default);
        await target.LookUpAsync("A-1", default);

        Assert.Equal((2L, silent ? 2L : 0L), calls.Within(Side.Orchestration, TimeSpan.FromMinutes(1)));
        await new CountedTarget(new Stub(new TargetAnswer(TargetOutcome.Unable)), Side.Legacy, calls).SendAsync(new TargetCall("A-1", TargetOperation.Create, 1, "x"), default);
        Assert.Equal((0L, 0L), calls.Within(Side.Legacy, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Stock_DiffersOnlyBetweenTwoReadings_DoesNotCountOneThatLastsDoes()
    {
        await using var files = await StoreFiles.StartAsync(time);
        var plan = new ActivePlan();
        var reading = new StockReading(new CommandCenter.Reconciliation.Stock.StockParity(files.Get<IDbContextFactory<EventsDb>>(), plan, new LiveBoard(), time));
        var threshold = ShiftWorld.Of(ThresholdMetric.InventoryMismatch, 0.5m, ThresholdAction.Hold, 0);
        plan.Swap(LiveWorld.Plan(1, null, LiveWorld.Source("legacy-stock", Side.Legacy, "stock", 30)));
        Assert.Equal("the plan reads stock of one side only", (await reading.ReadAsync(threshold, default)).Missing);
        plan.Swap(LiveWorld.Plan(1, null, LiveWorld.Source("legacy-stock", Side.Legacy, "stock", 30), LiveWorld.Source("orch-stock", Side.Orchestration, "stock", 30)));
        Assert.Equal("no stock of both sides is of one as-of", (await reading.ReadAsync(threshold, default)).Missing);

        async Task<double?> LookAsync(int second, long legacy, long orchestration)
        {
            InventoryLevel Of(Side side, string sku, long level, int late) => new(side, sku, "DC-1", level, null, null, Some.Start.AddSeconds(second + late), side.ToString());
            await files.Store.AppendAsync(new IngestBatch { Source = "legacy-stock", ObservedAt = Some.Start.AddSeconds(second), Inventory = [Of(Side.Legacy, "A", legacy, 0), Of(Side.Legacy, "B", 5, 0), Of(Side.Legacy, "OLD", 9, -100)] }, default);
            await files.Store.AppendAsync(new IngestBatch { Source = "orch-stock", ObservedAt = Some.Start.AddSeconds(second), Inventory = [Of(Side.Orchestration, "A", orchestration, 5), Of(Side.Orchestration, "B", 5, 5), Of(Side.Orchestration, "OLD", 1, 5)] }, default);
            return (await reading.ReadAsync(threshold, default)).Value;
        }

        Assert.Equal(0, await LookAsync(0, 10, 9));
        Assert.Equal(0, await LookAsync(30, 9, 9));
        Assert.Equal(0, await LookAsync(60, 9, 7));
        Assert.Equal(0, (await reading.ReadAsync(threshold, default)).Value);
        Assert.Equal(50, await LookAsync(90, 9, 7));
        Assert.Equal(50, (await reading.ReadAsync(threshold, default)).Value);
        Assert.Equal(0, await LookAsync(120, 8, 5));
        Assert.Equal(50, await LookAsync(150, 8, 5));
        Assert.Equal(0, await LookAsync(180, 7, 7));
    }

    [Fact]
    public async Task Drill_NewestThatEndedHealthyInTheScope_TellsHowLongItTook()
    {
        await using var files = await StoreFiles.StartAsync(time);
        var plan = new ActivePlan();
        var reading = new DrillReading(files.Get<IDbContextFactory<CommandsDb>>(), plan);
        var threshold = ShiftWorld.Of(ThresholdMetric.RollbackDrill, 900, ThresholdAction.Hold, 0, scope: ShiftWorld.Home);
        Assert.NotNull((await reading.ReadAsync(threshold, default)).Missing);
        await using (var db = files.Get<IDbContextFactory<CommandsDb>>().CreateDbContext())
        {
            RollbackRow Row(int hour, bool drill, Phase phase, string scope, int seconds) => new()
            {
                Id = Guid.CreateVersion7(), Scope = scope, IsDrill = drill, Actor = "maya", Reason = "practice", PlanHash = "", Phase = (int)phase, PhaseReason = "proven", DetectedAt = Some.Start, DecidedAt = Some.Start.AddHours(hour),
                ResolvedAt = Some.Start.AddHours(hour).AddSeconds(seconds),
            };
            db.Rollbacks.AddRange(
                Row(1, true, Phase.Healthy, """{"segment":{"lane":"ship-to-home"}}""", 40), Row(2, true, Phase.Healthy, """{"segment":{"lane":"ship-to-home"}}""", 50), Row(3, true, Phase.Degraded, """{"segment":{}}""", 60),
                Row(4, false, Phase.Healthy, """{"segment":{}}""", 70), Row(5, true, Phase.Healthy, """{"segment":{"lane":"exchange"}}""", 80));
            await db.SaveChangesAsync();
        }

        Assert.Equal(50, (await reading.ReadAsync(threshold, default)).Value);
        plan.Swap(LiveWorld.Plan(10, null));
        Assert.Equal(500, (await reading.ReadAsync(threshold, default)).Value);
    }

    [Theory]
    [InlineData("2026-11-10T11:59:59Z", "2026-11-10T12:00:00Z", 1)]
    [InlineData("2026-11-10T12:00:00Z", "2026-11-10T12:30:00Z", 0)]
    [InlineData("2026-11-10T11:00:00Z", "2026-11-12T11:59:59Z", 4)]
    [InlineData("2026-11-10T11:00:00Z", "2026-11-12T12:00:00Z", 5)]
    public void Cutoffs_OfThePlansZone_CountEachOnce(string since, string now, int passed)
    {
        // 04:00 and 20:00 in Los Angeles are 12:00 and 04:00 of the next day in UTC
        var plan = LiveWorld.Plan(1, null) with { Shifts = ShiftSettings.Default with { CarrierCutoffs = [new TimeOnly(4, 0), new TimeOnly(20, 0)] } };
        plan = plan with { Header = plan.Header with { Zone = "America/Los_Angeles" } };

        Assert.Equal(passed, CarrierCutoffs.Passed(Instant(since), Instant(now), plan));
        Assert.Null(CarrierCutoffs.Passed(null, Instant(now), plan));
        Assert.Null(CarrierCutoffs.Passed(Instant(since), Instant(now), plan with { Shifts = ShiftSettings.Default }));
    }

    [Theory]
    [InlineData("2026-03-08T09:00:00Z", "2026-03-08T11:00:00Z")]
    [InlineData("2026-11-01T07:30:00Z", "2026-11-01T12:00:00Z")]
    public void Cutoffs_WhenClocksChange_PassOnce(string since, string now)
    {
        var plan = LiveWorld.Plan(1, null) with { Shifts = ShiftSettings.Default with { CarrierCutoffs = [since.Contains("-03-", StringComparison.Ordinal) ? new TimeOnly(2, 30) : new TimeOnly(1, 30)] } };
        plan = plan with { Header = plan.Header with { Zone = "America/Los_Angeles" } };

        Assert.Equal(1, CarrierCutoffs.Passed(Instant(since), Instant(now), plan));
    }

    [Theory]
    [InlineData(0, false, false, 5, "legacy-only")]
    [InlineData(0, true, false, 5, "mirrored")]
    [InlineData(0, true, true, 5, "shifting")]
    [InlineData(40, false, false, 5, "shifting")]
    [InlineData(100, true, false, 5, "ramping-down")]
    [InlineData(100, true, false, 0, "complete")]
    public void MigrationStage_OfALane_FollowsWhatIsCommanded(int percent, bool mirror, bool shifting, int openOnLegacy, string stage)
    {
        var table = percent == 0 && !mirror ? TrafficTable.Empty : TrafficTable.Empty.With(ShiftWorld.Home, percent * 100, mirror, SplitBy.Order);

        Assert.Equal(stage, MigrationStage.Of(table, "ship-to-home", shifting, openOnLegacy));
    }

    [Fact]
    public void MigrationStage_PartOfALaneStillOnLegacy_IsNotComplete()
    {
        var table = TrafficTable.Empty.With(ShiftWorld.Home, 10_000, true, SplitBy.Order).With(new Segment { Lane = "ship-to-home", Region = "west" }, 0, true, SplitBy.Order);

        Assert.Equal("shifting", MigrationStage.Of(table, "ship-to-home", false, 0));
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Stub(TargetAnswer answer) : IOrderTarget
    {
        public TargetDefinition Definition => throw new NotSupportedException();

        public Task<TargetAnswer> SendAsync(TargetCall call, CancellationToken cancel) => Task.FromResult(answer);

        public Task<TargetFinding> LookUpAsync(string orderKey, CancellationToken cancel) =>
            Task.FromResult(answer.Outcome is TargetOutcome.NotSent or TargetOutcome.Unknown ? new TargetFinding(null, "no answer") : new TargetFinding(new TargetOrder(orderKey, TargetStanding.Owned, 1, [])));

        public Task<CommandCenter.Shared.Result<TargetLedgerPage>> ReadLedgerAsync(string page, CancellationToken cancel) => throw new NotSupportedException();
    }
}
