using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic.Shifts;

/// <summary>What the watched orders of a shift have come to outside: shipped, posted, shipped twice, captured twice. Looked at again whenever an order has news, in the order of the store's commits.</summary>
internal sealed class ShiftEffects(IDbContextFactory<EventsDb> events)
{
    private const int Page = 500;

    private readonly Dictionary<string, OrderEffects> effects = new(StringComparer.Ordinal);
    private long last = -1;

    /// <summary>Lines of which more was shipped than ordered.</summary>
    public long DuplicateShipments => effects.Values.Sum(e => (long)e.LinesShippedTwice);

    /// <summary>Orders of which more was captured than they come to.</summary>
    public long DuplicateCaptures => effects.Values.Count(e => e.IsCapturedTwice);

    /// <summary>Whether any watched order's captured money was told at all.</summary>
    public bool TellsCaptures => effects.Values.Any(e => e.TellsCaptures);

    public OrderEffects Of(string orderKey) => effects.GetValueOrDefault(orderKey);

    /// <param name="watched">Every key that counts.</param>
    /// <param name="added">Those that were not among them at the look before.</param>
    public async Task LookAsync(IReadOnlySet<string> watched, IReadOnlyList<string> added, CutoverPlan plan, CancellationToken cancel)
    {
        var stages = new StageOrders(plan);
        await using var db = await events.CreateDbContextAsync(cancel);
        var head = await db.Heads.AsNoTracking().Select(h => (long?)h.EventNumber).FirstOrDefaultAsync(cancel) ?? 0;
        foreach (var page in added.Chunk(Page))
        {
            Take(await db.Orders.AsNoTracking().Where(o => page.Contains(o.OrderKey)).ToListAsync(cancel), stages);
        }

        if (last >= 0 && head > last)
        {
            var numbers = await db.Events.AsNoTracking().Where(e => e.Number > last && e.Number <= head).Select(e => e.OrderNumber).Distinct().ToListAsync(cancel);
            foreach (var page in numbers.Chunk(Page))
            {
                var known = await db.Orders.AsNoTracking().Where(o => page.Contains(o.Number)).Select(o => new { o.Number, o.OrderKey }).ToListAsync(cancel);
                var changed = known.Where(o => watched.Contains(o.OrderKey)).Select(o => o.Number).ToList();
                if (changed.Count > 0)
                {
                    Take(await db.Orders.AsNoTracking().Where(o => changed.Contains(o.Number)).ToListAsync(cancel), stages);
                }
            }
        }

        last = head;
    }

    private void Take(IEnumerable<OrderRow> rows, StageOrders stages)
    {
        foreach (var row in rows)
        {
            effects[row.OrderKey] = OrderEffects.Of(StoredStates.Of(row, stages));
        }
    }
}
