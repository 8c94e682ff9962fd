using CommandCenter.Benchmarks.Hosting;
using CommandCenter.Benchmarks.Ingest;
using Microsoft.Playwright;

namespace CommandCenter.Benchmarks.Latency;

/// <summary>
/// One round of the product. Each push is one commit, and the Live page shows the number of the newest commit: that number tells which push stands on the screen.
/// </summary>
/// <param name="Markers">Single events to time.</param>
/// <param name="Seconds">Length of each part under load.</param>
internal sealed record ProductRound(int Markers, int Seconds)
{
    private const int PerSecond = 1_000;

    public async Task<LatencyRound> RunAsync(string scratch, Chromium chromium, CancellationToken cancel)
    {
        await using var host = await ProductHost.StartAsync(scratch, null, cancel);
        using var push = new PushClient(host.Address, TimeProvider.System);
        var flow = new OrderFlow(TimeProvider.System);
        await using (PacedPush.Start(push, flow, PerSecond, TimeSpan.FromMilliseconds(50)))
        {
            await Task.Delay(TimeSpan.FromSeconds(4), cancel); // a page as full as it is in use, and compiled paths
        }

        var page = await chromium.OpenAsync();
        await SignInAsync(page, host.Address);
        await using (PacedPush.Start(push, flow, PerSecond, TimeSpan.FromMilliseconds(50)))
        {
            await Task.Delay(TimeSpan.FromSeconds(3), cancel);
        }

        await Task.Delay(TimeSpan.FromSeconds(2), cancel);
        var probe = await PixelProbe.AttachAsync(page);
        var pushes = new PushTimes(probe.First);

        await QuietAsync(push, flow, pushes, cancel);
        await pushes.ShownAsync(probe, cancel);
        var edge = Delays.Of(await probe.TakeAsync(), pushes.At);

        await LoadAsync(push, flow, pushes, TimeSpan.FromMilliseconds(500), cancel);
        await pushes.ShownAsync(probe, cancel);
        var pages = Delays.Of(await probe.TakeAsync(), pushes.At);

        await LoadAsync(push, flow, pushes, TimeSpan.FromMilliseconds(50), cancel);
        await pushes.ShownAsync(probe, cancel);
        var streamed = await probe.TakeAsync();
        await page.Context.CloseAsync();
        return new LatencyRound(edge, pages, Delays.Of(streamed, pushes.At), Delays.Ages(streamed, pushes.At), streamed.Count / (double)Seconds, probe.Uncertainty);
    }

    private static async Task SignInAsync(IPage page, Uri server)
    {
        await page.GotoAsync(new Uri(server, "/sign-in").ToString());
        await page.GetByLabel("User").FillAsync("commander");
        await page.GetByLabel("Password").FillAsync("rehearsal");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator("[data-interactive=true]").WaitForAsync();
    }

    /// <summary>One event at a time, each after at least 650 ms without any other and at no fixed distance from the seconds.</summary>
    private async Task QuietAsync(PushClient push, OrderFlow flow, PushTimes pushes, CancellationToken cancel)
    {
        var random = new Random(7);
        for (var i = 0; i < Markers; i++)
        {
            await Task.Delay(random.Next(650, 900), cancel);
            pushes.Add(PixelProbe.Now);
            await push.PushAsync(BenchmarkPlan.LegacySource, flow.Next(1, orchestration: false), cancel);
        }
    }

    private async Task LoadAsync(PushClient push, OrderFlow flow, PushTimes pushes, TimeSpan every, CancellationToken cancel)
    {
        await using var running = PacedPush.Start(push, flow, PerSecond, every, pushes.Add);
        await Task.Delay(TimeSpan.FromSeconds(Seconds), cancel);
    }
}
