using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Baselines;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Scorecard.Measures;

/// <content>Where measures come from, what they mean, and when they are missing.</content>
public abstract partial class ScorecardTests
{
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
}
