using CommandCenter.Benchmarks.Runner;
using CommandCenter.Tests;
using Npgsql;

namespace CommandCenter.Benchmarks.Reconciling;

/// <summary>S3 on PostgreSQL. Peer: PostgreSQL's own join.</summary>
public sealed class S3Postgres : IBenchmark
{
    public string Name => "S3PG";
    public string What => "full reconciliation from the product's PostgreSQL store, 9 stages + 6 figures, 0.5 % different";
    public string Goal => StoreReconciliation.Goal;

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        await using var server = await PostgresServer.OwnAsync("shared_buffers=512MB", "max_wal_size=4GB");
        if (server is null)
        {
            return BenchmarkOutcome.NotHere(PostgresServer.Missing);
        }

        var peer = await server.CreateDatabaseAsync("peer");
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CommandCenter:Storage:Provider"] = "postgres",
            ["CommandCenter:Storage:ConnectionString"] = await server.CreateDatabaseAsync("product"),
            ["CommandCenter:Storage:Directory"] = Path.Combine(context.Scratch, "files"),
        };
        return await StoreReconciliation.RunAsync(context, settings, () => new NpgsqlConnection(peer + ";Pooling=false"), ("order_key text COLLATE \"C\" PRIMARY KEY", ""), cancel);
    }
}
