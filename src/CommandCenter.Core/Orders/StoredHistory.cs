using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Orders;

/// <summary>Every event of an order, with what became of it.</summary>
internal static class StoredHistory
{
    public static async Task<IReadOnlyList<StoredEvent>> ReadAsync(EventsDb db, OrderRow order, CancellationToken cancel)
    {
        var names = await db.SourceNames.AsNoTracking().ToDictionaryAsync(s => s.Number, s => s.Name, cancel);
        var own = await db.Events.AsNoTracking().Where(e => e.OrderNumber == order.Number).ToListAsync(cancel);
        var all = own.ToDictionary(e => e.Number);
        var asked = new HashSet<(int Source, string Id)>();
        while (true)
        {
            // whatever shares an id with these, or withdraws them, bears on which of them count
            var open = all.Values.Select(e => (e.Source, e.EventId)).Where(asked.Add).ToLookup(e => e.Source, e => e.EventId);
            if (open.Count == 0)
            {
                break;
            }

            foreach (var source in open)
            {
                var ids = source.ToList();
                var number = source.Key;
                var bearing = await db.Events.AsNoTracking()
                    .Where(e => e.Source == number && (ids.Contains(e.EventId) || (e.Names != null && ids.Contains(e.Names)))).ToListAsync(cancel);
                foreach (var row in bearing)
                {
                    all.TryAdd(row.Number, row);
                }
            }
        }

        var read = all.Values.ToDictionary(e => e.Number, e => EventRows.Read(e, names[e.Source], e.OrderNumber == order.Number ? order.OrderKey : ""));
        var selection = EventSelection.Of(read.Values);
        return
        [
            .. own.Select(e => (e.Number, Event: read[e.Number])).OrderBy(e => e.Event.Stamp.OccurredMicros).ThenBy(e => e.Number)
                .Select(e => new StoredEvent(e.Number, e.Event, selection.IsWithdrawn(e.Event), selection.IsConflicting(e.Event), selection.Counts(e.Event))),
        ];
    }
}
