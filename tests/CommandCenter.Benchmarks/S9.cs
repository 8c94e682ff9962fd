using CommandCenter.Benchmarks.Hosting;
using CommandCenter.Benchmarks.Ingest;
using CommandCenter.Benchmarks.Load;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Benchmarks.Viewing;

namespace CommandCenter.Benchmarks;

/// <summary>Viewers of the Live page: memory of a circuit, processor time of an update. Peer: a bare hand-written board with as many figures.</summary>
public sealed class S9 : IBenchmark
{
    private const int EventsPerSecond = 1_000;
    private const string LivePage = "/";

    public string Name => "S9";

    public string What => "viewers of the Live page: memory of a circuit, processor time of an update";

    public string Goal => "≤ 250 KB a circuit, ≤ 200 µs an update, 500 viewers within one core";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        var viewers = context.Number("viewers", context.Full ? 500 : 100);
        var seconds = context.Number("seconds", context.Full ? 20 : 8);
        var figures = 0;
        var (product, peer) = await Turns.RunAsync(context.Number("rounds", context.Full ? 2 : 1), async _ =>
        {
            var cost = await ProductAsync(context, new ViewerTrial(context.Options.GetValueOrDefault("page", LivePage), viewers, seconds), cancel);
            figures = cost.Figures;
            context.Say($"product {cost}");
            return cost;
        }, async _ =>
        {
            var cost = await PeerAsync(new ViewerTrial("/board", viewers, seconds), context.Number("figures", figures), cancel);
            context.Say($"peer    {cost}");
            return cost;
        }, cancel, context.Options.GetValueOrDefault("only"));
        return Outcome(product, peer, viewers);
    }

    private static async Task<ViewerCost> ProductAsync(BenchmarkContext context, ViewerTrial trial, CancellationToken cancel)
    {
        await using var host = await ProductHost.StartAsync(context.Scratch, null, cancel);
        var cookie = await SignIn.AsAsync(host.Address, "commander", "rehearsal", cancel);
        using var push = new PushClient(host.Address, TimeProvider.System);
        var flow = new OrderFlow(TimeProvider.System);
        for (var i = 0; i < 20; i++)
        {
            await push.PushAsync(i % 2 == 0 ? BenchmarkPlan.LegacySource : BenchmarkPlan.OrchestrationSource, flow.Next(500, i % 2 == 1), cancel);
        }

        return await trial.RunAsync(host, cookie, () => PacedPush.Start(push, flow, EventsPerSecond, TimeSpan.FromMilliseconds(50)), cancel);
    }

    private static async Task<ViewerCost> PeerAsync(ViewerTrial trial, int figures, CancellationToken cancel)
    {
        await using var host = await HostProcess.StartAsync(HostMode.Peer, ["--Urls=http://127.0.0.1:0"], new Dictionary<string, string>(StringComparer.Ordinal), cancel);
        await host.ControlAsync($"/figures/{Math.Max(1, figures)}", cancel);
        return await trial.RunAsync(host, null, () => new PeerLoad(host, EventsPerSecond), cancel);
    }

    private static BenchmarkOutcome Outcome(IReadOnlyList<ViewerCost> product, IReadOnlyList<ViewerCost> peer, int viewers)
    {
        double? Ours(Func<ViewerCost, double> figure) => product.Select(figure).Median();
        double? Theirs(Func<ViewerCost, double> figure) => peer.Select(figure).Median();
        Measurement Plain(string measure, string unit, Func<ViewerCost, double> figure) => Measurement.Of(measure, unit, Ours(figure), Theirs(figure));
        return new(
            [
                Measurement.AtMost($"managed heap of a circuit, {viewers} viewers", "KB", Ours(c => c.HeapKb), Theirs(c => c.HeapKb), 250),
                Plain("resident memory of a circuit", "KB", c => c.RssKb),
                Measurement.AtMost("processor time of an update", "µs", Ours(c => c.UpdateMicros), Theirs(c => c.UpdateMicros), 200),
                Plain("the same with the cost of taking in the events", "µs", c => c.GrossMicros),
                Measurement.AtMost(viewers >= 500 ? "one core, everything, measured" : $"one core for 500 viewers, everything, reckoned from {viewers}", "%", Ours(c => c.CorePercentFor(500)), Theirs(c => c.CorePercentFor(500)), 100),
                Plain("updates a viewer gets", "1/s", c => c.UpdatesPerSecond),
                Plain("size of an update", "bytes", c => c.UpdateBytes),
                Plain("server without viewers at the same load", "% of a core", c => c.IdlePercent),
                Plain("lost viewers", "", c => c.Failures),
            ],
            [
                FormattableString.Invariant($"Each round starts a fresh server process and signs in; {viewers} circuits of `/` are opened as a browser opens them (cookie, prerendered page, StartCircuit, UpdateRootComponents), every render batch is acknowledged. The garbage collector runs in the product's own mode."),
                "Memory: heap and RSS after three full collections, with the viewers less without them, by viewers. Processor time: what the server process used over the measured seconds, with viewers less without them, by render batches.",
                "Product: 1,000 order events a second arrive at `POST /ingest` (signed, mapped, stored, folded). Peer: as many from memory, drawn every 250 ms by one component of bare cells, as many as the Live page has pieces of text; no sign-in, no store, no styles.",
                .. product.Concat(peer).Where(c => c.Failures > 0).Select(c => $"Lost viewers: {c.Why}"),
            ],
            []);
    }

    /// <summary>The peer's events while it is not disposed.</summary>
    private sealed class PeerLoad(HostProcess host, int perSecond) : IAsyncDisposable
    {
        private readonly Task on = host.ControlAsync($"/rate/{perSecond}", CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            await on;
            await host.ControlAsync("/rate/0", CancellationToken.None);
        }
    }
}
