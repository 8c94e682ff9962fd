using CommandCenter.Benchmarks.Reconciling;
using CommandCenter.Benchmarks.Runner;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Benchmarks;

/// <summary>Full reconciliation from the product's SQLite store. Peer: SQLite's own join.</summary>
public sealed class S3 : IBenchmark
{
    public string Name => "S3";
    public string What => "full reconciliation from the product's SQLite store, 9 stages + 6 figures, 0.5 % different";
    public string Goal => StoreReconciliation.Goal;

    public Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        var file = Path.Combine(context.Scratch, "peer.db");
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CommandCenter:Storage:Directory"] = Path.Combine(context.Scratch, "files") };
        return StoreReconciliation.RunAsync(context, settings, () => new SqliteConnection($"Data Source={file};Pooling=false"), ("order_key TEXT PRIMARY KEY", "WITHOUT ROWID"), cancel);
    }
}
