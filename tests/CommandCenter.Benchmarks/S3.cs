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
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Benchmarks;

/// <summary>Full reconciliation from the product's SQLite store. Peer: SQLite's own join over two plain tables with the same values.</summary>
public sealed class S3 : IBenchmark
{
    private const int Batch = 2_000;
    private static readonly Stage[] stages = [Stage.Created, Stage.Authorised, Stage.Routed, Stage.Allocated, Stage.Released, Stage.Picked, Stage.Packed, Stage.Shipped, Stage.Delivered];
    private static readonly string[] figures = ["goods", "tax", "shipping", "discount", "total", "captured"];

    public string Name => "S3";
    public string What => "full reconciliation from the product's SQLite store, 9 stages + 6 figures, 0.5 % different";
    public string Goal => "≤ 1.0 × the database's own join, ≤ 250 MB over the baseline";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        var orders = context.Number("orders", context.Full ? 1_000_000 : 100_000);
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CommandCenter:Storage:Directory"] = Path.Combine(context.Scratch, "files") };
        await using var services = await StoreIngest.StartAsync(settings, cancel);
        var file = Path.Combine(context.Scratch, "peer.db");
        var expected = await FillAsync(services, file, orders, cancel);
        context.Say(string.Create(CultureInfo.InvariantCulture, $"{orders:n0} orders written to both"));
        var plan = PlanReader.Read(BenchmarkPlan.Text(), "benchmark.yaml").Plan ?? throw new InvalidOperationException("The benchmark's plan does not read.");
        var memory = 0L;
        var (product, peer) = await Turns.RunAsync(
            context.Number("rounds", 3),
            async _ =>
            {
                var (seconds, keys, grown) = await OursAsync(services, plan, cancel);
                memory = Math.Max(memory, grown);
                return keys.SetEquals(expected) ? seconds : throw new InvalidOperationException($"The product found {keys.Count} orders, {expected.Count} differ.");
            },
            _ =>
            {
                var (seconds, keys) = Join(file);
                return keys.SetEquals(expected) ? Task.FromResult(seconds) : throw new InvalidOperationException($"SQLite found {keys.Count} orders, {expected.Count} differ.");
            },
            cancel);
        return new(
            [
                Measurement.RatioTo(FormattableString.Invariant($"{orders:n0} orders on both sides"), "s", product.Median(), peer.Median(), 1.0, atLeast: false),
                Measurement.AtMost("heap over the baseline, nothing collected in between", "MB", memory / 1048576.0, null, 250),
            ],
            [
                $"Both found the same {expected.Count:n0} orders.",
                "Product: a whole run, that is reading and decoding both states of every order, comparing every stage and figure, classes and groups, control totals, and writing counts and differences.",
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

    private static (double Seconds, HashSet<string> Keys) Join(string file)
    {
        using var db = new SqliteConnection($"Data Source={file};Pooling=false");
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
    private static async Task<HashSet<string>> FillAsync(ServiceProvider services, string file, int orders, CancellationToken cancel)
    {
        var (random, expected, start) = (new Random(42), new HashSet<string>(StringComparer.Ordinal), new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
        await using var db = new SqliteConnection($"Data Source={file};Pooling=false");
        await db.OpenAsync(cancel);
        var columns = stages.Select(s => "s" + (int)s).Concat(figures).ToList();
        await RunAsync(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; " + string.Concat(new[] { "legacy", "cloud" }.Select(t => $"CREATE TABLE {t}(order_key TEXT PRIMARY KEY, {string.Join(", ", columns.Select(c => c + " INTEGER NOT NULL"))}) WITHOUT ROWID;")), cancel);
        var store = services.GetRequiredService<EventStore>();
        for (var from = 0; from < orders; from += Batch)
        {
            var rows = new List<OrderEvent>();
            await using var transaction = (SqliteTransaction)await db.BeginTransactionAsync(cancel);
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
                    await InsertAsync(db, transaction, "legacy", key, values, cancel);
                }

                if (kind <= 0.999)
                {
                    rows.Add(Event(key, Side.Orchestration, i, reached, other));
                    await InsertAsync(db, transaction, "cloud", key, other, cancel);
                }
            }

            await transaction.CommitAsync(cancel);
            var done = await store.AppendAsync(new IngestBatch { Source = BenchmarkPlan.LegacySource, ObservedAt = start, Events = rows }, cancel);
            if (!done.Succeeded)
            {
                throw new InvalidOperationException(done.Error!.Message);
            }
        }

        await RunAsync(db, "ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)", cancel);
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

    private static async Task InsertAsync(SqliteConnection db, SqliteTransaction transaction, string table, string key, long[] values, CancellationToken cancel)
    {
        await using var insert = db.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"INSERT INTO {table} VALUES ('{key}',{string.Join(',', values.Select(v => v.ToString(CultureInfo.InvariantCulture)))})";
        await insert.ExecuteNonQueryAsync(cancel);
    }

    private static async Task RunAsync(SqliteConnection db, string sql, CancellationToken cancel)
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
