using System.Diagnostics;
using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Benchmarks.Hosting;
using CommandCenter.Benchmarks.Ingest;
using CommandCenter.Benchmarks.Runner;

namespace CommandCenter.Benchmarks.Sides;

/// <param name="Given">Seconds until legacy was given the last order.</param>
/// <param name="Resolved">Seconds until each order's outcome could be read; of the peer the same as <paramref name="Given"/>.</param>
/// <param name="Cpu">Microseconds of the server's processor time an order.</param>
internal sealed record ReplayRound(double Given, double Resolved, double Cpu);

/// <summary>Orders in flight, owned by orchestration with a copy at legacy, taken back: by a rollback, and by a hand-written program that makes the same calls.</summary>
internal sealed class ReplayTrial(BenchmarkContext context, int orders)
{
    public async Task<ReplayRound> ProductAsync(int round, CancellationToken cancel)
    {
        await using var legacy = await StubSide.StartAsync(cancel);
        await using var orchestration = await StubSide.StartAsync(cancel);
        await using var host = await ProductHost.StartAsync(context.Scratch, null, cancel, await SidesPlan.WriteAsync(context.Scratch, legacy, orchestration, 100, cancel));
        var token = await host.TokenAsync(Role.Operations, cancel);
        using var click = await RollbackClick.OnAsync(host, cancel);

        // the first rollback of a process compiles its code: it is not the one that counts
        await FlyAsync(host, token, "W-", BenchmarkPlan.Lanes[1], 500, legacy, orchestration, cancel);
        await click.ResolvedAsync((await click.RunAsync(BenchmarkPlan.Lanes[1], cancel)).Id, 500, cancel);

        await FlyAsync(host, token, "R-", BenchmarkPlan.Lanes[0], orders, legacy, orchestration, cancel);
        var before = await host.StatsAsync(collect: false, cancel);
        var (id, at, _) = await click.RunAsync(BenchmarkPlan.Lanes[0], cancel);
        await legacy.UntilAsync("R-", 'O', orders, cancel);
        var transferred = await click.ResolvedAsync(id, orders, cancel);
        var resolved = Stopwatch.GetElapsedTime(at);
        var cpu = (await host.StatsAsync(collect: false, cancel)).CpuMs - before.CpuMs;
        return transferred == orders && orchestration.Count("R-", 'W') == orders
            ? Said("product", round, new ReplayRound(Stopwatch.GetElapsedTime(at, legacy.LastGiven("R-")).TotalSeconds, resolved.TotalSeconds, cpu * 1_000 / orders))
            : throw new InvalidOperationException($"Of {orders} orders {transferred} were transferred.");
    }

    public async Task<ReplayRound> PeerAsync(int round, CancellationToken cancel)
    {
        await using var legacy = await StubSide.StartAsync(cancel);
        await using var orchestration = await StubSide.StartAsync(cancel);
        string[] settings = [legacy.Address.ToString(), orchestration.Address.ToString(), Path.Combine(context.Scratch, Path.GetRandomFileName())];
        await using var host = await HostProcess.StartAsync(HostMode.PeerRollback, settings, new Dictionary<string, string>(StringComparer.Ordinal), cancel);
        foreach (var (prefix, count) in new[] { ("W-", 500), ("R-", orders) })
        {
            for (var i = 1; i <= count; i++)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"{prefix}{i:D8}");
                orchestration.Put(key, 'O', 1);
                legacy.Put(key, 'C', 1);
            }
        }

        await host.ControlAsync("/replay/W-/500", cancel);
        var before = await host.StatsAsync(collect: false, cancel);
        var at = Stopwatch.GetTimestamp();
        await host.ControlAsync(string.Create(CultureInfo.InvariantCulture, $"/replay/R-/{orders}"), cancel);
        var cpu = (await host.StatsAsync(collect: false, cancel)).CpuMs - before.CpuMs;
        var given = Stopwatch.GetElapsedTime(at, legacy.LastGiven("R-")).TotalSeconds;
        return orchestration.Count("R-", 'W') == orders ? Said("peer", round, new ReplayRound(given, given, cpu * 1_000 / orders)) : throw new InvalidOperationException("The peer left orders behind.");
    }

    private static async Task FlyAsync(HostProcess host, string token, string prefix, string lane, int count, StubSide legacy, StubSide orchestration, CancellationToken cancel)
    {
        await new OrderPosts(host.Address, "/api/v1/orders", token, prefix, lane).SaturateAsync(count, 32, cancel);
        await orchestration.UntilAsync(prefix, 'O', count, cancel);
        await legacy.UntilAsync(prefix, 'C', count, cancel);
    }

    private ReplayRound Said(string who, int round, ReplayRound found)
    {
        context.Say(FormattableString.Invariant($"{who}, round {round + 1}: {orders:n0} orders, last given after {found.Given:0.00} s, resolved after {found.Resolved:0.00} s, {found.Cpu:0} µs of CPU an order"));
        return found;
    }
}
