using System.Diagnostics;
using System.Globalization;
using CommandCenter.Benchmarks.Runner;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Benchmarks.Ingest;

/// <summary>S5: mapped events into the store, durable, the cursor in the same transaction; beside a bare SQLite loop over the same events.</summary>
public sealed class S5Ingest : IBenchmark
{
    private const int Batch = StoreIngest.Batch;
    private const int PacedPerSecond = 36_000;

    public string Name => "S5";
    public string What => "mapped events into the SQLite store, cursor in the same transaction, 1,000 a batch, against a bare loop";
    public string Goal => "≥ 0.8 × the bare loop; 36,000 events/s at ≤ 50 % of 2 cores";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        var events = context.Number("events", context.Full ? 600_000 : 200_000);
        var rounds = context.Number("rounds", context.Full ? 7 : 5);
        await StoreIngest.MeasureAsync(context, "warm", 20_000, Files(context, "warm"), cancel);
        BareLoop(context, "warm-bare", 20_000, "FULL");
        var (product, peer) = await Turns.RunAsync(
            rounds,
            round => StoreIngest.MeasureAsync(context, $"product-{round}", events, Files(context, $"product-{round}"), cancel),
            round => Task.FromResult(BareLoop(context, $"bare-{round}", events, "FULL")),
            cancel);
        var normal = BareLoop(context, "bare-normal", events, "NORMAL");
        var seconds = context.Number("seconds", context.Full ? 600 : 30);
        var (achieved, cores) = await StoreIngest.PacedAsync(PacedPerSecond, seconds, Files(context, "paced"), cancel);

        return new BenchmarkOutcome(
            [
                Measurement.RatioTo("ingest, 1,000 a batch", "events/s", product.Select(s => s.PerSecond).Median(), peer.Select(s => s.PerSecond).Median(), 0.8, atLeast: true),
                Measurement.Of("CPU of the same", "µs an event", product.Select(s => s.Cpu).Median(), peer.Select(s => s.Cpu).Median()),
                Measurement.AtLeast($"paced at {PacedPerSecond:n0}/s for {seconds} s, achieved", "events/s", achieved, null, PacedPerSecond * 0.99),
                Measurement.AtMost("CPU of the paced run, share of 2 cores", "%", cores / 2 * 100, null, 50),
                Measurement.Of("ingest, against the bare loop with synchronous=NORMAL, as the store has it", "events/s", product.Select(s => s.PerSecond).Median(), normal.PerSecond),
            ],
            [
                $"{events:n0} events over 50,000 orders in an order that scatters them, {rounds} rounds in turn, medians; making the events is not timed, in the paced run it is.",
                "Both get the same events: two sources, nine stages, a payload of 160 characters. The bare loop, as in the design: one table with a unique id, an upsert of (lane, stage, at, version), synchronous=FULL. The store besides folds every fact, keeps each order's whole state, "
                + "its search columns and numbers, moves a cursor and answers with the states; its commits are synchronous=NORMAL.",
            ],
            []);
    }

    private static Dictionary<string, string?> Files(BenchmarkContext context, string name) =>
        new(StringComparer.Ordinal) { ["CommandCenter:Storage:Directory"] = Path.Combine(context.Scratch, name) };

    private static Speed BareLoop(BenchmarkContext context, string name, int events, string synchronous)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(context.Scratch, name + ".db"), Pooling = false }.ConnectionString);
        connection.Open();
        Run($"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=4000");
        Run("""
            CREATE TABLE ev(seq INTEGER PRIMARY KEY, source INT NOT NULL, event_id TEXT NOT NULL, order_key TEXT NOT NULL, lane INT NOT NULL, stage INT NOT NULL, at INT NOT NULL,
                            payload TEXT, UNIQUE(source, event_id));
            CREATE TABLE st(order_key TEXT PRIMARY KEY, lane INT, stage INT, at INT, ver INT) WITHOUT ROWID
            """);
        using var insert = Prepared("INSERT INTO ev(source, event_id, order_key, lane, stage, at, payload) VALUES($a, $b, $c, $d, $e, $f, $g) ON CONFLICT DO NOTHING", 7);
        using var upsert = Prepared(
            "INSERT INTO st VALUES($a, $b, $c, $d, 1) ON CONFLICT(order_key) DO UPDATE SET stage = excluded.stage, at = excluded.at, ver = ver + 1 WHERE excluded.at >= st.at", 4);
        using var process = Process.GetCurrentProcess();
        var (spent, cpu) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var from = 0; from < events; from += Batch)
        {
            var batch = StoreIngest.Events(from);
            var began = Stopwatch.GetTimestamp();
            process.Refresh();
            var before = process.TotalProcessorTime;
            using var transaction = connection.BeginTransaction(deferred: false);
            (insert.Transaction, upsert.Transaction) = (transaction, transaction);
            foreach (var one in batch)
            {
                var lane = one.Facts[0].Value.Text!.Length;
                Execute(insert, (long)one.Side, one.EventId, one.OrderKey, (long)lane, (long)one.Stage!, one.Stamp.OccurredMicros, one.Facts[1].Value.Text!);
                Execute(upsert, one.OrderKey, (long)lane, (long)one.Stage!, one.Stamp.OccurredMicros);
            }

            transaction.Commit();
            process.Refresh();
            cpu += process.TotalProcessorTime - before;
            spent += Stopwatch.GetElapsedTime(began);
        }

        var speed = new Speed(events / spent.TotalSeconds, cpu.TotalMicroseconds / events);
        context.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: {speed.PerSecond:n0} events/s, {speed.Cpu:0.0} µs of CPU an event"));
        return speed;

        void Run(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        SqliteCommand Prepared(string sql, int parameters)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < parameters; i++)
            {
                command.Parameters.Add(new SqliteParameter("$" + (char)('a' + i), null));
            }

            command.Prepare();
            return command;
        }

        static void Execute(SqliteCommand command, params ReadOnlySpan<object> values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters[i].Value = values[i];
            }

            command.ExecuteNonQuery();
        }
    }
}
