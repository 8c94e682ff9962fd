using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Sources;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Scorecard.Figures;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Scorecard.Measures;

public class FigureHistoryTests
{
    private static readonly DateTimeOffset start = Some.Start;

    /// <summary>Two queues of one side, heard of and then silent: what is stale adds nothing, and the mean of an hour is that of its looks.</summary>
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Read_QueuesAndStockLookByLook_AreMeansOfTheirHours(StoreKind kind)
    {
        await using var world = await FigureWorld.StartAsync(kind);
        var board = new LiveBoard();
        var hours = new ReadingHours(Events(world), board, world.Time);
        Assert.Equal(0, await hours.KeepAsync(default));

        await LookAsync(FigureState.Fresh, 10, 4, lag: 9);
        await LookAsync(FigureState.Fresh, 20, 8, lag: 11);
        await LookAsync(FigureState.Stale, 90, 90, lag: null);
        world.Time.Advance(TimeSpan.FromHours(1));
        await LookAsync(FigureState.Fresh, 1, 2, lag: 3);

        var all = await ReadAsync(world, new FigureRequest(start.AddHours(-1), start.AddHours(3), FigureBucket.Hour));
        var ofLegacy = await ReadAsync(world, new FigureRequest(start.AddHours(-1), start.AddHours(3), FigureBucket.Hour, Owner: Side.Legacy));
        var whole = Assert.Single((await ReadAsync(world, new FigureRequest(start.AddHours(-1), start.AddHours(3)))).Periods);
        var day = Assert.Single((await ReadAsync(world, new FigureRequest(start.AddDays(-1), start.AddDays(1), FigureBucket.Day))).Periods);

        Assert.Equal([(start, 21.0, 2L, 10.0), (start.AddHours(1), 3.0, 1L, 3.0)], all.Periods.Select(p => (p.Start, Value(p, "queue-depth"), p.Values["queue-depth"].Count, Value(p, "inventory-sync-lag"))));
        Assert.Equal([15.0, 1.0], ofLegacy.Periods.Select(p => Value(p, "queue-depth")));
        Assert.DoesNotContain(ofLegacy.Periods, p => p.Values.ContainsKey("inventory-sync-lag"));
        Assert.Equal((15.0, 3L, 23.0 / 3), (Value(whole, "queue-depth"), whole.Values["queue-depth"].Count, Value(whole, "inventory-sync-lag")));
        Assert.Equal(15.0, Value(day, "queue-depth"));
        // an hour that began before the time is left out
        Assert.Equal([start.AddHours(1)], (await ReadAsync(world, new FigureRequest(start.AddMinutes(10), start.AddHours(3), FigureBucket.Hour))).Periods.Select(p => p.Start));

        async Task LookAsync(FigureState state, double legacy, double orchestration, double? lag)
        {
            world.Time.Advance(TimeSpan.FromMinutes(5));
            var total = new Figure(legacy + orchestration, state, world.Time.GetUtcNow());
            board.Publish(new LiveWorld().Snapshot() with
            {
                Figures = [new NamedFigure("queue-depth", "", "", total, []), new NamedFigure("inventory-sync-lag", "", "", new Figure(lag, lag is null ? FigureState.Missing : FigureState.Fresh, null), [])],
                Queues = [Queue("a", Side.Legacy, legacy - 1), Queue("b", Side.Legacy, 1), Queue("a", Side.Orchestration, orchestration)],
            });
            await hours.KeepAsync(default);

            QueueLive Queue(string name, Side side, double depth) => new(name, side, "orders", new Figure(depth, state, world.Time.GetUtcNow()), []);
        }
    }

    /// <summary>An hour in which nothing was ordered has what was read in it; one with orders has both.</summary>
    [Fact]
    public async Task Read_StockWorkContactsAndCases_StandInTheirHours()
    {
        await using var world = await FigureWorld.StartAsync(StoreKind.Sqlite);
        var plan = world.Files.Get<ActivePlan>();
        plan.Swap(plan.Current! with
        {
            Mappings = [.. plan.Current.Mappings, plan.Current.Mappings[0] with { Id = "care", Kind = RecordKind.Contact }], Sources = [.. plan.Current.Sources, plan.Current.Sources[0] with { Id = "care", Mapping = "care" }],
        });
        await world.Files.AppendAsync([.. Enumerable.Range(0, 4).Select(i => Some.Event($"{i}", $"A-{i}", stage: Stage.Created, minute: i, facts: [("placedAt", FactValue.OfInstant(start.AddMinutes(i))), ("lane", FactValue.OfText("home"))]))]);
        world.ReadTo = start.AddHours(2);
        await world.CountAsync();
        await using (var db = await Events(world).CreateDbContextAsync())
        {
            db.StockHours.AddRange(new StockHourRow { Hour = start, Agreeing = 9, Compared = 10 }, new StockHourRow { Hour = start.AddHours(1), Agreeing = 3, Compared = 10 });
            db.GaugeReadings.Add(new GaugeReadingRow { Name = GaugeReading.UnitsPerLabourHour, Side = Side.Legacy, Unit = "units/h", AsOf = start.AddMinutes(70), Value = 12, Source = "g" });
            db.CustomerContacts.Add(new CustomerContactRow { Id = "c", OrderKey = "A-1", At = start.AddMinutes(5), Channel = "phone", Source = "c", Reason = "late" });
            await db.SaveChangesAsync();
        }

        var hours = (await ReadAsync(world, new FigureRequest(start.AddHours(-1), start.AddHours(3), FigureBucket.Hour))).Periods;
        var ofLane = (await ReadAsync(world, new FigureRequest(start.AddHours(-1), start.AddHours(3), FigureBucket.Hour, "home"))).Periods;
        var split = (await ReadAsync(world, new FigureRequest(start.AddHours(-1), start.AddHours(3), FigureBucket.Hour, ByLane: true))).Periods;

        Assert.Equal([start, start.AddHours(1)], hours.Select(h => h.Start));
        Assert.Equal((4.0, 90.0, 250.0, true), (Value(hours[0], "orders"), Value(hours[0], "inventory-accuracy"), Value(hours[0], "contacts-per-1000"), hours[0].IsOver));
        Assert.Equal((30.0, 12.0, true), (Value(hours[1], "inventory-accuracy"), Value(hours[1], "units-per-labour-hour"), hours[1].IsOver));
        Assert.False(hours[1].Values.ContainsKey("contacts-per-1000"));
        Assert.Equal(250.0, Value(Assert.Single(ofLane), "contacts-per-1000"));
        Assert.All([.. ofLane, .. split], p => Assert.False(p.Values.ContainsKey("inventory-accuracy")));
    }

    private static double Value(FigurePeriod period, string key) => period.Values[key].Value;

    private static IDbContextFactory<EventsDb> Events(FigureWorld world) => world.Files.Get<IDbContextFactory<EventsDb>>();

    private static async Task<FigureAnswer> ReadAsync(FigureWorld world, FigureRequest request)
    {
        var history = new FigureHistory(world.Queries, new OtherMeasures(Events(world), world.Files.Get<IDbContextFactory<CommandsDb>>()), world.Files.Get<ActivePlan>());
        var read = await history.ReadAsync(request, default);
        Assert.True(read.Succeeded, read.Error?.Message);
        return read.Value;
    }
}
