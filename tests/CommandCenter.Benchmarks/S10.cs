using CommandCenter.Benchmarks.Runner;
using CommandCenter.Benchmarks.Sides;
using CommandCenter.Tests;

namespace CommandCenter.Benchmarks;

/// <summary>Rollback: how soon orchestration is given nothing more, and how long orders in flight take. Peer of the latter: a hand-written program that makes the same calls.</summary>
public sealed class S10 : IBenchmark
{
    public string Name => "S10";
    public string What => "rollback: click → last order given to orchestration; orders in flight replayed";
    public string Goal => "≤ 100 ms on one node, ≤ 1 s on every reachable PostgreSQL node; 10,000 in-flight orders replayed in ≤ 2.5 × a hand-written program that makes the same calls";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        var perSecond = context.Number("rate", 500);
        var orders = context.Number("orders", 10_000);
        var only = context.Options.GetValueOrDefault("part");
        var clicks = new ClickTrial(context, perSecond, context.Number("rollbacks", context.Full ? 9 : 5));
        var one = only is null or "one" ? await clicks.OneNodeAsync(cancel) : [];
        var (two, missing) = only is null or "two" ? await TwoNodesAsync(clicks, cancel) : ([], null);
        var replay = new ReplayTrial(context, orders);
        var (product, peer) = only is null or "replay"
            ? await Turns.RunAsync(context.Number("rounds", context.Full ? 3 : 1), r => replay.ProductAsync(r, cancel), r => replay.PeerAsync(r, cancel), cancel, context.Options.GetValueOrDefault("only"))
            : ([], []);
        return new(
            [
                Measurement.Of("one node: click → last order given, p50", "ms", one.Quantile(0.5), null),
                Measurement.AtMost("one node: click → last order given, p99 and worst", "ms", one.Quantile(1), null, 100),
                Measurement.Of("one node: the process's first", "ms", one.Count > 0 ? one[0] : null, null),
                Measurement.Of("two nodes on PostgreSQL, the other one's orders: p50", "ms", two.Quantile(0.5), null),
                Measurement.AtMost("two nodes on PostgreSQL, the other one's orders: p99 and worst", "ms", two.Quantile(1), null, 1_000),
                Measurement.RatioTo(FormattableString.Invariant($"{orders:n0} orders in flight: click → last given to legacy"), "s", product.Select(r => r.Given).Median(), peer.Select(r => r.Given).Median(), 2.5, atLeast: false),
                Measurement.Of("the same: each outcome recorded", "s", product.Select(r => r.Resolved).Median(), peer.Select(r => r.Resolved).Median()),
                Measurement.Of("the same: CPU of the server, an order", "µs", product.Select(r => r.Cpu).Median(), peer.Select(r => r.Cpu).Median()),
            ],
            [
                FormattableString.Invariant($"Click: {one.Count} and {two.Count} rollbacks of one lane each, one after the other, while {perSecond} orders a second come in for it, all for orchestration and mirrored. From just before `POST /api/v1/rollbacks` is sent to the last call by which orchestration becomes an order's owner, as its own ledger has it. With so few, p99 is the worst; the first of each process, whose code is still being compiled, is among them. 0: nothing was given after the click."),
                "Both sides are stubs over real HTTP that answer at once, in the process that makes the load; the product is the real host in processes of their own; all share this machine. SQLite for one node, two hosts on one PostgreSQL server (fsync on) for two: each decides by the table that it reads in the transaction of its own journal; leases and acknowledgement between nodes are not there yet.",
                FormattableString.Invariant($"Replay: {orders:n0} orders that orchestration owns and legacy holds a copy of, nothing released. Product and peer make the same five calls an order, {SidesPlan.Concurrency} orders at a time: ask both sides, reserve, withdraw, activate the copy. The product journals every step before its call, switches owner and epoch in one commit, writes an outcome; the reading of both ledgers for the proof comes after and is not in the figure."),
                "Peer: the same calls over the same stubs, a record on the disk before the withdrawal and another when the order changed hands, group commit. It resumes nothing, judges no stage and looks at no answer but its status.",
            ],
            missing is null ? [] : [missing]);
    }

    private static async Task<(IReadOnlyList<double> Delays, string? Missing)> TwoNodesAsync(ClickTrial clicks, CancellationToken cancel)
    {
        await using var server = await PostgresServer.OwnAsync();
        return server is null ? ([], PostgresServer.Missing) : (await clicks.TwoNodesAsync(server, cancel), null);
    }
}
