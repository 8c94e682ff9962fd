using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using CommandCenter.Benchmarks.Ingest;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Scorecard.Baselines;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Benchmarks.Results;

/// <summary>Thirty days of legacy and sixty of orchestration through the store and the figures by hour, then the scorecard of both beside hand-written SQL over one plain table of the same orders.</summary>
internal sealed class ScorecardTrial(BenchmarkContext context, Dictionary<string, string?> settings, Func<DbConnection> connect)
{
    public const string Goal = "under a second";
    private const int Batch = 2_000;
    private const int Days = 90;
    private const int Baseline = 30;
    private const long Hour = 3_600_000_000;
    private const long Day = 24 * Hour;
    // midnight in a zone of the plan that keeps no summer time, so that a day in SQL is a division
    private static readonly DateTimeOffset start = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<BenchmarkOutcome> RunAsync(CancellationToken cancel)
    {
        var orders = context.Number("orders", context.Full ? 1_000_000 : 100_000);
        var plan = PlanReader.Read(BenchmarkPlan.Text(), "benchmark.yaml").Plan ?? throw new InvalidOperationException("The benchmark's plan does not read.");
        plan = plan with { Header = plan.Header with { Zone = "UTC", CutoverStart = start.AddDays(Baseline) }, Baseline = BaselineSettings.Default with { Currency = "USD" } };
        double counting;
        await using (var filling = await StoreIngest.StartAsync(settings, cancel))
        {
            await FillAsync(filling, orders, cancel);
            var began = Stopwatch.GetTimestamp();
            var rollup = new FigureRollup(filling.GetRequiredService<IDbContextFactory<EventsDb>>(), filling.GetRequiredService<EventStore>(), new AllRead(), TimeProvider.System);
            while (await rollup.StepAsync(TimeZoneInfo.Utc, "USD", cancel))
            {
                // until all are counted
            }

            counting = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        context.Say(string.Create(CultureInfo.InvariantCulture, $"{orders:n0} orders stored and counted, counting {counting:0.0} s"));
        // as another process would find it: nothing of the store in memory
        await using var services = await StoreIngest.StartAsync(settings, cancel);
        var active = new ActivePlan();
        active.Swap(plan);
        var cards = new ScorecardQueries(
            new FigureQueries(services.GetRequiredService<IDbContextFactory<EventsDb>>(), active), new OtherMeasures(services.GetRequiredService<IDbContextFactory<EventsDb>>(), services.GetRequiredService<IDbContextFactory<CommandsDb>>()), active, TimeProvider.System);
        var (cold, coldPeer) = ((await OursAsync(cards, cancel)).Seconds, Theirs().Seconds);
        var (product, peer) = await Turns.RunAsync(
            context.Number("rounds", 7),
            async _ => await OursAsync(cards, cancel) is var ours && Same(ours.Card, Theirs()) ? ours.Seconds : throw new InvalidOperationException("Product and SQL differ."),
            _ => Task.FromResult(Theirs().Seconds),
            cancel);
        return new(
            [
                Measurement.AtMost(FormattableString.Invariant($"{orders:n0} orders, {Days} days, warm"), "s", product.Median(), peer.Median(), 1),
                Measurement.AtMost("the first of the process", "s", cold, coldPeer, 1),
                Measurement.Of("counting all orders by hour, once", "s", counting, null),
            ],
            [
                "Product: all seventeen measures of baseline and period, as a whole and by day, with medians, the rank test and trends, from the figures by hour; both periods at once on two cores.",
                "Peer: counts, cancellations, touches, values, promises and two medians by day and as a whole, for both periods one after the other, by windows over one table without an index. Both come to the same medians and cancellations.",
            ],
            []);
    }

    private static async Task<(ScorecardView Card, double Seconds)> OursAsync(ScorecardQueries cards, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var read = await cards.ReadAsync(new ScorecardRequest(start.AddDays(Baseline), start.AddDays(Days)), cancel);
        return read.Succeeded ? (read.Value, Stopwatch.GetElapsedTime(began).TotalSeconds) : throw new InvalidOperationException(read.Error!.Message);
    }

    private static bool Same(ScorecardView card, (double Median, double Cancelled, double Seconds) theirs)
    {
        var (ship, cancelled) = (card.Lines.Single(l => l.Measure.Key == "click-to-ship").Now!, card.Lines.Single(l => l.Measure.Key == "cancel-rate").Now!);
        return Math.Abs(ship.Value - theirs.Median) < 0.001 && Math.Abs(cancelled.Value - theirs.Cancelled) < 1e-9;
    }

    private (double Median, double Cancelled, double Seconds) Theirs()
    {
        using var db = connect();
        db.Open();
        var began = Stopwatch.GetTimestamp();
        var (median, cancelled) = (0.0, 0.0);
        foreach (var (from, to, owner) in ((int, int, int?)[])[(0, Baseline, 0), (Baseline, Days, null)])
        {
            var (low, high) = (Instants.ToMicros(start.AddDays(from)), Instants.ToMicros(start.AddDays(to)));
            var mine = owner is null ? "" : $" AND owner = {owner}";
            var rows = Read(db, $"SELECT (placed - {low}) / {Day} d, count(*), sum(cancelled), sum(touches), sum(total), sum(total * cancelled) FROM orders WHERE placed >= {low} AND placed < {high}{mine} GROUP BY 1 ORDER BY 1");
            cancelled = 100.0 * rows.Sum(r => r[2]) / rows.Sum(r => r[1]);
            Read(db, $"SELECT (due - {low}) / {Day} d, count(*), sum(CASE WHEN shipped <= due THEN 1 ELSE 0 END) FROM orders WHERE due >= {low} AND due < {high} AND cancelled = 0{mine} GROUP BY 1 ORDER BY 1");
            foreach (var at in (string[])["delivered", "shipped"])
            {
                var range = $"FROM orders WHERE {at} >= {low} AND {at} < {high}{mine}";
                Read(db, $"SELECT d, v FROM (SELECT ({at} - {low}) / {Day} d, {at} - placed v, row_number() OVER (PARTITION BY ({at} - {low}) / {Day} ORDER BY {at} - placed) n, count(*) OVER (PARTITION BY ({at} - {low}) / {Day}) c {range}) x WHERE n = (c + 1) / 2");
                median = Read(db, $"SELECT v FROM (SELECT {at} - placed v, row_number() OVER (ORDER BY {at} - placed) n, count(*) OVER () c {range}) x WHERE n = (c + 1) / 2")[0][0] / 1_000_000.0;
            }
        }

        return (median, cancelled, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static List<long[]> Read(DbConnection db, string sql)
    {
        using var command = db.CreateCommand();
#pragma warning disable CA2100 // made of numbers and names of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<long[]>();
        while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToInt64(reader.GetValue(i), CultureInfo.InvariantCulture))]);
        return rows;
    }

    private async Task FillAsync(ServiceProvider services, int orders, CancellationToken cancel)
    {
        var random = new Random(13);
        await using var db = connect();
        await db.OpenAsync(cancel);
        await RunAsync(db, "CREATE TABLE orders (lane TEXT NOT NULL, owner BIGINT NOT NULL, placed BIGINT NOT NULL, shipped BIGINT, delivered BIGINT, due BIGINT NOT NULL, cancelled BIGINT NOT NULL, touches BIGINT NOT NULL, total BIGINT NOT NULL)", cancel);
        var store = services.GetRequiredService<EventStore>();
        for (var from = 0; from < orders; from += Batch)
        {
            var (events, rows) = (new List<OrderEvent>(Batch), new List<string>(Batch));
            for (var i = from; i < Math.Min(orders, from + Batch); i++)
            {
                // whole milliseconds: that is what the product keeps
                var placed = Instants.ToMicros(start) + (long)((double)i / orders * Days * 86_400_000) * 1000;
                var (moved, cancelled, touches, total) = (placed >= Instants.ToMicros(start.AddDays(Baseline)), random.Next(100) < 3 ? 1 : 0, random.Next(5) == 0 ? 1 : 0, 1_000 + random.Next(20_000));
                var shipped = placed + (long)((moved ? 22 : 26) * 3_600_000 * Math.Exp(0.3 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))) * 1000;
                var (delivered, due, lane) = (shipped + (40 + random.Next(20)) * Hour, placed + 30 * Hour, BenchmarkPlan.Lanes[i % BenchmarkPlan.Lanes.Count]);
                events.Add(Event(i, moved ? Side.Orchestration : Side.Legacy, lane, placed, shipped, delivered, due, cancelled == 1, touches, total));
                rows.Add(string.Create(CultureInfo.InvariantCulture, $"('{lane}',{(moved ? 1 : 0)},{placed},{(cancelled == 1 ? "NULL" : shipped)},{(cancelled == 1 ? "NULL" : delivered)},{due},{cancelled},{touches},{total})"));
            }

            await RunAsync(db, $"INSERT INTO orders VALUES {string.Join(',', rows)}", cancel);
            var done = await store.AppendAsync(new IngestBatch { Source = BenchmarkPlan.LegacySource, ObservedAt = events[^1].ObservedAt, Events = events }, cancel);
            if (!done.Succeeded) throw new InvalidOperationException(done.Error!.Message);
        }

        await RunAsync(db, "ANALYZE", cancel);
    }

    private static OrderEvent Event(int number, Side side, string lane, long placed, long shipped, long delivered, long due, bool cancelled, int touches, long total)
    {
        var key = "ORD-" + number.ToString("D10", CultureInfo.InvariantCulture);
        Fact At(string path, long at) => new(path, new FactValue(FactType.Instant, at, null));
        IEnumerable<Fact> facts =
        [
            At(FactPath.OfStage(Stage.Created), placed), At("placedAt", placed), At("shipBy", due), new("lane", FactValue.OfText(lane)), new("currency", FactValue.OfText("USD")), new("total", FactValue.OfMoney(total)), new("manualTouches", FactValue.OfInteger(touches)),
            .. cancelled ? [At(FactPath.OfStage(Stage.Cancelled), placed + Hour)] : (Fact[])[At(FactPath.OfStage(Stage.Shipped), shipped), At(FactPath.OfStage(Stage.Delivered), delivered)],
        ];
        return new OrderEvent
        {
            Source = side == Side.Legacy ? BenchmarkPlan.LegacySource : BenchmarkPlan.OrchestrationSource, EventId = "E" + key, OrderKey = key, Side = side, Stamp = new Stamp(1, placed, (ulong)number),
            ObservedAt = Instants.FromMicros(placed), Facts = [.. facts.OrderBy(f => f.Path, StringComparer.Ordinal)],
        };
    }

    private static async Task RunAsync(DbConnection db, string sql, CancellationToken cancel)
    {
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // made of numbers and names of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }

    private sealed class AllRead : ISideWatermarks
    {
        public DateTimeOffset? Of(Side side) => start.AddDays(Days);
    }
}
