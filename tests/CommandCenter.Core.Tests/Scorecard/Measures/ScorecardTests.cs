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

public abstract class ScorecardTests(StoreKind kind)
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

    /// <summary>Ten thousand cents are ordered a day, a tenth of it cancelled before and a half after; what is in another currency is left out.</summary>
    [Fact]
    public async Task Read_Money_IsCountedInThePlansCurrencyAlone()
    {
        await using var world = await WorldAsync();
        Plan(world, BaselineSettings.Default with { Currency = "USD" });
        for (var day = 0; day < 3; day++)
        {
            await world.Files.AppendAsync([.. Order(day, "a", 9_000, "USD", false, 450), .. Order(day, "b", 1_000, "USD", true, null), .. Order(day, "c", 500_000, "EUR", true, 9_999)]);
        }

        await CountedAsync(world, 5);
        var card = await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(5)));

        Assert.Equal((10.0, 30_000L, 450.0), (Line(card, "cancelled-revenue").Now!.Value, Line(card, "cancelled-revenue").Now!.Count, Line(card, "shipping-cost").Now!.Value));
        Assert.Equal("the plan names no currency to count in (baseline.currency)", await WithoutAsync());

        async Task<string?> WithoutAsync()
        {
            Plan(world, BaselineSettings.Default);
            await CountedAsync(world, 5);
            return Line(await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(5))), "shipping-cost").Why;
        }

        static IEnumerable<OrderEvent> Order(int day, string name, long total, string currency, bool cancelled, long? cost)
        {
            var (key, at) = ($"{day}-{name}", day * 1440.0 + 10);
            yield return Some.Event(key + "-1", key, Side.Orchestration, Stage.Created, at, source: "orch-oms", facts: [("placedAt", FactValue.OfInstant(Some.Start.AddMinutes(at))), ("total", FactValue.OfMoney(total)), ("currency", FactValue.OfText(currency))]);
            if (cancelled) yield return Some.Event(key + "-2", key, Side.Orchestration, Stage.Cancelled, at + 5, source: "orch-oms");
            if (cost is { } paid) yield return Some.Event(key + "-3", key, Side.Orchestration, Stage.Shipped, at + 9, source: "orch-oms", facts: ("shipments[p1].cost", FactValue.OfMoney(paid)));
        }
    }

    /// <summary>Two contacts for each ten orders from the first contact on; days before it have none, not zero.</summary>
    [Fact]
    public async Task Read_Contacts_AreCountedFromTheFirstOn()
    {
        await using var world = await WorldAsync();
        var contacts = Pairs.Plan.Mappings[0] with { Id = "care", Kind = RecordKind.Contact };
        var plan = world.Files.Get<ActivePlan>();
        plan.Swap(plan.Current! with { Mappings = [.. Pairs.Plan.Mappings, contacts], Sources = [.. Pairs.Plan.Sources, Pairs.Plan.Sources[0] with { Id = "care", Mapping = "care" }] });
        await DaysAsync(world, 0, 4, Side.Orchestration, hours: _ => 20, cancelled: 1);
        await using (var db = await world.Files.Get<IDbContextFactory<EventsDb>>().CreateDbContextAsync())
        {
            db.CustomerContacts.AddRange(new[] { (Day: 2, Id: 1), (Day: 2, Id: 2), (Day: 3, Id: 3), (Day: 3, Id: 4) }.Select(c => new CustomerContactRow { Source = "care", Id = $"{c.Id}", Channel = "phone", Reason = "late", At = cutover.AddDays(c.Day).AddHours(2) }));
            await db.SaveChangesAsync();
        }

        await CountedAsync(world, 6);
        var line = Line(await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(6))), "contacts-per-1000");

        Assert.Equal((200.0, 20L), (line.Now!.Value, line.Now.Count));
        Assert.Equal([null, null, 200.0, 200.0, null, null, null], line.TrendNow.Select(d => d.Value));
    }

    /// <summary>No order says anything of it because nothing could: that is missing, and not 0 or 100 %.</summary>
    [Fact]
    public async Task Read_WhatNoMappingDelivers_IsMissingAndSaysWhatItNeeds()
    {
        await using var world = await WorldAsync();
        await DaysAsync(world, 0, 4, Side.Orchestration, hours: _ => 20, cancelled: 1);
        await CountedAsync(world, 6);
        var plan = world.Files.Get<ActivePlan>();
        var bare = plan.Current!.Mappings.Select(m => m with { Fields = new Dictionary<string, FieldRule>(), Lines = null, Shipments = null }).ToList();
        plan.Swap(plan.Current with { Mappings = bare });

        var card = await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(6)));

        Assert.Equal(
            [("manual-touches", "no mapping delivers touches by hand (manualTouches)"), ("transaction-success-rate", "no mapping delivers failures"), ("duplicate-shipments", "no mapping delivers what was shipped of a line (lines.shipped)")],
            ((string[])["manual-touches", "transaction-success-rate", "duplicate-shipments"]).Select(k => (k, Line(card, k) is { Change: Change.Missing, Now: null } missing ? missing.Why! : "stands")));
        plan.Swap(plan.Current! with { Mappings = [bare[0] with { Fields = new Dictionary<string, FieldRule> { ["manualTouches"] = new() } }, .. bare.Skip(1)] });
        Assert.Equal(0, Line(await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(6))), "manual-touches").Now!.Value);
    }

    /// <summary>A day lasts to its end, an instant does not: the page says which one it is.</summary>
    [Theory]
    [InlineData("day", "by the end of the promised day")]
    [InlineData("instant", "by the promised instant")]
    [InlineData("both", "by the promised day or instant")]
    public async Task Read_PromiseOfAMapping_NamesWhatIsPromised(string promised, string words)
    {
        await using var world = await WorldAsync();
        var plan = world.Files.Get<ActivePlan>();
        var (day, instant) = (Rule(true), Rule(false));
        var sources = plan.Current!.Sources.Where(s => plan.Current.Mapping(s.Mapping)?.Kind == RecordKind.Order).DistinctBy(s => s.Mapping).Take(2).ToList();
        var rules = promised switch { "day" => [day, day], "instant" => [instant, instant], _ => new[] { day, instant } };
        plan.Swap(plan.Current with { Sources = sources, Mappings = [.. sources.Select((s, i) => plan.Current.Mapping(s.Mapping)! with { Fields = new Dictionary<string, FieldRule> { ["shipBy"] = rules[i] } })] });

        var card = await ReadAsync(world, new ScorecardRequest(To: cutover.AddDays(6)));

        Assert.Equal((2, words, "by the promised instant"), (sources.Count, Line(card, "on-time-ship").Below, Line(card, "on-time-delivery").Below));

        static FieldRule Rule(bool isDay) => new() { Parse = new ParseRule { Kind = ParseKind.Instant, DayPrecision = isDay } };
    }

    /// <summary>Ten orders of the last day, of both sides; what came before is none of it.</summary>
    [Fact]
    public async Task Read_NewOrdersOfBothSides_SaysHowMuchRunsOnOrchestration()
    {
        await using var world = await WorldAsync();
        await world.Files.AppendAsync([.. Enumerable.Range(0, 12).Select(i => Some.Event($"r{i}", $"r{i}", i < 4 ? Side.Legacy : Side.Orchestration, Stage.Created, i < 2 ? -1_500 : -i * 60, source: i < 4 ? "legacy-oms" : "orch-oms",
            facts: [("placedAt", FactValue.OfInstant(Some.Start.AddMinutes(i < 2 ? -1_500 : -i * 60))), ("lane", FactValue.OfText("home"))]))]);
        await CountedAsync(world, 1);

        var run = Assert.Single((await ReadAsync(world, new ScorecardRequest(cutover.AddDays(-3), cutover))).Runs);

        Assert.Equal(("home", 10L, 8L, 80.0), (run.Lane, run.Orders, run.OnOrchestration, run.Percent));
    }

    /// <summary>Every look weighs what it looked at; of a lane there is none.</summary>
    [Fact]
    public async Task Read_StockByHour_IsTheShareOfAllLooks()
    {
        await using var world = await WorldAsync();
        await DaysAsync(world, 0, 4, Side.Orchestration, hours: _ => 20, cancelled: 1);
        await CountedAsync(world, 6);
        await using (var db = await world.Files.Get<IDbContextFactory<EventsDb>>().CreateDbContextAsync())
        {
            db.StockHours.AddRange(Hour(0.5, 90, 100), Hour(25, 40, 50), Hour(49, 150, 150), Hour(-5, 0, 900));
            await db.SaveChangesAsync();
        }

        var line = Line(await ReadAsync(world, new ScorecardRequest(cutover.AddDays(1), cutover.AddDays(6))), "inventory-accuracy");
        var all = Line(await ReadAsync(world, new ScorecardRequest(cutover.AddDays(0), cutover.AddDays(6))), "inventory-accuracy");
        var ofLane = Line(await ReadAsync(world, new ScorecardRequest(cutover, cutover.AddDays(6), "home")), "inventory-accuracy");

        Assert.Equal((100.0 * 190 / 200, 200L), (line.Now!.Value, line.Now.Count));
        Assert.Equal((100.0 * 280 / 1200, 1_200L), (all.Now!.Value, all.Now.Count));
        Assert.Equal([80.0, 100.0], line.TrendNow.Select(d => d.Value).OfType<double>());
        Assert.Equal((null, "stock is of no lane"), (ofLane.Now, ofLane.Why));

        static StockHourRow Hour(double hours, long agreeing, long compared) => new() { Hour = cutover.AddHours(hours), Agreeing = agreeing, Compared = compared, LookedAt = cutover.AddHours(hours) };
    }

    /// <summary>Legacy's readings are before, both sides' are now.</summary>
    [Fact]
    public async Task Read_GaugeOfLabour_IsTheMeanOfItsReadings()
    {
        await using var world = await WorldAsync();
        await DaysAsync(world, -4, 8, Side.Legacy, hours: _ => 20, cancelled: 1);
        await CountedAsync(world, 6);
        await using (var db = await world.Files.Get<IDbContextFactory<EventsDb>>().CreateDbContextAsync())
        {
            db.GaugeReadings.AddRange(Reading(Side.Legacy, -30, 10), Reading(Side.Orchestration, -29, 99), Reading(Side.Legacy, 26, 12), Reading(Side.Orchestration, 27, 18));
            await db.SaveChangesAsync();
        }

        var line = Line(await ReadAsync(world, new ScorecardRequest(cutover, cutover.AddDays(6))), "units-per-labour-hour");

        Assert.Equal((10.0, 15.0, 2L), (line.Before!.Value, line.Now!.Value, line.Now.Count));

        static GaugeReadingRow Reading(Side side, double hours, double value) => new() { Side = side, Name = "units-per-labour-hour", AsOf = cutover.AddHours(hours), Value = value, Unit = "units/h", Source = "wfm" };
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
