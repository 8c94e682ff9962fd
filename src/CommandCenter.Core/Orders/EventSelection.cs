namespace CommandCenter.Orders;

/// <summary>
/// Which of a set of events count. Of an id with several payloads the one with the highest stamp; of those, all that no counting event withdraws.
/// Where events withdraw each other in a circle, the one with the highest stamp stands.
/// </summary>
public sealed class EventSelection
{
    private readonly Dictionary<(string Source, string Id), OrderEvent> winners = [];
    private readonly HashSet<(string Source, string Id)> withdrawn = [];
    private readonly HashSet<(string Source, string Id)> conflicting = [];

    private EventSelection()
    {
    }

    /// <param name="events">Every payload of every id that the caller knows, and every event that withdraws one of them.</param>
    public static EventSelection Of(IEnumerable<OrderEvent> events)
    {
        var selection = new EventSelection();
        List<OrderEvent>? superseding = null;
        foreach (var candidate in events)
        {
            var id = (candidate.Source, candidate.EventId);
            if (!selection.winners.TryGetValue(id, out var known))
            {
                selection.winners[id] = candidate;
            }
            else if (candidate.Stamp != known.Stamp)
            {
                selection.conflicting.Add(id);
                if (candidate.Stamp > known.Stamp)
                {
                    selection.winners[id] = candidate;
                }
            }
        }

        foreach (var winner in selection.winners.Values)
        {
            if (winner is { Kind: OrderEventKind.Supersedes, Names: not null } && winner.Names != winner.EventId)
            {
                (superseding ??= []).Add(winner);
            }
        }

        if (superseding is not null)
        {
            selection.Withdraw(superseding);
        }

        return selection;
    }

    public bool Counts(OrderEvent candidate)
    {
        var id = (candidate.Source, candidate.EventId);
        return !withdrawn.Contains(id) && winners.TryGetValue(id, out var winner) && winner.Stamp == candidate.Stamp;
    }

    public bool IsWithdrawn(OrderEvent candidate) => withdrawn.Contains((candidate.Source, candidate.EventId));

    public bool IsConflicting(OrderEvent candidate) => conflicting.Contains((candidate.Source, candidate.EventId));

    /// <summary>An event that is itself withdrawn withdraws nothing: those that nobody names are settled first, then what they leave over.</summary>
    private void Withdraw(List<OrderEvent> superseding)
    {
        superseding.Sort(static (a, b) =>
        {
            var byStamp = b.Stamp.CompareTo(a.Stamp);
            var bySource = byStamp != 0 ? byStamp : string.CompareOrdinal(a.Source, b.Source);
            return bySource != 0 ? bySource : string.CompareOrdinal(a.EventId, b.EventId);
        });

        while (superseding.Count > 0)
        {
            superseding.RemoveAll(e => withdrawn.Contains((e.Source, e.EventId)));
            if (superseding.Count == 0)
            {
                return;
            }

            var named = superseding.Select(e => (e.Source, e.Names!)).ToHashSet();
            var free = superseding.Where(e => !named.Contains((e.Source, e.EventId))).ToList();
            if (free.Count == 0)
            {
                free.Add(superseding[0]);
            }

            foreach (var effective in free)
            {
                if (!withdrawn.Contains((effective.Source, effective.EventId)))
                {
                    withdrawn.Add((effective.Source, effective.Names!));
                }

                superseding.Remove(effective);
            }
        }
    }
}
