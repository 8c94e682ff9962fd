using CommandCenter.Benchmarks.Runner;
using CommandCenter.Benchmarks.Sides;

namespace CommandCenter.Benchmarks;

/// <summary>The intake: decide, journal, answer, forward to the owner, mirror. Peer: a hand-written program that makes the same calls and the same group commit.</summary>
public sealed class S6 : IBenchmark
{
    private const int PerSecond = 2_000;

    public string Name => "S6";
    public string What => "intake: decide, journal (fsync, group commit), answer, forward to the owner, mirror";
    public string Goal => "≥ 0.8 × a hand-written program that makes the same calls and the same group commit; added p99 ≤ 5 ms at 2,000/s";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        var orders = context.Number("orders", context.Full ? 60_000 : 12_000);
        var perSecond = context.Number("rate", PerSecond);
        var trial = new IntakeTrial(context, orders, perSecond, context.Number("seconds", context.Full ? 30 : 6));
        var (product, peer) = await Turns.RunAsync(
            context.Number("rounds", context.Full ? 5 : 3), _ => trial.ProductAsync(cancel), _ => trial.PeerAsync(cancel), cancel, context.Options.GetValueOrDefault("only"));
        double? Of(IReadOnlyList<IntakeRound> rounds, Func<IntakeRound, double?> figure) => rounds.Select(figure).OfType<double>().Median();
        var (ours, theirs) = (Of(product, r => r.Delays.Quantile(0.99)), Of(peer, r => r.Delays.Quantile(0.99)));
        return new(
            [
                Measurement.RatioTo("saturated: accepted, created at its owner and mirrored", "orders/s", Of(product, r => r.Carried), Of(peer, r => r.Carried), 0.8, atLeast: true),
                Measurement.Of("saturated: answered", "orders/s", Of(product, r => r.Accepted), Of(peer, r => r.Accepted)),
                Measurement.Of("saturated: CPU of the server, an order", "µs", Of(product, r => r.Cpu), Of(peer, r => r.Cpu)),
                Measurement.AtMost(FormattableString.Invariant($"{perSecond:n0}/s: p99 to the answer, beyond the peer's"), "ms", ours - theirs, null, 5),
                Measurement.Of(FormattableString.Invariant($"{perSecond:n0}/s: p50 to the answer"), "ms", Of(product, r => r.Delays.Quantile(0.5)), Of(peer, r => r.Delays.Quantile(0.5))),
                Measurement.Of(FormattableString.Invariant($"{perSecond:n0}/s: p99 to the answer"), "ms", ours, theirs),
            ],
            [
                FormattableString.Invariant($"{orders:n0} orders of some 500 bytes over 64 keep-alive connections, half of them to orchestration, each mirrored; the clock stops when the ledgers of both sides hold every order once as owner and once as copy. Server, the two sides, and what makes the load share this machine; as many orders warm up, so that little is left to compile."),
                "Product: the real host with its SQLite store, by a token of its own: rights asked of the store for every request, decision by the table in the store, journal, answer, two calls, the ends of both calls written down; all else that a host does runs beside it.",
                "Peer: Kestrel, one token compared as text, one slot, order and two intents in a group commit (SQLite, synchronous=FULL, at most 512 writes' wait), answer, two calls by as many workers, both marked as done with a later commit. It resumes nothing, parks nothing, asks nobody and shows nothing.",
                "Added p99: the product's p99 minus the peer's at the same steady rate, whatever is under way; from the moment an order is due, so that waiting for a free connection counts.",
            ],
            []);
    }
}
