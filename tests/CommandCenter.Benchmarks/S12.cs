using System.Diagnostics;
using CommandCenter.Benchmarks.Reconciling;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Reconciliation.Engine;

namespace CommandCenter.Benchmarks;

/// <summary>Cost of growth of the reconciliation: the same at a tenth of the data and at all of it, in turn.</summary>
public sealed class S12 : IBenchmark
{
    public string Name => "S12";
    public string What => "cost of growth: reconciliation of 1M orders against 100,000 (10M against 1M in the full run)";
    public string Goal => "no worse than linear";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        var orders = context.Number("orders", context.Full ? 10_000_000 : 1_000_000);
        var rounds = context.Number("rounds", 7);
        var (large, small) = (new OrderPair(orders), new OrderPair(orders / 10));
        var (join, joinSmall) = await Turns.RunAsync(rounds, _ => Task.FromResult(Join(large)), _ => Task.FromResult(Join(small)), cancel);
        var largeFiles = large.Write(Directory.CreateDirectory(Path.Combine(context.Scratch, "large")).FullName);
        var smallFiles = small.Write(Directory.CreateDirectory(Path.Combine(context.Scratch, "small")).FullName);
        var (files, filesSmall) = await Turns.RunAsync(
            Math.Min(rounds, 5),
            async _ => (await ReconcileProcess.RunAsync(context, largeFiles.Left, largeFiles.Right, cancel)).Milliseconds,
            async _ => (await ReconcileProcess.RunAsync(context, smallFiles.Left, smallFiles.Right, cancel)).Milliseconds,
            cancel);
        return new(
            [
                Measurement.RatioTo(FormattableString.Invariant($"in memory, {orders:n0} orders beside {orders / 10:n0}"), "ms", join.Median(), joinSmall.Median(), 10, atLeast: false),
                Measurement.RatioTo(FormattableString.Invariant($"the command on two files, {orders:n0} orders beside {orders / 10:n0}"), "ms", files.Median(), filesSmall.Median(), 10, atLeast: false),
            ],
            ["Product: ten times the data; peer: the product on a tenth of it, which fits into the processor's cache better. Both start warm; the command is a whole process each."],
            []);
    }

    private static double Join(OrderPair pair)
    {
        var began = Stopwatch.GetTimestamp();
        var found = RowJoin.Compare(pair.Left, pair.Right);
        return found.Differing.Count > 0 ? Stopwatch.GetElapsedTime(began).TotalMilliseconds : throw new InvalidOperationException("Nothing differs.");
    }
}
