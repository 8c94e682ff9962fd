using System.Data.Common;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Runs;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Reconciliation.Parity;

/// <summary>Both sides of one order as they are stored.</summary>
/// <param name="Owner">By the ownership record, or by what the sides themselves call a copy; null = not known.</param>
/// <param name="Mirrored">Whether both sides are to have it; null = no ownership record says.</param>
/// <param name="Shared">Null also where no system that belongs to neither side decides anything.</param>
internal sealed record StoredPair(long Number, string Key, Side? Owner, bool? Mirrored, byte[]? Legacy, byte[]? Orchestration, byte[]? Shared)
{
    public OrderPair Decode(ParityRules rules) => new(
        Key, SideView.Of(Legacy, Key, Side.Legacy, rules.Of(Side.Legacy).Order), SideView.Of(Orchestration, Key, Side.Orchestration, rules.Of(Side.Orchestration).Order), Owner, Mirrored,
        SideView.Of(Shared, Key, Side.Shared, StageOrder.Default));
}

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
    public async Task<IReadOnlyList<StoredPair>> ReadAsync(long first, long last, ParityScope? scope, ParityRules rules, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        return await ReadAsync(db, In(db.Orders, scope).Where(o => o.Number >= first && o.Number <= last).OrderBy(o => o.Number), rules, cancel);
    }

    /// <summary>These orders, those that are there.</summary>
    public async Task<IReadOnlyList<StoredPair>> ReadAsync(IReadOnlyCollection<string> keys, ParityRules rules, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        return await ReadAsync(db, In(db.Orders, null).Where(o => keys.Contains(o.OrderKey)), rules, cancel);
    }

    /// <summary>The same by number.</summary>
    public async Task<IReadOnlyList<StoredPair>> ReadAsync(IReadOnlyCollection<long> numbers, ParityRules rules, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        return await ReadAsync(db, In(db.Orders, null).Where(o => numbers.Contains(o.Number)), rules, cancel);
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

    private async Task<IReadOnlyList<StoredPair>> ReadAsync(EventsDb db, IQueryable<OrderRow> orders, ParityRules rules, CancellationToken cancel)
    {
        var shared = rules.Record.HasShared;
        var pairs = new List<StoredPair>();
        var untold = new List<string>();
        // by the command alone: making rows of the model costs more than reading them
        await using var command = orders.Select(o => new { o.Number, o.OrderKey, o.Owner, o.Legacy, o.Orchestration, Shared = shared ? o.Shared : null }).CreateDbCommand();
        await db.Database.OpenConnectionAsync(cancel);
        await using (var rows = await command.ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel))
            {
                var pair = new StoredPair(rows.GetInt64(0), rows.GetString(1), rows.IsDBNull(2) ? null : (Side)rows.GetInt32(2), null, Bytes(rows, 3), Bytes(rows, 4), shared ? Bytes(rows, 5) : null);
                pairs.Add(pair);
                if (pair.Owner is null || pair.Legacy is null || pair.Orchestration is null)
                {
                    untold.Add(pair.Key);
                }
            }
        }

        // what the sides themselves do not tell, the ownership record does
        var records = await OwnersAsync(untold, cancel);
        for (var i = 0; records.Count > 0 && i < pairs.Count; i++)
        {
            pairs[i] = records.TryGetValue(pairs[i].Key, out var record) ? pairs[i] with { Owner = record.Owner, Mirrored = record.Mirrored } : pairs[i];
        }

        return pairs;
    }

    private static byte[]? Bytes(DbDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetFieldValue<byte[]>(column);

    private async Task<Dictionary<string, (Side Owner, bool Mirrored)>> OwnersAsync(List<string> keys, CancellationToken cancel)
    {
        var found = new Dictionary<string, (Side, bool)>(StringComparer.Ordinal);
        if (keys.Count == 0)
        {
            return found;
        }

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
