using System.Diagnostics;
using CommandCenter.Benchmarks.Hosting;
using CommandCenter.Benchmarks.Load;

namespace CommandCenter.Benchmarks.Viewing;

/// <summary>Measures what viewers of one page cost one freshly started server.</summary>
/// <param name="Path">The page.</param>
/// <param name="Viewers">How many to open.</param>
/// <param name="Seconds">How long each part under load is measured.</param>
internal sealed record ViewerTrial(string Path, int Viewers, int Seconds)
{
    private const int Warmers = 20;
    private const int WarmTurns = 12;

    /// <summary>Share of one core that a compiler may still use when it counts as done.</summary>
    private const double QuietCompiler = 0.03;

    private static readonly TimeSpan WarmTurn = TimeSpan.FromSeconds(3);

    /// <param name="load">Starts the events; disposing ends them.</param>
    public async Task<ViewerCost> RunAsync(HostProcess host, string? cookie, Func<IAsyncDisposable> load, CancellationToken cancel)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 16 }) { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(30) };
        if (cookie is not null)
        {
            http.DefaultRequestHeaders.Add("Cookie", cookie);
        }

        await WarmAsync(host, http, cookie, load, cancel);
        var page = await CircuitPage.LoadAsync(http, Path, cancel);
        await Task.Delay(TimeSpan.FromSeconds(1), cancel);
        var before = await host.StatsAsync(collect: true, cancel);
        await using var viewers = new Viewers();
        await viewers.OpenAsync(http, cookie, Path, Viewers, cancel);
        await Task.Delay(TimeSpan.FromSeconds(2), cancel);
        var after = await host.StatsAsync(collect: true, cancel);

        double cpu, updates, bytes;
        await using (load())
        {
            await Task.Delay(TimeSpan.FromSeconds(2), cancel);
            (cpu, updates, bytes) = await UseAsync(host, viewers.Tally, cancel);
        }

        // last, so that the compiler is done with the hot paths in both
        await viewers.CloseAsync(http, cancel);
        double idle;
        await using (load())
        {
            await Task.Delay(TimeSpan.FromSeconds(2), cancel);
            idle = (await UseAsync(host, null, cancel)).Cpu;
        }

        return new ViewerCost(
            Viewers, (after.HeapKb - before.HeapKb) / Viewers, (after.RssKb - before.RssKb) / Viewers, (cpu - idle) * 1e6 / updates, cpu * 1e6 / updates,
            updates / Viewers, bytes / updates, cpu * 100, idle * 100, viewers.Tally.Failures, page.Figures, viewers.Tally.FirstFailure);
    }

    /// <summary>Lets the compiler finish the hot paths before anything counts: until it hardly works any more, or for as long as is reasonable.</summary>
    private async Task WarmAsync(HostProcess host, HttpClient http, string? cookie, Func<IAsyncDisposable> load, CancellationToken cancel)
    {
        await using var warm = new Viewers();
        await using (load())
        {
            await warm.OpenAsync(http, cookie, Path, Warmers, cancel);
            var before = await host.StatsAsync(collect: false, cancel);
            for (var turn = 0; turn < WarmTurns; turn++)
            {
                await Task.Delay(WarmTurn, cancel);
                var now = await host.StatsAsync(collect: false, cancel);
                var share = (now.CompilerMs - before.CompilerMs) / WarmTurn.TotalMilliseconds;
                if (share < QuietCompiler)
                {
                    break;
                }

                before = now;
            }
        }

        await warm.CloseAsync(http, cancel);
    }

    /// <returns>Per second: cores used, updates and bytes received by all viewers.</returns>
    private async Task<(double Cpu, double Updates, double Bytes)> UseAsync(HostProcess host, CircuitTally? tally, CancellationToken cancel)
    {
        var first = await host.StatsAsync(collect: false, cancel);
        var (batches, bytes, clock) = (tally?.Batches ?? 0, tally?.Bytes ?? 0, Stopwatch.StartNew());
        await Task.Delay(TimeSpan.FromSeconds(Seconds), cancel);
        var (updates, received, elapsed) = ((tally?.Batches ?? 0) - batches, (tally?.Bytes ?? 0) - bytes, clock.Elapsed.TotalSeconds);
        var last = await host.StatsAsync(collect: false, cancel);
        return ((last.CpuMs - first.CpuMs) / 1000 / elapsed, updates / elapsed, received / elapsed);
    }
}
