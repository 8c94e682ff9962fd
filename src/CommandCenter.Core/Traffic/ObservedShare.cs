using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Rollback;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic;

/// <summary>An order that a side reports as its own, though another side is recorded as its owner.</summary>
public sealed record DisagreeingOrder(string OrderKey, string? Lane, Side Recorded, Side Observed, DateTimeOffset AcceptedAt);

/// <summary>What became of the orders that one rule decided.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Accepted">Orders that it decided, that both sides have reported up to, and of which one side is seen as the owner.</param>
/// <param name="Percent">Share of them that orchestration is seen to own; null without orders.</param>
/// <param name="Low">Wilson 95 %, in percent.</param>
/// <param name="Unseen">Orders of it that no side is seen to own, or more than one.</param>
/// <param name="Disagreeing">Orders of it whose observed owner is not the recorded one.</param>
public sealed record RuleShare(string Rule, Segment Segment, decimal Commanded, long Accepted, double? Percent, double? Low, double? High, long Unseen, long Disagreeing);

/// <param name="AsOf">The older of both sides' watermarks; null where one is not known, and nothing is said then.</param>
/// <param name="Rules">Of the table, in its order; of each the newest 10,000 orders.</param>
/// <param name="Orders">The newest that disagree, at most 100.</param>
public sealed record ObservedAnswer(long Revision, DateTimeOffset? AsOf, IReadOnlyList<RuleShare> Rules, IReadOnlyList<DisagreeingOrder> Orders);

/// <summary>
/// Compares what is commanded with what the sides report, order by order: of each rule the orders that it decided since it stands, older than both sides' watermarks, by the owner that
/// the sides themselves name.
/// </summary>
public sealed class ObservedShare(TrafficTables tables, IDbContextFactory<CommandsDb> commands, IDbContextFactory<EventsDb> events, ISideWatermarks watermarks)
{
    private const int MostOrders = 10_000;
    private const int Page = 500;
    private const int MostListed = 100;

    /// <summary>Reads both stores; takes as long as up to 10,000 orders of each rule take.</summary>
    public async Task<ObservedAnswer> ReadAsync(CancellationToken cancel)
    {
        var table = (await tables.CurrentAsync(cancel)).Table;
        if (watermarks.Of(Side.Legacy) is not { } legacy || watermarks.Of(Side.Orchestration) is not { } orchestration)
        {
            return new ObservedAnswer(table.Revision, null, [], []);
        }

        var asOf = legacy < orchestration ? legacy : orchestration;
        var shares = new List<RuleShare>();
        var listed = new List<DisagreeingOrder>();
        foreach (var rule in table.Rules)
        {
            shares.Add(await OfAsync(rule, asOf, listed, cancel));
        }

        return new ObservedAnswer(table.Revision, asOf, shares, [.. listed.OrderByDescending(o => o.AcceptedAt).Take(MostListed)]);
    }

    private async Task<RuleShare> OfAsync(TrafficRule rule, DateTimeOffset asOf, List<DisagreeingOrder> listed, CancellationToken cancel)
    {
        await using var db = await commands.CreateDbContextAsync(cancel);
        // a rule's id names the revision that made it, so it stands for "since then"
        var orders = await db.IntakeOrders.AsNoTracking().Where(o => o.Rule == rule.Id && o.AcceptedAt < asOf).OrderByDescending(o => o.Number).Take(MostOrders)
            .Select(o => new { o.OrderKey, o.Lane, o.Owner, o.AcceptedAt }).ToListAsync(cancel);
        long seen = 0, toOrchestration = 0, unseen = 0, disagreeing = 0;
        foreach (var page in orders.Chunk(Page))
        {
            var owners = await OwnersAsync([.. page.Select(o => o.OrderKey)], cancel);
            foreach (var order in page)
            {
                if (!owners.TryGetValue(order.OrderKey, out var owner))
                {
                    unseen++;
                    continue;
                }

                seen++;
                toOrchestration += owner == Side.Orchestration ? 1 : 0;
                if (owner != order.Owner)
                {
                    disagreeing++;
                    listed.Add(new DisagreeingOrder(order.OrderKey, order.Lane, order.Owner, owner, order.AcceptedAt));
                }
            }
        }

        var interval = seen == 0 ? ((double Low, double High)?)null : WilsonInterval.Percent(toOrchestration, seen);
        return new RuleShare(rule.Id, rule.Segment, rule.Percent, seen, seen == 0 ? null : 100.0 * toOrchestration / seen, interval?.Low, interval?.High, unseen, disagreeing);
    }

    private async Task<Dictionary<string, Side>> OwnersAsync(string[] keys, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        return await db.Orders.AsNoTracking().Where(o => keys.Contains(o.OrderKey) && o.Owner != null).ToDictionaryAsync(o => o.OrderKey, o => o.Owner!.Value, StringComparer.Ordinal, cancel);
    }
}
