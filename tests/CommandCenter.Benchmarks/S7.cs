using System.Diagnostics;
using System.Globalization;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Orders;
using CommandCenter.Traffic;

namespace CommandCenter.Benchmarks;

/// <summary>The traffic decision alone. Peer: the slot and one comparison, without rules.</summary>
public sealed class S7 : IBenchmark
{
    private const int Keys = 10_000;
    private const int Piece = 5_000;

    public string Name => "S7";
    public string What => "traffic decision alone";
    public string Goal => "≤ 200 ns, no allocation";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        string[] lanes = ["ship-to-home", "ship-from-store", "in-store-pickup", "curbside-pickup", "backorder", "exchange", "marketplace", "high-value", "regulated"];
        var table = lanes.Aggregate(TrafficTable.Empty, (t, lane) => t.With(new Segment { Lane = lane }, 5_000, mirror: true, SplitBy.Order));
        var keys = Enumerable.Range(0, Keys).Select(i => string.Create(CultureInfo.InvariantCulture, $"AR-2026-{i:D9}")).ToArray();
        var orders = lanes.Select(l => new OrderAttributes(l, "west", "alder", "web", "0418", "standard", "retail")).ToArray();
        var decisions = context.Number("decisions", context.Full ? 50_000_000 : 5_000_000);
        var allocated = 0L;
        Decide(table, keys, orders, decisions / 10);
        var (product, peer) = await Turns.RunAsync(
            context.Number("rounds", 5),
            _ =>
            {
                allocated = Math.Max(allocated, Allocated(table, keys, orders));
                return Task.FromResult(Decide(table, keys, orders, decisions));
            },
            _ => Task.FromResult(Bare(keys, decisions)),
            cancel);
        return new(
            [
                Measurement.AtMost("one decision", "ns", product.Median(), peer.Median(), 200),
                Measurement.AtMost("allocated by 5,000 decisions", "B", allocated, null, 0),
            ],
            [
                FormattableString.Invariant($"{decisions:n0} decisions a round over {Keys:n0} keys of 17 characters and nine lanes in turn: a table of nine rules and the default, so that five rules are looked at on average."),
                "Peer: the slot of the key and one comparison; no rules, no attributes.",
            ],
            []);
    }

    private static double Decide(TrafficTable table, string[] keys, OrderAttributes[] orders, int decisions) =>
        MedianOf(decisions, i => table.Decide(keys[i % Keys], orders[i % orders.Length]).Owner == Side.Orchestration);

    private static long Allocated(TrafficTable table, string[] keys, OrderAttributes[] orders)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Piece; i++)
        {
            table.Decide(keys[i], orders[i % orders.Length]);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static double Bare(string[] keys, int decisions) => MedianOf(decisions, i => TrafficSlot.Of(keys[i % Keys]) < 5_000);

    /// <summary>By pieces of a millisecond, so that the median is one in which nobody else had the processor.</summary>
    private static double MedianOf(int decisions, Func<int, bool> decide)
    {
        var pieces = new double[decisions / Piece];
        var owned = 0;
        for (var p = 0; p < pieces.Length; p++)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = p * Piece; i < (p + 1) * Piece; i++)
            {
                owned += decide(i) ? 1 : 0;
            }

            pieces[p] = Stopwatch.GetElapsedTime(began).TotalNanoseconds / Piece;
        }

        Array.Sort(pieces);
        return owned > 0 ? pieces[pieces.Length / 2] : throw new InvalidOperationException("No order went to orchestration.");
    }
}
