using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Baselines;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Reconciliation;
using CommandCenter.Tests.Scorecard.Figures;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Scorecard.Measures;

public abstract partial class ScorecardTests(StoreKind kind)
{
    private static readonly DateTimeOffset cutover = Some.Start;

    /// <summary>Thirty days of legacy, then nine of orchestration: faster, and more of them cancelled.</summary>
    [Fact]
    public async Task Read_FasterButMoreCancelled_IsWorseAndNothingIsGreenOnAnotherSide()
    {
        await using var world = await WorldAsync();
        await DaysAsync(world, -30, 30, Side.Legacy, hours: d => 40 + d % 5, cancelled: 1);
        await DaysAsync(world, 0, 9, Side.Orchestration, hours: d => 20 + d % 5, cancelled: 3);
        await CountedAsync(world, 12);

        var card = await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(12)));

        var (faster, cancelled) = (Line(card, "click-to-ship"), Line(card, "cancel-rate"));
        Assert.Equal((Change.Better, 42 * 3600.0, 22 * 3600.0, false), (faster.Change, faster.Before!.Value, faster.Now!.Value, faster.IsGreen));
        Assert.Equal((Change.Worse, 10.0, 30.0, 20.0), (cancelled.Change, cancelled.Before!.Value, cancelled.Now!.Value, cancelled.Difference!.Value));
        // legacy's last orders ship in the period, too
        Assert.Equal((42 * 3600.0, null), (faster.NowP90, cancelled.NowP90));
        Assert.Equal((10.0, 10.0), cancelled.Usual);
        Assert.Equal((Change.Worse, "Worse in 1: cancelled orders."), (card.Verdict, ScorecardWords.Worse(card)));
        Assert.Equal("cancel-rate", card.Lines[0].Measure.Key);
        Assert.Equal(card.Lines.Select(l => l.Change).Order(), card.Lines.Select(l => l.Change));
        Assert.Contains("not counted as a gain", ScorecardWords.Besides(card), StringComparison.Ordinal);
        Assert.Equal((30, 13), (faster.TrendBefore.Count, faster.TrendNow.Count));
    }

    [Fact]
    public async Task Read_FasterAndElseTheSame_IsGreen()
    {
        await using var world = await WorldAsync();
        await DaysAsync(world, -30, 30, Side.Legacy, hours: d => 40 + d % 5, cancelled: 1);
        await DaysAsync(world, 0, 9, Side.Orchestration, hours: d => 20 + d % 5, cancelled: 1);
        await CountedAsync(world, 12);

        var card = await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(12)));

        Assert.Equal((Change.Better, true, Change.Same), (card.Verdict, Line(card, "click-to-ship").IsGreen, Line(card, "cancel-rate").Change));
        Assert.Equal(("Better than before in 1 of 5 measures.", null), (ScorecardWords.First(card), ScorecardWords.Worse(card)));
    }

    [Fact]
    public async Task Read_FewDays_CannotTellAndSaysHowMany()
    {
        await using var world = await WorldAsync();
        await DaysAsync(world, -30, 30, Side.Legacy, hours: _ => 40, cancelled: 1);
        await DaysAsync(world, 0, 2, Side.Orchestration, hours: _ => 5, cancelled: 9);
        await CountedAsync(world, 2.1);

        var card = await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(2.1)));

        Assert.Equal((Change.CannotTell, "2 whole days against 30: too few to tell"), (Line(card, "cancel-rate").Change, Line(card, "cancel-rate").Why));
        Assert.Equal((Change.CannotTell, "Nothing can be compared yet."), (card.Verdict, ScorecardWords.First(card)));
    }

    /// <summary>Orchestration's own orders before the cutover are no baseline, and nothing is made up for what is missing.</summary>
    [Fact]
    public async Task Read_NothingOfLegacyBefore_HasNoBaselineAndNothingIsZero()
    {
        await using var world = await WorldAsync();
        await DaysAsync(world, -20, 10, Side.Orchestration, hours: _ => 5, cancelled: 1);
        await DaysAsync(world, 0, 9, Side.Orchestration, hours: _ => 5, cancelled: 1);
        await CountedAsync(world, 12);

        var card = await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(12)));

        Assert.Equal((Change.CannotTell, null, "legacy has none in the baseline"), (Line(card, "cancel-rate").Change, Line(card, "cancel-rate").Before, Line(card, "cancel-rate").Why));
        Assert.Equal((Change.Missing, null, "no promise fell due that can be judged"), (Line(card, "on-time-pickup").Change, Line(card, "on-time-pickup").Now, Line(card, "on-time-pickup").Why));
        Assert.Equal("no gauge of the name units-per-labour-hour was read in these days", Line(card, "units-per-labour-hour").Why);
    }

    /// <summary>A day that is not over has only its first orders, and those that are quick.</summary>
    [Fact]
    public async Task Read_DayThatIsNotOver_IsShownAndNotJudgedBy()
    {
        await using var world = await WorldAsync();
        await DaysAsync(world, -30, 30, Side.Legacy, hours: _ => 40, cancelled: 1);
        await DaysAsync(world, 0, 5, Side.Orchestration, hours: _ => 40, cancelled: 2);
        await CountedAsync(world, 4.4);

        var line = Line(await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(5))), "cancel-rate");

        Assert.Equal((Change.CannotTell, 20.0, false, true), (line.Change, line.TrendNow[4].Value, line.TrendNow[4].IsOver, line.TrendNow[3].IsOver));
        Assert.StartsWith("4 whole days against 30", line.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_PeriodBeforeTheCutover_IsHeldAgainstTheDaysBeforeIt()
    {
        await using var world = await WorldAsync("America/Los_Angeles");

        var card = await ReadAsync(world, new ScorecardRequest(cutover.AddDays(-5), cutover));
        var after = await ReadAsync(world, new ScorecardRequest(cutover.AddDays(40), cutover.AddDays(50)));

        // 1 November 2026 has 25 hours there
        Assert.Equal((Day(11, 5, 8), Day(10, 6, 7), Day(11, 5, 8)), (card.From, card.BaselineFrom, card.BaselineTo));
        Assert.Equal((Day(10, 11, 7), Day(11, 10, 8)), (after.BaselineFrom, after.BaselineTo));
        Assert.Equal(30, card.Lines[0].TrendBefore.Count);

        static DateTimeOffset Day(int month, int day, int hour) => new(2026, month, day, hour, 0, 0, TimeSpan.Zero);
    }

    [Theory]
    [InlineData("no-such-lane", 0, 5, "lane")]
    [InlineData(null, 5, 0, "to")]
    [InlineData(null, 0, 500, "from")]
    public async Task Read_BadRequest_NamesTheField(string? lane, int from, int to, string field)
    {
        await using var world = await WorldAsync();
        var read = await Cards(world).ReadAsync(new ScorecardRequest(cutover.AddDays(from), cutover.AddDays(to), lane), default);
        Assert.Equal((ErrorKind.Validation, field), (read.Error!.Kind, read.Error.Field));
    }

    /// <summary>What was entered stands instead of what would be computed, and is held against the days by their signs.</summary>
    [Fact]
    public async Task Read_EnteredValueAndTargets_AreWhatItIsHeldAgainst()
    {
        await using var world = await WorldAsync();
        Plan(world, new BaselineSettings(null, null, null, [new("cancel-rate", null, 25, "monthly report")], [new("cancel-rate", null, 15), new("click-to-ship", null, 30 * 3600)], ReviewRhythm.Default));
        await DaysAsync(world, -30, 30, Side.Legacy, hours: _ => 40, cancelled: 1);
        await DaysAsync(world, 0, 9, Side.Orchestration, hours: _ => 20, cancelled: 2);
        await CountedAsync(world, 12);

        var card = await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(12)));

        var (cancelled, faster) = (Line(card, "cancel-rate"), Line(card, "click-to-ship"));
        Assert.Equal((25.0, 10.0, 20.0, -5.0, Change.Better, false), (cancelled.Was, cancelled.Before!.Value, cancelled.Now!.Value, cancelled.Difference!.Value, cancelled.Change, cancelled.MeetsTarget));
        Assert.Equal(("monthly report", null), (cancelled.Entered?.Origin, cancelled.Usual));
        Assert.Equal((Change.Better, true, null), (faster.Change, faster.MeetsTarget, Line(card, "split-rate").MeetsTarget));
        Assert.Contains("1 of 2 targets are met.", ScorecardWords.Besides(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_EnteredValueAndSevenDays_CannotTell()
    {
        await using var world = await WorldAsync();
        Plan(world, new BaselineSettings(null, null, null, [new("cancel-rate", null, 25, "monthly report")], [], ReviewRhythm.Default));
        await DaysAsync(world, 0, 7, Side.Orchestration, hours: _ => 20, cancelled: 2);
        await CountedAsync(world, 7);

        var line = Line(await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(7))), "cancel-rate");

        Assert.Equal((Change.CannotTell, "7 whole days against one value: too few to tell"), (line.Change, line.Why));
    }

    /// <summary>Days of the baseline that the plan names hold, whatever the period.</summary>
    [Fact]
    public async Task Read_DaysInThePlan_AreTheBaseline()
    {
        await using var world = await WorldAsync();
        Plan(world, new BaselineSettings(cutover.AddDays(-60), cutover.AddDays(-50), null, [], [], ReviewRhythm.Default));
        await DaysAsync(world, -60, 10, Side.Legacy, hours: _ => 40, cancelled: 5);
        await DaysAsync(world, -30, 30, Side.Legacy, hours: _ => 40, cancelled: 1);
        await CountedAsync(world, 1);

        var card = await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(1)));

        Assert.Equal((50.0, 10), (Line(card, "cancel-rate").Before!.Value, Line(card, "cancel-rate").TrendBefore.Count));
    }

    private static void Plan(FigureWorld world, BaselineSettings baseline)
    {
        var plan = world.Files.Get<ActivePlan>();
        plan.Swap(plan.Current! with { Baseline = baseline });
    }

    private async Task<FigureWorld> WorldAsync(string zone = "UTC")
    {
        var world = await FigureWorld.StartAsync(kind, zone);
        world.Files.Get<ActivePlan>().Swap(Pairs.Plan with { Header = Pairs.Plan.Header with { Zone = zone, CutoverStart = cutover }, Baseline = BaselineSettings.Default });
        return world;
    }

    private static ScorecardQueries Cards(FigureWorld world) => new(world.Queries, new OtherMeasures(world.Files.Get<IDbContextFactory<EventsDb>>(), world.Files.Get<IDbContextFactory<CommandsDb>>()), world.Files.Get<ActivePlan>(), world.Time);

    private static async Task<ScorecardView> ReadAsync(FigureWorld world, ScorecardRequest request)
    {
        var read = await Cards(world).ReadAsync(request, default);
        Assert.True(read.Succeeded, read.Error?.Message);
        return read.Value;
    }

    private static ScorecardLine Line(ScorecardView card, string key) => card.Lines.Single(l => l.Measure.Key == key);

    /// <summary>Ten orders a day, those not cancelled shipped after so many hours.</summary>
    private static async Task DaysAsync(FigureWorld world, int first, int days, Side side, Func<int, double> hours, int cancelled)
    {
        var source = side == Side.Legacy ? "legacy-oms" : "orch-oms";
        for (var day = first; day < first + days; day++)
        {
            var events = new List<OrderEvent>();
            for (var n = 0; n < 10; n++)
            {
                var (key, at) = ($"{side}-{day}-{n}", day * 1440.0 + n);
                events.Add(Some.Event(key + "-1", key, side, Stage.Created, at, source: source, facts: ("placedAt", FactValue.OfInstant(Some.Start.AddMinutes(at)))));
                if (n > 9 - cancelled) events.Add(Some.Event(key + "-2", key, side, Stage.Cancelled, at + 5, source: source));
                else events.Add(Some.Event(key + "-3", key, side, Stage.Shipped, at + hours(Math.Abs(day)) * 60, source: source));
            }

            await world.Files.AppendAsync([.. events]);
        }
    }

    private static async Task CountedAsync(FigureWorld world, double readToDay)
    {
        await world.CountAsync();
        world.ReadTo = cutover.AddDays(readToDay);
        await world.CountAsync();
    }
}

public sealed class SqliteScorecardTests() : ScorecardTests(StoreKind.Sqlite);

public sealed class PostgresScorecardTests() : ScorecardTests(StoreKind.Postgres);
