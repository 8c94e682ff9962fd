using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>
/// Inserts events and keeps each order's state in step. A new event that only states facts is added to the state as it is; where an id comes with another content, or an
/// event withdraws or lowers something, the orders concerned are folded again from all their events.
/// </summary>
internal sealed class OrderWriter(IStoreTables tables, int cachedOrders)
{
    private readonly OrderCache cache = new(cachedOrders);
    private readonly List<CachedOrder> touched = [];
    private readonly List<(int Source, string Id)> refold = [];
    private readonly Dictionary<string, int> sources = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> sourceNames = [];
    private readonly HashSet<(int Source, string Id)> named = [];
    private readonly CompactWriter factsWriter = new();
    private readonly OrderRowWriter rows = new(tables);
    private readonly List<Stamp> stamps = [];
    private readonly List<FoundEvent> found = [];

    public long LastEvent { get; private set; }
    public long LastOrder { get; private set; }

    /// <summary>Forgets everything and starts from what is stored.</summary>
    public void Recall(long lastEvent, long lastOrder)
    {
        (LastEvent, LastOrder) = (lastEvent, lastOrder);
        cache.Clear();
        sources.Clear();
        sourceNames.Clear();
        named.Clear();
        RecallNames();
    }

    /// <summary>Reads again what others may have added.</summary>
    private void RecallNames()
    {
        tables.ReadSources((number, name) => Remember(number, name));
        tables.ReadNamed((source, id) => named.Add((source, id)));
    }

    /// <summary>The keys that <see cref="Append(IReadOnlyList{OrderEvent}, StageOrders, ref AppendTally)"/> will have to ask the tables for.</summary>
    public void CollectUnknown(IReadOnlyList<OrderEvent> events, HashSet<string> keys)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (!cache.Knows(events[i].OrderKey))
            {
                keys.Add(events[i].OrderKey);
            }
        }
    }

    /// <summary>Null where the source has no number yet.</summary>
    public int? NumberOf(string source) => sources.TryGetValue(source, out var number) ? number : null;

    /// <returns>The states that changed, each once.</returns>
    public IReadOnlyList<OrderState> Append(IReadOnlyList<OrderEvent> events, StageOrders stages, ref AppendTally tally)
    {
        touched.Clear();
        refold.Clear();
        for (var i = 0; i < events.Count; i++)
        {
            Append(events[i], ref tally);
        }

        if (refold.Count > 0)
        {
            RefoldWhatIsConcerned();
        }

        var states = new List<OrderState>(touched.Count);
        foreach (var order in touched)
        {
            rows.Write(order, stages, states);
            order.Changed = 0;
            order.MustRefold = false;
        }

        return states;
    }

    private void Append(OrderEvent added, ref AppendTally tally)
    {
        tally.Saw(added.Stamp.OccurredMicros);
        var source = SourceNumber(added.Source);
        var order = Find(added.OrderKey);
        if (Insert(added, source, order, 0))
        {
            if (order.IsArchived && IsRepeatOfArchived(added, order))
            {
                tables.DeleteEvent(LastEvent);
                LastEvent--;
                tally.Duplicates++;
                return;
            }

            tally.Applied++;
            if (added.Kind != OrderEventKind.Facts || order.IsArchived || (named.Count > 0 && named.Contains((source, added.EventId))))
            {
                Concern(order, source, added);
            }
            else
            {
                rows.NoteNumbers(order, added);
                var state = order.Of(added.Side);
                state.Know(conflicting: false);
                state.Add(added);
                Touch(order, added.Side);
            }

            return;
        }

        stamps.Clear();
        tables.ReadStamps(source, added.EventId, stamps);
        if (stamps.Contains(added.Stamp))
        {
            tally.Duplicates++;
            return;
        }

        Insert(added, source, order, stamps.Count);
        tally.Conflicts++;
        Concern(order, source, added);
    }

    private bool Insert(OrderEvent added, int source, CachedOrder order, int variant)
    {
        var inserted = tables.InsertEvent(LastEvent + 1, source, added, variant, order.Number, factsWriter);
        LastEvent += inserted ? 1 : 0;
        return inserted;
    }

    private void Concern(CachedOrder order, int source, OrderEvent added)
    {
        rows.NoteNumbers(order, added);
        Touch(order, added.Side);
        if (added.Names is { } name)
        {
            named.Add((source, name));
        }

        refold.Add((source, added.EventId));
    }

    private void Touch(CachedOrder order, Side side)
    {
        if (order.Changed == 0)
        {
            touched.Add(order);
        }

        order.Change(side);
    }

    /// <summary>Whatever an id's payloads say, and whatever the events that they withdraw say, must be looked at again.</summary>
    private void RefoldWhatIsConcerned()
    {
        var seen = new HashSet<(int Source, string Id)>();
        var concerned = new HashSet<long>();
        var open = new Queue<(int Source, string Id)>(refold);
        while (open.TryDequeue(out var id))
        {
            if (!seen.Add(id))
            {
                continue;
            }

            found.Clear();
            tables.ReadVariants(id.Source, id.Id, found);
            foreach (var variant in found)
            {
                concerned.Add(variant.Order);
                if (variant.Event.Names is { } names)
                {
                    open.Enqueue((id.Source, names));
                }
            }
        }

        var running = touched.ToDictionary(o => o.Number);
        foreach (var number in concerned)
        {
            var order = running.GetValueOrDefault(number) ?? FindByNumber(number);
            Refold(order);
        }
    }

    private void Refold(CachedOrder order)
    {
        var all = new EventClosure(tables, sourceNames).Read(order);
        var selection = EventSelection.Of(all);
        for (var side = Side.Legacy; side <= Side.Shared; side++)
        {
            var own = all.Where(e => e.OrderKey == order.Key && e.Side == side).ToList();
            var archive = order.IsArchived ? tables.ReadArchive(order.Number, side) : null;
            if (own.Count > 0 || archive is not null)
            {
                order.Sides[(int)side] = OrderFold.Fold(own, selection, archive?.State, archive is null ? null : archive.Knows);
                Touch(order, side);
            }
        }
    }

    private bool IsRepeatOfArchived(OrderEvent added, CachedOrder order) =>
        tables.ReadArchive(order.Number, added.Side) is { } archive && archive.KnowsExactly(added);

    private CachedOrder Find(string key)
    {
        if (cache.TryGet(key, out var order))
        {
            return order;
        }

        order = tables.FindOrder(key) ?? new CachedOrder(++LastOrder, key);
        cache.Add(order);
        return order;
    }

    private CachedOrder FindByNumber(long number) =>
        Find(tables.FindOrderKey(number) ?? throw new InvalidDataException($"Events name the order number {number}, which has no row."));

    private int SourceNumber(string name)
    {
        if (!sources.TryGetValue(name, out var number))
        {
            number = sources.Count + 1;
            tables.AddSource(number, name);
            Remember(number, name);
        }

        return number;
    }

    private void Remember(int number, string name)
    {
        sources[name] = number;
        sourceNames[number] = name;
    }
}
