using CommandCenter.Benchmarks.Results;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CommandCenter.Benchmarks;

/// <summary>The scorecard of ninety days from the product's SQLite store. Peer: the same aggregate in SQL.</summary>
public sealed class S13 : IBenchmark
{
    public string Name => "S13";
    public string What => "scorecard of ninety days, 1M orders, SQLite";
    public string Goal => ScorecardTrial.Goal;

    public Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        var file = Path.Combine(context.Scratch, "peer.db");
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CommandCenter:Storage:Directory"] = Path.Combine(context.Scratch, "files") };
        return new ScorecardTrial(context, settings, () => new SqliteConnection($"Data Source={file};Pooling=false")).RunAsync(cancel);
    }
}

/// <summary>S13 on PostgreSQL.</summary>
public sealed class S13Postgres : IBenchmark
{
    public string Name => "S13PG";
    public string What => "scorecard of ninety days, 1M orders, PostgreSQL";
    public string Goal => ScorecardTrial.Goal;

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        await using var server = await PostgresServer.OwnAsync("shared_buffers=512MB", "max_wal_size=4GB");
        if (server is null) return BenchmarkOutcome.NotHere(PostgresServer.Missing);
        var peer = await server.CreateDatabaseAsync("peer");
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CommandCenter:Storage:Provider"] = "postgres", ["CommandCenter:Storage:ConnectionString"] = await server.CreateDatabaseAsync("product"), ["CommandCenter:Storage:Directory"] = Path.Combine(context.Scratch, "files"),
        };
        return await new ScorecardTrial(context, settings, () => new NpgsqlConnection(peer + ";Pooling=false")).RunAsync(cancel);
    }
}
