using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using CommandCenter.Benchmarks.Ingest;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;
using CommandCenter.Rollback;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Benchmarks.Reconciling;

/// <summary>Full reconciliation from the product's store, beside the same database's own join over two plain tables with the same values.</summary>
internal static class StoreReconciliation
{
    public const string Goal = "≤ 1.0 × the database's own join, ≤ 250 MB over the baseline";
    private const int Batch = 2_000;
    private static readonly Stage[] stages = [Stage.Created, Stage.Authorised, Stage.Routed, Stage.Allocated, Stage.Released, Stage.Picked, Stage.Packed, Stage.Shipped, Stage.Delivered];
    private static readonly string[] figures = ["goods", "tax", "shipping", "discount", "total", "captured"];

    /// <param name="settings">Of the product's storage.</param>
    /// <param name="connect">Makes a connection to the peer's database.</param>
    /// <param name="keyed">How the peer's tables are keyed: column and what follows the columns.</param>
    public static async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, Dictionary<string, string?> settings, Func<DbConnection> connect, (string Column, string Behind) keyed, CancellationToken cancel)
    {
        var orders = context.Number("orders", context.Full ? 1_000_000 : 100_000);
        await using var services = await StoreIngest.StartAsync(settings, cancel);
        var expected = await FillAsync(services, connect, keyed, orders, cancel);
        context.Say(string.Create(CultureInfo.InvariantCulture, $"{orders:n0} orders written to both"));
        var plan = PlanReader.Read(BenchmarkPlan.Text(), "benchmark.yaml").Plan ?? throw new InvalidOperationException("The benchmark's plan does not read.");
        var memory = 0L;
        // what a process compiles and writes at its first run it does not at its next
        var (first, _, _) = await OursAsync(services, plan, cancel);
        _ = Join(connect);
        var (product, peer) = await Turns.RunAsync(
            context.Number("rounds", 7),
            async _ =>
            {
                var (seconds, keys, grown) = await OursAsync(services, plan, cancel);
                memory = Math.Max(memory, grown);
                return keys.SetEquals(expected) ? seconds : throw new InvalidOperationException($"The product found {keys.Count} orders, {expected.Count} differ.");
            },
            _ =>
            {
                var (seconds, keys) = Join(connect);
                return keys.SetEquals(expected) ? Task.FromResult(seconds) : throw new InvalidOperationException($"The database found {keys.Count} orders, {expected.Count} differ.");
            },
            cancel);
        return new(
            [
                Measurement.RatioTo(FormattableString.Invariant($"{orders:n0} orders on both sides"), "s", product.Median(), peer.Median(), 1.0, atLeast: false),
                Measurement.Of("the first run of the process, which writes the differences", "s", first, null),
                Measurement.AtMost("heap over the baseline, nothing collected in between", "MB", memory / 1048576.0, null, 250),
            ],
            [
                $"Both found the same {expected.Count:n0} orders.",
                "Product: a whole run, on two cores, that is reading both states of every order, comparing every stage and figure, classes and groups, control totals, and writing counts and differences.",
                "Peer: LEFT JOIN, and NOT EXISTS for the other way, over two tables of whole numbers; the orders that differ are read out and nothing is written.",
            ],
            []);
    }

    private static async Task<(double Seconds, HashSet<string> Keys, long Grown)> OursAsync(ServiceProvider services, CutoverPlan plan, CancellationToken cancel)
    {
        var events = services.GetRequiredService<IDbContextFactory<EventsDb>>();
        var reconciler = new Reconciler(
            new ParityReader(events, services.GetRequiredService<IDbContextFactory<CommandsDb>>()), new ParityStore(events), new RunStore(events), new ChangedOrders(), new AllRead(), TimeProvider.System);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var began = Stopwatch.GetTimestamp();
        await reconciler.RunFullAsync(plan, Guid.CreateVersion7(), null, "benchmark", _ => { }, cancel);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return (seconds, reconciler.Book.Open.Values.Select(m => m[0].OrderKey).ToHashSet(StringComparer.Ordinal), GC.GetTotalMemory(forceFullCollection: false) - before);
    }

    private static (double Seconds, HashSet<string> Keys) Join(Func<DbConnection> connect)
    {
        using var db = connect();
        db.Open();
        var columns = stages.Select(s => "s" + (int)s).Concat(figures);
        using var query = db.CreateCommand();
        query.CommandText = $"""
            SELECT l.order_key FROM legacy l LEFT JOIN cloud c ON c.order_key = l.order_key WHERE c.order_key IS NULL OR {string.Join(" OR ", columns.Select(x => $"l.{x} <> c.{x}"))}
            UNION ALL SELECT c.order_key FROM cloud c WHERE NOT EXISTS (SELECT 1 FROM legacy l WHERE l.order_key = c.order_key)
            """;
        var began = Stopwatch.GetTimestamp();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        using (var reader = query.ExecuteReader())
        {
            while (reader.Read())
            {
                keys.Add(reader.GetString(0));
            }
        }

        return (Stopwatch.GetElapsedTime(began).TotalSeconds, keys);
    }

    /// <summary>The same orders into the store and into the peer's tables: 0.1 % missing on either side, 0.3 % with another figure.</summary>
    /// <returns>Keys of the orders that differ.</returns>
    private static async Task<HashSet<string>> FillAsync(
        ServiceProvider services, Func<DbConnection> connect, (string Column, string Behind) keyed, int orders, CancellationToken cancel)
    {
        var (random, expected, start) = (new Random(42), new HashSet<string>(StringComparer.Ordinal), new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
        await using var db = connect();
        await db.OpenAsync(cancel);
        var columns = stages.Select(s => "s" + (int)s).Concat(figures).ToList();
        await RunAsync(db, string.Concat(new[] { "legacy", "cloud" }.Select(t => $"CREATE TABLE {t}({keyed.Column}, {string.Join(", ", columns.Select(c => c + " BIGINT NOT NULL"))}) {keyed.Behind};")), cancel);
        var store = services.GetRequiredService<EventStore>();
        for (var from = 0; from < orders; from += Batch)
        {
            var rows = new List<OrderEvent>();
            var (legacy, cloud) = (new List<string>(Batch), new List<string>(Batch));
            for (var i = from; i < Math.Min(orders, from + Batch); i++)
            {
                var (key, kind, reached) = ("ORD-" + i.ToString("D10", CultureInfo.InvariantCulture), random.NextDouble(), 1 + random.Next(stages.Length));
                var values = stages.Select((_, s) => s < reached ? Instants.ToMicros(start.AddSeconds(i).AddMinutes(s * 20)) : 0).Concat(figures.Select(f => (f == "total" ? 30_000L : 100) + random.Next(20_000))).ToArray();
                var other = (long[])values.Clone();
                other[stages.Length + random.Next(figures.Length)] += kind is > 0.996 and <= 0.999 ? 1 + random.Next(100) : 0;
                _ = kind is < 0.001 or > 0.996 && expected.Add(key);
                if (kind >= 0.001)
                {
                    rows.Add(Event(key, Side.Legacy, i, reached, values));
                    legacy.Add(RowOf(key, values));
                }

                if (kind <= 0.999)
                {
                    rows.Add(Event(key, Side.Orchestration, i, reached, other));
                    cloud.Add(RowOf(key, other));
                }
            }

            await RunAsync(db, $"INSERT INTO legacy VALUES {string.Join(',', legacy)}; INSERT INTO cloud VALUES {string.Join(',', cloud)}", cancel);
            var done = await store.AppendAsync(new IngestBatch { Source = BenchmarkPlan.LegacySource, ObservedAt = start, Events = rows }, cancel);
            if (!done.Succeeded)
            {
                throw new InvalidOperationException(done.Error!.Message);
            }
        }

        await RunAsync(db, "ANALYZE", cancel);
        return expected;
    }

    private static OrderEvent Event(string key, Side side, int number, int reached, long[] values) => new()
    {
        Source = side == Side.Legacy ? BenchmarkPlan.LegacySource : BenchmarkPlan.OrchestrationSource, EventId = side + key, OrderKey = key, Side = side,
        Stamp = new Stamp(1, values[0], (ulong)number), ObservedAt = Instants.FromMicros(values[0]),
        Facts =
        [
            .. stages.Take(reached).Select((s, i) => new Fact(FactPath.OfStage(s), new FactValue(FactType.Instant, values[i], null))).Concat(figures.Select((f, i) => new Fact(f, FactValue.OfMoney(values[stages.Length + i]))))
                .Append(new Fact("lane", FactValue.OfText(BenchmarkPlan.Lanes[number % BenchmarkPlan.Lanes.Count]))).Append(new Fact("placedAt", new FactValue(FactType.Instant, values[0], null))).OrderBy(f => f.Path, StringComparer.Ordinal),
        ],
    };

    private static string RowOf(string key, long[] values) => $"('{key}',{string.Join(',', values.Select(v => v.ToString(CultureInfo.InvariantCulture)))})";

    private static async Task RunAsync(DbConnection db, string sql, CancellationToken cancel)
    {
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }

    private sealed class AllRead : ISideWatermarks
    {
        public DateTimeOffset? Of(Side side) => DateTimeOffset.MaxValue;
    }
}
