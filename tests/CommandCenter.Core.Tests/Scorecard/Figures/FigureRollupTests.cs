using System.Globalization;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Tests.Orders;
using CommandCenter.Tests.Persistence;
using CsCheck;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Scorecard.Figures;

public abstract class FigureRollupTests(StoreKind kind)
{
    private static readonly Stage[] told = [Stage.Created, Stage.Authorised, Stage.Routed, Stage.Released, Stage.Picked, Stage.Shipped, Stage.Delivered];

    /// <summary>Events late, repeated and shuffled, in pieces, by two processes in turn: what stands is what the stored orders come to, in every hour and by everything that it is split by.</summary>
    [Fact]
    public async Task Step_AnyEventsInAnyOrder_EqualsARecount()
    {
        await using var world = await FigureWorld.StartAsync(kind, "America/Los_Angeles");
        world.ReadTo = Some.Start.AddDays(9);
        var other = world.Another();
        var (round, counted) = (0, 0);
        await OrderEventGen.Set.SelectMany(set => Gen.Select(Gen.Shuffle(set.Concat(set.Take(set.Length / 2)).ToArray()), Gen.Int[1, 9]))
            .SampleAsync(
                async t =>
                {
                    foreach (var piece in t.Item1.Select(e => Enriched(e, $"r{round}-")).Chunk(t.Item2))
                    {
                        await world.Files.AppendAsync(piece);
                        await world.CountAsync(++counted % 2 == 0 ? other : null);
                    }

                    round++;
                    foreach (var dimension in Enum.GetValues<FigureDimension>())
                    {
                        Assert.Equal(await RecountAsync(world, dimension), Told(await world.ReadAsync(FigureBucket.Hour, dimension, split: true)));
                    }
                },
                iter: 25,
                threads: 1);
        Assert.True((await world.ReadAsync()).Periods.Single().Values.Count > 8, "too few figures came about to say anything");
    }

    [Fact]
    public async Task Step_OtherZone_CountsEverythingAnewByItsDays()
    {
        await using var world = await FigureWorld.StartAsync(kind);
        await world.Files.AppendAsync([.. Enumerable.Range(0, 30).Select(i => Some.Event($"e{i}", $"K{i}", stage: Stage.Created, facts: ("placedAt", FactValue.OfInstant(Some.Start.AddHours(i - 15)))))]);
        await world.CountAsync();
        var before = (await world.ReadAsync(FigureBucket.Day)).Periods.Select(Orders).ToList();

        world.MoveTo("America/Los_Angeles");
        await world.CountAsync();

        // 12:00 UTC is 4:00 there: the days are 8 hours later
        Assert.Equal(["2026-11-09T00:00 3", "2026-11-10T00:00 24", "2026-11-11T00:00 3"], before);
        Assert.Equal(["2026-11-09T08:00 11", "2026-11-10T08:00 19"], (await world.ReadAsync(FigureBucket.Day)).Periods.Select(Orders));

        static string Orders(FigurePeriod p) => string.Create(CultureInfo.InvariantCulture, $"{p.Start.UtcDateTime:yyyy-MM-ddTHH:mm} {p.Values["orders"].Value}");
    }

    [Fact]
    public async Task Step_EventOfAnHourThatIsOver_CorrectsItAndSaysSo()
    {
        await using var world = await FigureWorld.StartAsync(kind);
        await world.Files.AppendAsync(Delivered("one", 2));
        await world.CountAsync();
        world.ReadTo = Some.Start.AddHours(3);
        await world.CountAsync();
        var fresh = (await world.ReadAsync(FigureBucket.Hour)).Periods.Single(p => p.Start == Some.Start.AddHours(2));

        world.Time.Advance(TimeSpan.FromDays(1));
        await world.Files.AppendAsync(Delivered("two", 2.5));
        await world.CountAsync();

        var corrected = await world.ReadAsync(FigureBucket.Hour);
        var hour = corrected.Periods.Single(p => p.Start == Some.Start.AddHours(2));
        Assert.Equal((true, null, 0, 1L), (fresh.IsOver, fresh.CorrectedAt, fresh.Corrections, fresh.Values["click-to-delivery"].Count));
        Assert.Equal((true, Some.Start.AddDays(1), 1, 2L), (hour.IsOver, hour.CorrectedAt, hour.Corrections, hour.Values["click-to-delivery"].Count));
        Assert.Equal((true, Some.Start.AddHours(3)), (corrected.IsComplete, corrected.ReadTo));
    }

    /// <summary>The rate of cancelled orders is that of the hour in which they were placed.</summary>
    [Fact]
    public async Task Step_OrderThatGoesItsWay_ChangesItsHourAndIsNoCorrection()
    {
        await using var world = await FigureWorld.StartAsync(kind);
        await world.Files.AppendAsync(Some.Event("1", stage: Stage.Created));
        await world.CountAsync();
        world.ReadTo = Some.Start.AddHours(5);
        await world.CountAsync();
        await world.Files.AppendAsync(Some.Event("2", stage: Stage.Cancelled, minute: 600));
        await world.CountAsync();

        var hour = (await world.ReadAsync(FigureBucket.Hour)).Periods.First();
        Assert.Equal((Some.Start, 100.0, null, 0), (hour.Start, hour.Values["cancel-rate"].Value, hour.CorrectedAt, hour.Corrections));
    }

    [Fact]
    public async Task Step_ManyOrdersThatWereThereBefore_AreWalkedInBoundedSteps()
    {
        await using var world = await FigureWorld.StartAsync(kind);
        for (var i = 0; i < 5; i++) await world.Files.AppendAsync([.. Enumerable.Range(0, 500).Select(n => Some.Event($"e{i}-{n}", $"K{i}-{n}", stage: Stage.Created, minute: n))]);

        Assert.True(await world.Rollup.StepAsync(world.Zone, world.Currency, default));
        var partly = await world.ReadAsync();
        await world.CountAsync();
        var all = await world.ReadAsync();

        Assert.Equal((false, 1000), (partly.IsComplete, partly.Periods.Single().Values["orders"].Value));
        Assert.Equal((true, 2500), (all.IsComplete, all.Periods.Single().Values["orders"].Value));
    }

    [Fact]
    public async Task Read_PromiseOfAnHourThatIsNotOver_SaysNothingYet()
    {
        await using var world = await FigureWorld.StartAsync(kind);
        await world.Files.AppendAsync(Some.Event("e", stage: Stage.Created, facts: ("deliverBy", FactValue.OfInstant(Some.Start.AddHours(5)))));
        await world.CountAsync();
        world.ReadTo = Some.Start.AddHours(5.5);
        await world.CountAsync();
        var early = await world.ReadAsync();
        world.ReadTo = Some.Start.AddHours(6);
        await world.CountAsync();

        Assert.False(early.Periods.Single().Values.ContainsKey("on-time-delivery"));
        Assert.Equal((0.0, 1L), (await world.ReadAsync()).Periods.Single().Values["on-time-delivery"] is var late ? (late.Value, late.Count) : default);
    }

    private static OrderEvent[] Delivered(string key, double hours) =>
        [Some.Event(key + "-1", key, stage: Stage.Created), Some.Event(key + "-2", key, stage: Stage.Delivered, minute: hours * 60)];

    /// <summary>The same event becomes the same: what is added hangs on its content alone.</summary>
    private static OrderEvent Enriched(OrderEvent e, string prefix)
    {
        var dice = new Random(string.Create(CultureInfo.InvariantCulture, $"{e.EventId} {e.Stamp}").Aggregate(17, (h, c) => unchecked((h * 31) + c)));
        DateTimeOffset Some(int hours) => Persistence.Some.Start.AddHours(dice.Next(-hours, hours)).AddMilliseconds(dice.Next(3_600_000));
        var facts = e.Facts.ToList();
        if (dice.Next(3) == 0) facts.Add(new Fact("lane", FactValue.OfText(dice.Next(2) == 0 ? "ship-to-home" : "pickup")));
        if (dice.Next(3) == 0) facts.Add(new Fact("placedAt", FactValue.OfInstant(Some(30))));
        if (dice.Next(3) == 0) facts.Add(new Fact("deliverBy", FactValue.OfInstant(Some(50))));
        if (dice.Next(4) == 0) facts.Add(new Fact("shipBy", FactValue.OfInstant(Some(50))));
        if (dice.Next(4) == 0) facts.Add(new Fact("region", FactValue.OfText("west")));
        if (dice.Next(4) == 0) facts.Add(new Fact("node", FactValue.OfText("DC-" + dice.Next(3))));
        if (dice.Next(4) == 0) facts.Add(new Fact("shipments[S1].carrier", FactValue.OfText(dice.Next(2) == 0 ? "north" : "south")));
        if (dice.Next(8) == 0) facts.Add(new Fact("copy", FactValue.OfInteger(dice.Next(2))));
        foreach (var stage in told.Where(_ => dice.Next(4) == 0)) facts.Add(new Fact(FactPath.OfStage(stage), FactValue.OfInstant(Some(20))));
        return e with
        {
            OrderKey = prefix + e.OrderKey, EventId = prefix + e.EventId, Names = e.Names is null ? null : prefix + e.Names,
            Facts = [.. facts.DistinctBy(f => f.Path).OrderBy(f => f.Path, StringComparer.Ordinal)],
        };
    }

    /// <summary>From the stored orders, as slowly and plainly as can be.</summary>
    private static async Task<List<string>> RecountAsync(FigureWorld world, FigureDimension dimension)
    {
        await using var db = world.Files.Open();
        var clock = new HourClock(world.Zone);
        var orders = (await db.Orders.AsNoTracking().ToListAsync()).Select(o => OrderParts.Of(o, StoredStates.Of(o, world.Files.Store.StagesNow()), clock));
        var parts = orders.SelectMany(o => o.Parts.Select(p => (
            Hour: Instants.FromMicros(p.Hour), o.Lane, Owner: o.Owner == ObservedOwner.Unclear ? (Side?)null : (Side)o.Owner, p.Figure, p.Amount, p.Out,
            Value: dimension switch { FigureDimension.None => "", FigureDimension.Region => o.Region, FigureDimension.Node => o.Node, _ => o.Carrier })));
        return [.. parts.GroupBy(p => (p.Hour, p.Lane, p.Owner, p.Value, p.Figure))
            .Select(g => Line(g.Key.Hour, g.Key.Lane, g.Key.Owner, g.Key.Value, PeriodFigures.All.Single(f => f.Code == g.Key.Figure), [.. g.Select(p => p.Amount).Order()], g.Sum(p => p.Out))).Order(StringComparer.Ordinal)];
    }

    private static string Line(DateTimeOffset hour, string lane, Side? owner, string value, PeriodFigure figure, IReadOnlyList<long> amounts, long outOf)
    {
        var number = figure.Kind switch
        {
            PeriodFigureKind.Duration => amounts[(amounts.Count + 1) / 2 - 1] / 1000.0,
            PeriodFigureKind.Share => 100.0 * amounts.Sum() / outOf,
            _ => figure.IsCount ? amounts.Sum() : (double)amounts.Sum() / amounts.Count,
        };
        return string.Create(CultureInfo.InvariantCulture, $"{hour:u} {lane} {owner} {value} {figure.Key} {number} of {outOf}");
    }

    private static List<string> Told(FigureAnswer answer) =>
    [
        .. answer.Periods.SelectMany(p => p.Values.Values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{p.Start:u} {p.Lane} {p.Owner} {p.Value ?? ""} {v.Figure.Key} {v.Value} of {v.Count}"))).Order(StringComparer.Ordinal),
    ];
}

public sealed class SqliteFigureRollupTests() : FigureRollupTests(StoreKind.Sqlite);

public sealed class PostgresFigureRollupTests() : FigureRollupTests(StoreKind.Postgres);
