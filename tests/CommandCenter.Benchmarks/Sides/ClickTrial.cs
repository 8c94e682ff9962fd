using System.Diagnostics;
using CommandCenter.Access;
using CommandCenter.Benchmarks.Hosting;
using CommandCenter.Benchmarks.Ingest;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Tests;

namespace CommandCenter.Benchmarks.Sides;

/// <summary>From the click to the last order that orchestration is given, while orders come in steadily and all go there: lane after lane.</summary>
internal sealed class ClickTrial(BenchmarkContext context, int perSecond, int rollbacks)
{
    private static readonly TimeSpan flowing = TimeSpan.FromSeconds(1.2);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    /// <returns>Milliseconds, one for each rollback.</returns>
    public async Task<IReadOnlyList<double>> OneNodeAsync(CancellationToken cancel)
    {
        await using var legacy = await StubSide.StartAsync(cancel);
        await using var orchestration = await StubSide.StartAsync(cancel);
        await using var host = await ProductHost.StartAsync(context.Scratch, null, cancel, await SidesPlan.WriteAsync(context.Scratch, legacy, orchestration, 100, cancel));
        return await RunAsync("one node", [host], legacy, orchestration, cancel);
    }

    /// <returns>Of the node that was not clicked, milliseconds for each rollback.</returns>
    public async Task<IReadOnlyList<double>> TwoNodesAsync(PostgresServer server, CancellationToken cancel)
    {
        await using var legacy = await StubSide.StartAsync(cancel);
        await using var orchestration = await StubSide.StartAsync(cancel);
        string[] settings =
        [
            .. await SidesPlan.WriteAsync(context.Scratch, legacy, orchestration, 100, cancel),
            "--CommandCenter:Storage:Provider=postgres", "--CommandCenter:Storage:ConnectionString=" + await server.CreateDatabaseAsync(),
        ];
        await using var first = await ProductHost.StartAsync(context.Scratch, null, cancel, settings);
        await using var second = await ProductHost.StartAsync(context.Scratch, null, cancel, settings);
        return await RunAsync("two nodes", [first, second], legacy, orchestration, cancel);
    }

    /// <summary>The first node is clicked; the last one's orders count.</summary>
    private async Task<IReadOnlyList<double>> RunAsync(string name, HostProcess[] nodes, StubSide legacy, StubSide orchestration, CancellationToken cancel)
    {
        using var click = await RollbackClick.OnAsync(nodes[0], cancel);
        var tokens = await Task.WhenAll(nodes.Select(n => n.TokenAsync(Role.Operations, cancel)));
        var delays = new List<double>();
        foreach (var lane in BenchmarkPlan.Lanes.Take(rollbacks))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var posts = nodes.Select((n, i) => new OrderPosts(n.Address, "/api/v1/orders", tokens[i], $"{(char)('A' + i)}-{lane}-", lane)).ToArray();
            var flow = posts.Select(p => p.PaceAsync(perSecond / nodes.Length, 32, stop.Token)).ToArray();
            await Task.Delay(flowing, cancel);
            var (_, at, answered) = await click.RunAsync(lane, cancel);
            await Task.Delay(flowing, cancel);
            await stop.CancelAsync();
            await Task.WhenAll(flow);
            var prefix = $"{(char)('A' + nodes.Length - 1)}-{lane}-";
            await BackAsync(posts.Select((p, i) => ($"{(char)('A' + i)}-{lane}-", p.Posted)), legacy, orchestration, cancel);
            // what was given last may have been given before the click: then nothing was given after it
            var last = Math.Max(0, Stopwatch.GetElapsedTime(at, orchestration.LastGiven(prefix)).TotalMilliseconds);
            context.Say(FormattableString.Invariant($"{name}, {lane}: last order given {last:0.0} ms after the click, which was answered after {answered.TotalMilliseconds:0.0} ms"));
            delays.Add(last);
        }

        return delays;
    }

    /// <summary>Waits until legacy is the one owner of every order that was accepted, so that nothing of this lane goes on beside the next.</summary>
    private static async Task BackAsync(IEnumerable<(string Prefix, int Posted)> flows, StubSide legacy, StubSide orchestration, CancellationToken cancel)
    {
        foreach (var (prefix, posted) in flows)
        {
            var began = Stopwatch.GetTimestamp();
            while (orchestration.Count(prefix, 'O') is var there && legacy.Count(prefix, 'O') is var back && (there != 0 || back != posted))
            {
                if (Stopwatch.GetElapsedTime(began) > patience)
                {
                    throw new InvalidOperationException($"Of {posted} orders legacy answers for {back} and orchestration still for {there}.");
                }

                await Task.Delay(50, cancel);
            }
        }
    }
}
