using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Runs;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Reconciliation.Parity;

/// <summary>Reads both sides' states of orders out of the store, a few thousand at a time.</summary>
internal sealed class ParityReader(IDbContextFactory<EventsDb> events, IDbContextFactory<CommandsDb> commands)
{
    public const int Chunk = 2000;

    public async Task<long> CountAsync(ParityScope? scope, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        return await In(db.Orders, scope).LongCountAsync(cancel);
    }

    /// <summary>The next orders behind <paramref name="after"/>, in the order of their numbers; fewer than a chunk only at the end.</summary>
    public async Task<IReadOnlyList<(long Number, OrderPair Pair)>> NextAsync(long after, ParityScope? scope, ParityRules rules, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        return await ReadAsync(In(db.Orders, scope).Where(o => o.Number > after).OrderBy(o => o.Number).Take(Chunk), rules, cancel);
    }

    /// <summary>These orders, those that are there.</summary>
    public async Task<IReadOnlyList<(long Number, OrderPair Pair)>> ReadAsync(IReadOnlyCollection<string> keys, ParityRules rules, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        return await ReadAsync(db.Orders.Where(o => keys.Contains(o.OrderKey)), rules, cancel);
    }

    /// <summary>The same by number.</summary>
    public async Task<IReadOnlyList<(long Number, OrderPair Pair)>> ReadAsync(IReadOnlyCollection<long> numbers, ParityRules rules, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        return await ReadAsync(db.Orders.Where(o => numbers.Contains(o.Number)), rules, cancel);
    }

    private static IQueryable<OrderRow> In(IQueryable<OrderRow> orders, ParityScope? scope)
    {
        orders = orders.Where(o => o.Legacy != null || o.Orchestration != null);
        orders = scope?.Lane is { } lane ? orders.Where(o => o.Lane == lane) : orders;
        orders = scope?.Region is { } region ? orders.Where(o => o.Region == region) : orders;
        orders = scope?.Store is { } store ? orders.Where(o => o.Store == store) : orders;
        orders = scope?.Node is { } node ? orders.Where(o => o.Node == node) : orders;
        orders = scope?.PlacedFrom is { } from ? orders.Where(o => o.PlacedAt >= from) : orders;
        return scope?.PlacedTo is { } to ? orders.Where(o => o.PlacedAt < to) : orders;
    }

    private async Task<IReadOnlyList<(long Number, OrderPair Pair)>> ReadAsync(IQueryable<OrderRow> orders, ParityRules rules, CancellationToken cancel)
    {
        var shared = rules.Record.HasShared;
        var rows = await orders.Where(o => o.Legacy != null || o.Orchestration != null).AsNoTracking()
            .Select(o => new { o.Number, o.OrderKey, o.Owner, o.Legacy, o.Orchestration, Shared = shared ? o.Shared : null }).ToListAsync(cancel);
        // what the sides themselves do not tell, the ownership record does
        var untold = rows.Where(r => r.Owner is null || r.Legacy is null || r.Orchestration is null).Select(r => r.OrderKey).ToList();
        var records = await OwnersAsync(untold, cancel);
        var pairs = new List<(long, OrderPair)>(rows.Count);
        foreach (var row in rows)
        {
            var record = records.TryGetValue(row.OrderKey, out var known) ? known : ((Side Owner, bool Mirrored)?)null;
            pairs.Add((row.Number, new OrderPair(
                row.OrderKey, SideView.Of(row.Legacy, row.OrderKey, Side.Legacy, rules.Of(Side.Legacy).Order), SideView.Of(row.Orchestration, row.OrderKey, Side.Orchestration, rules.Of(Side.Orchestration).Order),
                record?.Owner ?? row.Owner, record?.Mirrored,
                SideView.Of(row.Shared, row.OrderKey, Side.Shared, StageOrder.Default))));
        }

        return pairs;
    }

    private async Task<Dictionary<string, (Side Owner, bool Mirrored)>> OwnersAsync(List<string> keys, CancellationToken cancel)
    {
        var found = new Dictionary<string, (Side, bool)>(StringComparer.Ordinal);
        foreach (var some in keys.Chunk(500))
        {
            await using var db = await commands.CreateDbContextAsync(cancel);
            foreach (var record in await db.IntakeOrders.AsNoTracking().Where(o => some.Contains(o.OrderKey)).Select(o => new { o.OrderKey, o.Owner, o.Mirrored }).ToListAsync(cancel))
            {
                found[record.OrderKey] = (record.Owner, record.Mirrored);
            }
        }

        return found;
    }
}
