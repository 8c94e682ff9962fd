using CommandCenter.Benchmarks.Hosting;

namespace CommandCenter.Benchmarks.Latency;

/// <summary>One round of the peer: a page with a raw WebSocket. Each event's number is the monotonic microsecond at which it happened.</summary>
/// <param name="Markers">Single events to time.</param>
/// <param name="Seconds">Length of the part under load.</param>
internal sealed record PeerRound(int Markers, int Seconds)
{
    public async Task<LatencyRound> RunAsync(Chromium chromium, CancellationToken cancel)
    {
        await using var host = await HostProcess.StartAsync(HostMode.Peer, ["--Urls=http://127.0.0.1:0"], new Dictionary<string, string>(StringComparer.Ordinal), cancel);
        var page = await chromium.OpenAsync();
        await page.GotoAsync(new Uri(host.Address, "/raw").ToString());
        await StreamAsync(host, 2, cancel);
        await Task.Delay(TimeSpan.FromSeconds(1), cancel);
        var probe = await PixelProbe.AttachAsync(page);

        var random = new Random(7);
        for (var i = 0; i < Markers; i++)
        {
            await Task.Delay(random.Next(350, 500), cancel);
            await host.ControlAsync("/event", cancel);
        }

        await Task.Delay(300, cancel);
        var edge = Delays.Of(await probe.TakeAsync(), At);
        await StreamAsync(host, Seconds, cancel);
        await Task.Delay(300, cancel);
        var streamed = await probe.TakeAsync();
        await page.Context.CloseAsync();
        return new LatencyRound(edge, new Delays([], []), Delays.Of(streamed, At), Delays.Ages(streamed, At), streamed.Count / (double)Seconds, probe.Uncertainty);
    }

    private static TimeSpan? At(long number) => TimeSpan.FromMicroseconds(number);

    private static async Task StreamAsync(HostProcess host, int seconds, CancellationToken cancel)
    {
        await host.ControlAsync("/rate/1000", cancel);
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancel);
        await host.ControlAsync("/rate/0", cancel);
    }
}
