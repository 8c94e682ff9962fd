using System.Text;
using CommandCenter.Access;
using CommandCenter.Intake;
using CommandCenter.Traffic;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests;

/// <summary>Orders that orchestration answers for, handed in through the product's own intake.</summary>
internal static class InFlight
{
    public static readonly Actor Commander = new("commander", new HashSet<Role> { Role.IncidentCommander });

    /// <summary>Sends a tenant, which the rehearsal's own storefront never names, to orchestration and hands orders of it in.</summary>
    /// <param name="legacyRefuses">Under keys that the rehearsal's orchestration takes and its legacy does not.</param>
    /// <param name="end">Stands at the end of every key.</param>
    public static async Task<IReadOnlyList<string>> AcceptAsync(IServiceProvider services, string tenant, int count, string lane = "ship-to-home", bool legacyRefuses = false, string end = "")
    {
        var revision = (await services.GetRequiredService<TrafficTables>().CurrentAsync(default)).Table.Revision;
        var moved = await services.GetRequiredService<MoveTraffic>().RunAsync(new TrafficMove(new Segment { Tenant = tenant }, 100, false, SplitBy.Order, revision), Commander, "orders for a test", null, default);
        Assert.True(moved.Succeeded, moved.Error?.Message);
        var keys = Enumerable.Range(1, count).Select(i => (legacyRefuses ? $"rb-{tenant}-{i:000}" : $"RB-{tenant.ToUpperInvariant()}-{i:000}") + end).ToList();
        foreach (var key in keys)
        {
            var payload = $$"""
                {"orderKey":"{{key}}","lane":"{{lane}}","region":"west","tenant":"{{tenant}}","lines":[{"line":"1","sku":"MUG-8120-NVY-M","quantity":2,"unitPrice":1200}],"money":{"currency":"USD","goods":2400,"total":2400} }
                """;
            var order = OrderSubmission.Read(Encoding.UTF8.GetBytes(payload), key, _ => true);
            Assert.True(order.Succeeded, order.Error?.Message);
            var accepted = await services.GetRequiredService<OrderIntake>().AcceptAsync(order.Value);
            Assert.True(accepted.Succeeded, accepted.Error?.Message);
        }

        return keys;
    }
}
