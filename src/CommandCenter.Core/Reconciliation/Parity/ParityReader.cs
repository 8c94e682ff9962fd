using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Runs;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Reconciliation.Parity;

/// <summary>Reads both sides' states of orders out of the store.</summary>
internal sealed class ParityReader(IDbContextFactory<EventsDb> events, IDbContextFactory<CommandsDb> commands)
{
    /// <summary>The lowest and the highest number of an order; null where there is none.</summary>
    public async Task<(long First, long Last)?> NumbersAsync(CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        var first = await db.Orders.OrderBy(o => o.Number).Select(o => (long?)o.Number).FirstOrDefaultAsync(cancel);
        var last = await db.Orders.OrderByDescending(o => o.Number).Select(o => (long?)o.Number).FirstOrDefaultAsync(cancel);
        return first is { } from && last is { } to ? (from, to) : null;
    }

    /// <summary>How many orders there are; without a scope also those that neither side has, which only reading all of them would tell apart.</summary>
    public async Task<long> CountAsync(ParityScope? scope, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        return await (scope is null ? db.Orders : In(db.Orders, scope)).LongCountAsync(cancel);
    }

    /// <summary>Orders of a range of numbers.</summary>
    /// <param name="into">Takes them; what it held is gone.</param>
    public async Task ReadAsync(long first, long last, ParityScope? scope, ParityRules rules, PairRows into, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        await ReadAsync(db, In(db.Orders, scope).Where(o => o.Number >= first && o.Number <= last).OrderBy(o => o.Number), rules, into, cancel);
    }

    /// <summary>These orders, those that are there.</summary>
    public async Task<IReadOnlyList<StoredPair>> ReadAsync(IReadOnlyCollection<string> keys, ParityRules rules, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        return await ReadAsync(db, In(db.Orders, null).Where(o => keys.Contains(o.OrderKey)), rules, new PairRows(), cancel);
    }

    /// <summary>The same by number.</summary>
    public async Task<IReadOnlyList<StoredPair>> ReadAsync(IReadOnlyCollection<long> numbers, ParityRules rules, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        return await ReadAsync(db, In(db.Orders, null).Where(o => numbers.Contains(o.Number)), rules, new PairRows(), cancel);
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

    private async Task<IReadOnlyList<StoredPair>> ReadAsync(EventsDb db, IQueryable<OrderRow> orders, ParityRules rules, PairRows into, CancellationToken cancel)
    {
        await into.ReadAsync(db, orders, rules.Record.HasShared, cancel);
        // what the sides themselves do not tell, the ownership record does
        var untold = into.Pairs.Where(p => p.Owner is null || !p.IsOnBoth).Select(p => p.Key);
        if (untold.Any())
        {
            into.Tell(await OwnersAsync(untold, cancel));
        }

        return into.Pairs;
    }

    private async Task<Dictionary<string, (Side Owner, bool Mirrored)>> OwnersAsync(IEnumerable<string> keys, CancellationToken cancel)
    {
        var found = new Dictionary<string, (Side, bool)>(StringComparer.Ordinal);
        await using var db = await commands.CreateDbContextAsync(cancel);
        // where nothing came in through the product itself there is no record to look for
        if (!await db.IntakeOrders.AnyAsync(cancel))
        {
            return found;
        }

        foreach (var some in keys.Chunk(500))
        {
            foreach (var record in await db.IntakeOrders.AsNoTracking().Where(o => some.Contains(o.OrderKey)).Select(o => new { o.OrderKey, o.Owner, o.Mirrored }).ToListAsync(cancel))
            {
                found[record.OrderKey] = (record.Owner, record.Mirrored);
            }
        }

        return found;
    }
}
