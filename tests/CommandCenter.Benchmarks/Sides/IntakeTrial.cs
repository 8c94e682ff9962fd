using System.Diagnostics;
using CommandCenter.Access;
using CommandCenter.Benchmarks.Hosting;
using CommandCenter.Benchmarks.Peers;
using CommandCenter.Benchmarks.Runner;

namespace CommandCenter.Benchmarks.Sides;

/// <param name="Carried">Orders a second that were accepted, created at their owner and mirrored.</param>
/// <param name="Accepted">Orders a second that were answered.</param>
/// <param name="Cpu">Microseconds of the server's processor time an order.</param>
/// <param name="Delays">Milliseconds to the answer at the steady rate.</param>
internal sealed record IntakeRound(double Carried, double Accepted, double Cpu, IReadOnlyList<double> Delays);

/// <summary>One round of an intake, the product's or the hand-written one: at saturation, then at a steady rate.</summary>
internal sealed class IntakeTrial(BenchmarkContext context, int orders, int perSecond, int seconds)
{
    private const int Connections = 64;
    private const int Percent = 50;
    private const string Lane = "ship-to-home";

    public async Task<IntakeRound> ProductAsync(CancellationToken cancel)
    {
        await using var legacy = await StubSide.StartAsync(cancel);
        await using var orchestration = await StubSide.StartAsync(cancel);
        await using var host = await ProductHost.StartAsync(context.Scratch, null, cancel, await SidesPlan.WriteAsync(context.Scratch, legacy, orchestration, Percent, cancel));
        return await RunAsync("product", host, "/api/v1/orders", await host.TokenAsync(Role.Operations, cancel), legacy, orchestration, cancel);
    }

    public async Task<IntakeRound> PeerAsync(CancellationToken cancel)
    {
        await using var legacy = await StubSide.StartAsync(cancel);
        await using var orchestration = await StubSide.StartAsync(cancel);
        string[] settings = [legacy.Address.ToString(), orchestration.Address.ToString(), "50", Path.Combine(context.Scratch, Path.GetRandomFileName())];
        await using var host = await HostProcess.StartAsync(HostMode.PeerIntake, settings, new Dictionary<string, string>(StringComparer.Ordinal), cancel);
        return await RunAsync("peer", host, "/orders", PeerIntake.Token, legacy, orchestration, cancel);
    }

    private async Task<IntakeRound> RunAsync(string who, HostProcess host, string path, string token, StubSide legacy, StubSide orchestration, CancellationToken cancel)
    {
        OrderPosts Posts(string prefix) => new(host.Address, path, token, prefix, Lane);
        await Posts("W-").SaturateAsync(orders, Connections, cancel);
        await CarriedAsync("W-", orders, legacy, orchestration, cancel);

        var before = await host.StatsAsync(collect: false, cancel);
        var began = Stopwatch.GetTimestamp();
        await Posts("S-").SaturateAsync(orders, Connections, cancel);
        var accepted = Stopwatch.GetElapsedTime(began);
        await CarriedAsync("S-", orders, legacy, orchestration, cancel);
        var carried = Stopwatch.GetElapsedTime(began);
        var cpu = ((await host.StatsAsync(collect: false, cancel)).CpuMs - before.CpuMs) * 1_000 / orders;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stop.CancelAfter(TimeSpan.FromSeconds(seconds));
        var paced = Posts("P-");
        var delays = await paced.PaceAsync(perSecond, Connections * 2, stop.Token);
        await CarriedAsync("P-", paced.Posted, legacy, orchestration, cancel);
        var round = new IntakeRound(orders / carried.TotalSeconds, orders / accepted.TotalSeconds, cpu, delays);
        context.Say(FormattableString.Invariant($"{who}: {round.Carried:n0} orders/s carried, {round.Accepted:n0} answered, {cpu:0} µs of CPU an order; at {delays.Count / (double)seconds:n0}/s p50 {delays.Quantile(0.5):0.00} p99 {delays.Quantile(0.99):0.00} ms"));
        return round;
    }

    /// <summary>Waits until each order has its one owner and its one copy, by the ledgers of the two sides.</summary>
    private static async Task CarriedAsync(string prefix, int count, StubSide legacy, StubSide orchestration, CancellationToken cancel)
    {
        while (legacy.Count(prefix, 'O') + orchestration.Count(prefix, 'O') < count || legacy.Count(prefix, 'C') + orchestration.Count(prefix, 'C') < count)
        {
            await Task.Delay(10, cancel);
        }
    }
}
