using System.Diagnostics;
using CommandCenter.Benchmarks.Reconciling;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Reconciliation.Engine;

namespace CommandCenter.Benchmarks;

/// <summary>Full reconciliation in memory. Peer: a full join of DuckDB over tables in memory.</summary>
public sealed class S1 : IBenchmark
{
    public string Name => "S1";
    public string What => "full reconciliation in memory, 1M × 1M orders × 9 stages + 6 figures, 0.5 % different";
    public string Goal => "≤ 0.5 × DuckDB, same difference set";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        if (await DuckDb.InstallAsync() is not { } duck)
        {
            return BenchmarkOutcome.NotHere(DuckDb.Missing);
        }

        var orders = context.Number("orders", 1_000_000);
        var pair = new OrderPair(orders);
        var (left, right) = pair.Write(context.Scratch);
        await using var peer = await DuckDb.LoadAsync(duck, left, right, cancel);
        var expected = (await peer.JoinAsync(cancel)).Digest;
        var (ours, theirs) = await Turns.RunAsync(
            context.Number("rounds", context.Full ? 21 : 9),
            _ => Task.FromResult(Ours(pair, expected)),
            async _ =>
            {
                var (spent, digest) = await peer.JoinAsync(cancel);
                return digest == expected ? spent : throw new InvalidOperationException($"DuckDB found {digest} after {expected}.");
            },
            cancel);
        return new(
            [
                Measurement.RatioTo(FormattableString.Invariant($"{orders:n0} × {orders:n0} orders"), "ms", ours.Median(), theirs.Median(), 0.5, atLeast: false),
                Measurement.Of("the same, best round", "ms", ours.Min(), theirs.Min()),
            ],
            [
                $"Both found the same: {expected} (only left, only right, differing, and a hash over their keys).",
                "Product: keys are hashed, the right side indexed and the left one compared within the time, on all cores; keys are 14 bytes and compared as such.",
                "Peer: FULL OUTER JOIN over two tables in memory, as many threads as cores; the time of the query alone, without turning its rows into JavaScript.",
            ],
            []);
    }

    private static double Ours(OrderPair pair, string expected)
    {
        var began = Stopwatch.GetTimestamp();
        var found = RowJoin.Compare(pair.Left, pair.Right);
        var spent = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var digest = pair.Digest(found);
        return digest == expected ? spent : throw new InvalidOperationException($"DuckDB found {expected}, the product {digest}.");
    }
}
