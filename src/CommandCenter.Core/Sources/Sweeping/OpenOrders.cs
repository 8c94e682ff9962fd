using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Sources.Sweeping;

/// <summary>One order to be asked for.</summary>
/// <param name="Number">Its number in the store, which grows with its age at the store: the oldest come first.</param>
/// <param name="Ask">What the source calls it.</param>
internal readonly record struct OpenOrder(long Number, string OrderKey, string Ask);

/// <summary>The orders that a source has told of and that are not final on its side.</summary>
internal sealed class OpenOrders(IDbContextFactory<EventsDb> contexts, EventStore store)
{
    /// <summary>How many there are now.</summary>
    public async Task<int> CountAsync(SourceDefinition source, DateTimeOffset unchangedSince, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await NumberOfAsync(db, source.Id, cancel) is { } number ? await Of(db, source.Side, number, unchangedSince).CountAsync(cancel) : 0;
    }

    /// <summary>The next ones behind <paramref name="after"/>; fewer than asked for only at the end. An order that the side gave no id of its own cannot be asked for by it.</summary>
    public async Task<(IReadOnlyList<OpenOrder> Orders, long Reached, bool More)> NextAsync(
        SourceDefinition source, bool bySideId, long after, DateTimeOffset unchangedSince, int most, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await NumberOfAsync(db, source.Id, cancel) is not { } number)
        {
            return ([], after, false);
        }

        var rows = Of(db, source.Side, number, unchangedSince).Where(o => o.Number > after).OrderBy(o => o.Number).Take(most);
        if (!bySideId)
        {
            var keys = await rows.Select(o => new { o.Number, o.OrderKey }).ToListAsync(cancel);
            return ([.. keys.Select(k => new OpenOrder(k.Number, k.OrderKey, k.OrderKey))], keys.Count == 0 ? after : keys[^1].Number, keys.Count == most);
        }

        var whole = await rows.ToListAsync(cancel);
        var orders = new List<OpenOrder>();
        foreach (var row in whole)
        {
            var ids = StoredStates.Of(row, store.StagesNow()).Where(s => source.Side == Side.Shared || s.Side == source.Side).Select(s => s.Text("sideId"));
            if (ids.FirstOrDefault(i => i is { Length: > 0 }) is { } id)
            {
                orders.Add(new OpenOrder(row.Number, row.OrderKey, id));
            }
        }

        return (orders, whole.Count == 0 ? after : whole[^1].Number, whole.Count == most);
    }

    private IQueryable<OrderRow> Of(EventsDb db, Side side, int source, DateTimeOffset unchangedSince)
    {
        var order = store.StagesNow().Of(side == Side.Shared ? Side.Legacy : side);
        Stage?[] closed = [.. Stages.All.Where(order.IsClosedAt)];
        var orders = db.Orders.AsNoTracking().Where(o => o.UpdatedAt <= unchangedSince && db.Events.Any(e => e.OrderNumber == o.Number && e.Source == source));
        return side switch
        {
            Side.Legacy => orders.Where(o => o.LegacyStage == null || !closed.Contains(o.LegacyStage)),
            Side.Orchestration => orders.Where(o => o.OrchestrationStage == null || !closed.Contains(o.OrchestrationStage)),
            _ => orders.Where(o => o.Stage == null || !closed.Contains(o.Stage)),
        };
    }

    private static async Task<int?> NumberOfAsync(EventsDb db, string source, CancellationToken cancel) =>
        await db.SourceNames.AsNoTracking().Where(s => s.Name == source).Select(s => (int?)s.Number).FirstOrDefaultAsync(cancel);
}
