namespace CommandCenter.Orders;

/// <summary>The definition of order state: what a set of events adds up to. Whatever the store keeps incrementally must equal it.</summary>
public static class OrderFold
{
    /// <summary>Folds events of any number of orders and sides; the order and number of deliveries make no difference.</summary>
    /// <param name="events">Every payload of every event id, also repeated ones.</param>
    /// <param name="stages">The order of stages of a side; null = the usual one for both.</param>
    /// <returns>One state per (order key, side) that any event mentions, in ordinal order of key and side.</returns>
    public static IReadOnlyList<OrderState> Of(IEnumerable<OrderEvent> events, Func<Side, StageOrder>? stages = null)
    {
        var all = events.ToList();
        var selection = EventSelection.Of(all);
        var folded = new SortedDictionary<(string Key, Side Side), OrderAccumulator>(
            Comparer<(string Key, Side Side)>.Create(static (a, b) => string.CompareOrdinal(a.Key, b.Key) is var byKey && byKey != 0 ? byKey : a.Side.CompareTo(b.Side)));
        foreach (var group in all.GroupBy(e => (e.OrderKey, e.Side)))
        {
            folded[group.Key] = Fold(group, selection);
        }

        return [.. folded.Select(f => f.Value.ToState(f.Key.Key, f.Key.Side, stages?.Invoke(f.Key.Side) ?? StageOrder.Default))];
    }

    /// <param name="events">The events of one order and side.</param>
    /// <param name="selection">Made from them and everything that bears on whether they count.</param>
    /// <param name="archived">What the order stood at when its older events were deleted, or null.</param>
    /// <param name="wasArchived">Whether an event's id was among the deleted ones: then another content of it is a conflict.</param>
    internal static OrderAccumulator Fold(
        IEnumerable<OrderEvent> events, EventSelection selection, OrderAccumulator? archived = null, Func<OrderEvent, bool>? wasArchived = null)
    {
        var state = archived ?? new OrderAccumulator();
        // a repeat is the same payload of the same id; the earliest receipt speaks for it
        var distinct = events.GroupBy(e => (e.Source, e.EventId, e.Stamp)).Select(g => g.MinBy(e => e.ObservedAt)!).ToList();
        foreach (var id in distinct.GroupBy(e => (e.Source, e.EventId)))
        {
            if (wasArchived?.Invoke(id.First()) == true)
            {
                state.ConflictCount++;
            }
            else
            {
                state.Know(selection.IsConflicting(id.First()));
            }
        }

        var counting = distinct.Where(selection.Counts).ToList();
        foreach (var lowering in counting)
        {
            state.RaiseFloor(lowering.Kind, lowering.Stamp);
        }

        foreach (var candidate in counting)
        {
            state.Add(candidate);
        }

        return state;
    }
}
