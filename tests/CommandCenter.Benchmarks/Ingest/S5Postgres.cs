using System.Diagnostics;
using System.Globalization;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Tests;
using Npgsql;

namespace CommandCenter.Benchmarks.Ingest;

/// <summary>S5 on PostgreSQL: mapped events into the store, the cursor in the same transaction; beside a bare loop that stages by COPY and inserts what is new.</summary>
public sealed class S5Postgres : IBenchmark
{
    private const int Batch = StoreIngest.Batch;
    private const int PacedPerSecond = 36_000;

    public string Name => "S5PG";
    public string What => "mapped events into the PostgreSQL store, cursor in the same transaction, 1,000 a batch, against a bare staged COPY";
    public string Goal => "≥ 0.8 × the bare loop";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        await using var server = await PostgresServer.OwnAsync("shared_buffers=512MB", "max_wal_size=4GB");
        if (server is null)
        {
            return BenchmarkOutcome.NotHere(PostgresServer.Missing);
        }

        var events = context.Number("events", context.Full ? 600_000 : 200_000);
        var rounds = context.Number("rounds", context.Full ? 7 : 5);
        await ProductAsync(context, server, "warm", 20_000, cancel);
        await BareAsync(context, server, "warm_bare", 20_000, states: true, cancel);
        var (product, peer) = await Turns.RunAsync(
            rounds, round => ProductAsync(context, server, $"product_{round}", events, cancel), round => BareAsync(context, server, $"bare_{round}", events, states: false, cancel), cancel);
        var (again, states) = await Turns.RunAsync(
            Math.Max(1, rounds / 2), round => ProductAsync(context, server, $"again_{round}", events, cancel), round => BareAsync(context, server, $"states_{round}", events, states: true, cancel), cancel);
        var seconds = context.Number("seconds", context.Full ? 600 : 20);
        var (achieved, cores) = seconds == 0 ? (0, 0) : await StoreIngest.PacedAsync(PacedPerSecond, seconds, await SettingsAsync(server, "paced"), cancel);

        return new BenchmarkOutcome(
            [
                Measurement.RatioTo("ingest, 1,000 a batch", "events/s", product.Select(s => s.PerSecond).Median(), peer.Select(s => s.PerSecond).Median(), 0.8, atLeast: true),
                Measurement.Of("CPU of the client process", "µs an event", product.Select(s => s.Cpu).Median(), peer.Select(s => s.Cpu).Median()),
                Measurement.Of("the same against a bare loop that also upserts a state", "events/s", again.Select(s => s.PerSecond).Median(), states.Select(s => s.PerSecond).Median()),
                Measurement.Of($"paced at {PacedPerSecond:n0}/s for {seconds} s, achieved", "events/s", achieved, null),
                Measurement.Of("CPU of the client in the paced run, share of 2 cores", "%", cores / 2 * 100, null),
            ],
            [
                $"{events:n0} events over 50,000 orders in an order that scatters them, {rounds} rounds in turn, medians; server and client on this machine, synchronous_commit on for both.",
                "The bare loop: COPY into an unlogged table, INSERT … ON CONFLICT DO NOTHING into one table with a unique id, one transaction a batch; no state, no cursor. The store besides folds every fact, keeps each order's whole state and numbers, moves a cursor under "
                + "the lock on its head, and answers with the states.",
            ],
            []);
    }

    private static async Task<Speed> ProductAsync(BenchmarkContext context, PostgresServer server, string name, int events, CancellationToken cancel)
    {
        var settings = await SettingsAsync(server, name);
        var speed = await StoreIngest.MeasureAsync(context, name, events, settings, cancel);
        await server.DropDatabaseAsync(settings["CommandCenter:Storage:ConnectionString"]!);
        return speed;
    }

    private static async Task<Dictionary<string, string?>> SettingsAsync(PostgresServer server, string name) => new(StringComparer.Ordinal)
    {
        ["CommandCenter:Storage:Provider"] = "postgres",
        ["CommandCenter:Storage:ConnectionString"] = await server.CreateDatabaseAsync(name),
        ["CommandCenter:Storage:Directory"] = Path.GetTempPath(),
    };

    private static async Task<Speed> BareAsync(BenchmarkContext context, PostgresServer server, string name, int events, bool states, CancellationToken cancel)
    {
        var database = await server.CreateDatabaseAsync(name);
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(cancel);
        await RunAsync(connection, """
            CREATE TABLE ev(seq bigserial PRIMARY KEY, source int NOT NULL, event_id text COLLATE "C" NOT NULL, order_key text COLLATE "C" NOT NULL, lane int NOT NULL, stage int NOT NULL,
                            at bigint NOT NULL, payload text, UNIQUE(source, event_id));
            CREATE UNLOGGED TABLE stg(source int, event_id text COLLATE "C", order_key text COLLATE "C", lane int, stage int, at bigint, payload text);
            CREATE TABLE st(order_key text COLLATE "C" PRIMARY KEY, lane int, stage int, at bigint, ver int)
            """, cancel);
        using var process = Process.GetCurrentProcess();
        var (spent, cpu) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var from = 0; from < events; from += Batch)
        {
            var batch = StoreIngest.Events(from);
            var began = Stopwatch.GetTimestamp();
            process.Refresh();
            var before = process.TotalProcessorTime;
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await RunAsync(connection, "TRUNCATE stg", cancel);
            await using (var copy = await connection.BeginBinaryImportAsync("COPY stg FROM STDIN (FORMAT binary)", cancel))
            {
                foreach (var one in batch)
                {
                    await copy.StartRowAsync(cancel);
                    await copy.WriteAsync((int)one.Side, cancel);
                    await copy.WriteAsync(one.EventId, cancel);
                    await copy.WriteAsync(one.OrderKey, cancel);
                    await copy.WriteAsync(one.Facts[0].Value.Text!.Length, cancel);
                    await copy.WriteAsync((int)one.Stage!, cancel);
                    await copy.WriteAsync(one.Stamp.OccurredMicros, cancel);
                    await copy.WriteAsync(one.Facts[1].Value.Text!, cancel);
                }

                await copy.CompleteAsync(cancel);
            }

            await RunAsync(connection, "INSERT INTO ev(source, event_id, order_key, lane, stage, at, payload) SELECT * FROM stg ON CONFLICT DO NOTHING", cancel);
            if (states)
            {
                await RunAsync(connection, """
                    INSERT INTO st SELECT DISTINCT ON (order_key) order_key, lane, stage, at, 1 FROM stg ORDER BY order_key, at DESC
                    ON CONFLICT(order_key) DO UPDATE SET stage = excluded.stage, at = excluded.at, ver = st.ver + 1 WHERE excluded.at >= st.at
                    """, cancel);
            }

            await transaction.CommitAsync(cancel);
            process.Refresh();
            cpu += process.TotalProcessorTime - before;
            spent += Stopwatch.GetElapsedTime(began);
        }

        await connection.CloseAsync();
        await server.DropDatabaseAsync(database);
        var speed = new Speed(events / spent.TotalSeconds, cpu.TotalMicroseconds / events);
        context.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: {speed.PerSecond:n0} events/s, {speed.Cpu:0.0} µs of CPU an event"));
        return speed;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
