using CommandCenter.Benchmarks.Latency;
using CommandCenter.Benchmarks.Runner;

namespace CommandCenter.Benchmarks;

/// <summary>From an accepted event to the pixel in a real Chromium. Peer: a hand-written page with a raw WebSocket in the same browser.</summary>
public sealed class S8 : IBenchmark
{
    public string Name => "S8";

    public string What => "event accepted → pixel in a real Chromium, on the Live page";

    public string Goal => "≤ 15 ms p50, ≤ 50 ms p99 on the leading edge, store write included; then at most one update per 250 ms";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        if (Chromium.Find() is not { } path)
        {
            return BenchmarkOutcome.NotHere(Chromium.Missing);
        }

        var markers = context.Number("markers", context.Full ? 120 : 24);
        var seconds = context.Number("seconds", context.Full ? 30 : 10);
        await using var chromium = await Chromium.StartAsync(path);
        var (product, peer) = await Turns.RunAsync(context.Number("rounds", context.Full ? 3 : 2),
            async _ => Said(context, "product", await new ProductRound(markers, seconds).RunAsync(context.Scratch, chromium, cancel)),
            async _ => Said(context, "peer", await new PeerRound(markers, seconds).RunAsync(chromium, cancel)),
            cancel, context.Options.GetValueOrDefault("only"));
        return Outcome(product, peer, chromium.Version);
    }

    private static LatencyRound Said(BenchmarkContext context, string who, LatencyRound round)
    {
        context.Say(FormattableString.Invariant($"{who} edge: {round.Edge}; clock ± {round.Uncertainty.TotalMilliseconds:0.00} ms"));
        context.Say($"{who} pages: {round.Pages}");
        context.Say(FormattableString.Invariant($"{who} stream: {round.Streamed}; age p50 {round.Ages.Quantile(0.5):0} p99 {round.Ages.Quantile(0.99):0} ms; {round.Draws:0.0} draws/s"));
        return round;
    }

    private static BenchmarkOutcome Outcome(IReadOnlyList<LatencyRound> product, IReadOnlyList<LatencyRound> peer, string chromium)
    {
        // quantiles of each round, then the median over rounds
        double? Of(IReadOnlyList<LatencyRound> rounds, Func<LatencyRound, IEnumerable<double>> values, double share) =>
            rounds.Select(r => values(r).Quantile(share)).OfType<double>().Median();
        Measurement Plain(string measure, Func<LatencyRound, IEnumerable<double>> values, double share) => Measurement.Of(measure, "ms", Of(product, values, share), Of(peer, values, share));
        return new(
            [
                Measurement.AtMost("leading edge, drawn, p50", "ms", Of(product, r => r.Edge.Drawn, 0.5), Of(peer, r => r.Edge.Drawn, 0.5), 15),
                Measurement.AtMost("leading edge, drawn, p99", "ms", Of(product, r => r.Edge.Drawn, 0.99), Of(peer, r => r.Edge.Drawn, 0.99), 50),
                Plain("leading edge, in the document, p50", r => r.Edge.Changed, 0.5),
                Plain("leading edge, in the document, p99", r => r.Edge.Changed, 0.99),
                Plain("1,000/s in pages of 500, drawn, p50", r => r.Pages.Drawn, 0.5),
                Plain("1,000/s in pages of 500, drawn, p99", r => r.Pages.Drawn, 0.99),
                Plain("1,000/s as a stream: age of what is on the screen, p50", r => r.Ages, 0.5),
                Plain("1,000/s as a stream: age of what is on the screen, p99", r => r.Ages, 0.99),
                Measurement.Of("1,000/s as a stream: changes of the screen", "1/s", product.Select(r => r.Draws).Median(), peer.Select(r => r.Draws).Median()),
            ],
            [
                $"Chromium {chromium}, headless, 1920 × 1080, signed in, the Live page of a plan with nine lanes; server, browser and load on this machine.",
                "Product: the clock starts before `POST /ingest` is sent (signature, mapping, store commit, fold, snapshot, circuit follow) and stops when the frame has been drawn in which the page first shows the number of that commit. A headless browser draws 60 times a second: up to 17 ms of every figure is waiting for the frame.",
                FormattableString.Invariant($"Leading edge: {product.Sum(r => r.Edge.Drawn.Count)} single events, each after 650 to 900 ms without any other. Pages: 500 events in one push every 500 ms, as a poller brings them; the store write of all 500 lies in the figure. Stream: 50 events every 50 ms; the page changes at most every 250 ms, so its age is looked at instead, every 5 ms."),
                FormattableString.Invariant($"Peer: `new WebSocket(…).onmessage = e => element.textContent = e.data` on a bare page, {peer.Sum(r => r.Edge.Drawn.Count)} single events and 1,000/s one message each; no sign-in, no store write, no signature, nothing else on the page."),
                FormattableString.Invariant($"The browser's clock was set against this machine's monotonic clock by forty round trips, ± {product.Concat(peer).Select(r => r.Uncertainty.TotalMilliseconds).DefaultIfEmpty().Max():0.00} ms."),
            ],
            []);
    }
}
