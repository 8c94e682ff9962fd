using System.Runtime.CompilerServices;
using CommandCenter.Orders;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Persistence;

/// <summary>What live state is built from after a restart.</summary>
public sealed class LiveRestore(IDbContextFactory<EventsDb> contexts, EventStore store)
{
    /// <summary>The last commit: what is read afterwards contains it, perhaps also later ones.</summary>
    public async Task<long> ReadRevisionAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Heads.Select(h => h.Revision).SingleOrDefaultAsync(cancel);
    }

    /// <summary>Every side's state of every order that is open or changed since <paramref name="since"/>, in order of first appearance.</summary>
    public async IAsyncEnumerable<OrderState> ReadOpenAndRecentAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var stages = store.StagesNow();
        await foreach (var row in db.Orders.AsNoTracking().Where(o => o.IsOpen || o.SettledAt >= since).OrderBy(o => o.Number).AsAsyncEnumerable().WithCancellation(cancel))
        {
            foreach (var state in StoredStates.Of(row, stages))
            {
                yield return state;
            }
        }
    }

    /// <summary>The latest level of every SKU at every node of every side.</summary>
    public async Task<IReadOnlyList<InventoryLevel>> ReadInventoryAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.InventoryLevels.AsNoTracking()
            .Select(l => new InventoryLevel(l.Side, l.Sku, l.Node, l.AvailableToSell, l.OnHand, l.Reserved, l.AsOf, l.Source)).ToListAsync(cancel);
    }

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<GaugeReading>> ReadGaugesAsync(DateTimeOffset since, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.GaugeReadings.AsNoTracking().Where(g => g.AsOf >= since).OrderBy(g => g.AsOf)
            .Select(g => new GaugeReading(g.Side, g.Name, g.Value, g.Unit, g.AsOf, g.Source)).ToListAsync(cancel);
    }

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<CustomerContact>> ReadContactsAsync(DateTimeOffset since, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.CustomerContacts.AsNoTracking().Where(c => c.At >= since).OrderBy(c => c.At)
            .Select(c => new CustomerContact(c.Id, c.OrderKey, c.Channel, c.Reason, c.At, c.Source)).ToListAsync(cancel);
    }

    /// <summary>Where reading of every source stands.</summary>
    public async Task<IReadOnlyDictionary<string, SourceCursor>> ReadCursorsAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.SourceCursors.AsNoTracking().ToDictionaryAsync(c => c.Source, c => new SourceCursor(c.Revision, c.Position, c.Watermark), StringComparer.Ordinal, cancel);
    }
}
