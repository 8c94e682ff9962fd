using CommandCenter.Benchmarks.Reconciling;
using CommandCenter.Benchmarks.Runner;

namespace CommandCenter.Benchmarks;

/// <summary>The command <c>reconcile</c> over two CSV files, as a whole process. Peer: DuckDB as a whole process.</summary>
public sealed class S2 : IBenchmark
{
    public string Name => "S2";
    public string What => "reconcile two CSV files of 1M orders × 15 columns, whole process";
    public string Goal => "≤ 0.6 × DuckDB, same difference set";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        if (await DuckDb.InstallAsync() is not { } duck)
        {
            return BenchmarkOutcome.NotHere(DuckDb.Missing);
        }

        var orders = context.Number("orders", 1_000_000);
        var pair = new OrderPair(orders);
        var (left, right) = pair.Write(context.Scratch);
        var expected = (await DuckDb.OnceAsync(duck, left, right, cancel)).Digest;
        var rounds = context.Number("rounds", context.Full ? 15 : 7);
        var (ours, theirs) = await CompareAsync(context, duck, left, right, expected, rounds, cancel);
        var turned = pair.Write(context.Scratch, turned: true).Right;
        var (oursTurned, theirsTurned) = await CompareAsync(context, duck, left, turned, expected, Math.Max(3, rounds / 2), cancel, turnedColumns: true);
        return new(
            [
                Measurement.RatioTo(FormattableString.Invariant($"{orders:n0} orders, columns in the same order"), "ms", ours.Median(), theirs.Median(), 0.6, atLeast: false),
                Measurement.Of("the same, best round", "ms", ours.Min(), theirs.Min()),
                Measurement.Of("columns in another order", "ms", oursTurned.Median(), theirsTurned.Median()),
            ],
            [
                $"Both found the same: {expected} (only left, only right, differing, and a hash over their keys).",
                FormattableString.Invariant($"Files of {new FileInfo(left).Length / 1e6:0} MB, which the system has in memory. Product: dotnet CommandCenter.Web.dll reconcile … --out, from start to exit; it recognises types and writes every differing field."),
                "Peer: node with DuckDB, from start to exit; it is told the types, and answers the keys of the differing rows.",
            ],
            []);
    }

    private static Task<(IReadOnlyList<double> Product, IReadOnlyList<double> Peer)> CompareAsync(
        BenchmarkContext context, string duck, string left, string right, string expected, int rounds, CancellationToken cancel, bool turnedColumns = false) => Turns.RunAsync(
        rounds,
        async _ => Checked(await ReconcileProcess.RunAsync(context, left, right, cancel), expected),
        // the peer is told the columns in their order, so it reads the file that has them so
        async _ => Checked(await DuckDb.OnceAsync(duck, left, turnedColumns ? Path.Combine(context.Scratch, "right.csv") : right, cancel), expected),
        cancel);

    private static double Checked((double Milliseconds, string Digest) run, string expected) =>
        run.Digest == expected ? run.Milliseconds : throw new InvalidOperationException($"Expected {expected}, found {run.Digest}.");
}
