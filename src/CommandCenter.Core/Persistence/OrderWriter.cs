using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>
/// Inserts events and keeps each order's state in step. A new event that only states facts is added to the state as it is; where an id comes with another content, or an
/// event withdraws or lowers something, the orders concerned are folded again from all their events.
/// </summary>
internal sealed class OrderWriter(EventStatements sql, int cachedOrders)
{
    private readonly OrderCache cache = new(cachedOrders);
    private readonly List<CachedOrder> touched = [];
    private readonly List<(int Source, string Id)> refold = [];
    private readonly Dictionary<string, int> sources = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> sourceNames = [];
    private readonly HashSet<(int Source, string Id)> named = [];
    private readonly CompactWriter factsWriter = new();
    private readonly OrderRowWriter rows = new(sql);

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
        while (sql.ReadSources.Step())
        {
            Remember((int)sql.ReadSources.Long(0), sql.ReadSources.Text(1));
        }

        sql.ReadSources.Reset();
        while (sql.ReadNamed.Step())
        {
            named.Add(((int)sql.ReadNamed.Long(0), sql.ReadNamed.Text(1)));
        }

        sql.ReadNamed.Reset();
    }

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
                sql.DeleteEvent.Bind(1, LastEvent).Run();
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

        var variants = 0;
        var known = false;
        sql.ReadVariants.Bind(1, source).Bind(2, added.EventId);
        while (sql.ReadVariants.Step())
        {
            variants++;
            known |= EventRows.StampOf(sql.ReadVariants) == added.Stamp;
        }

        sql.ReadVariants.Reset();
        if (known)
        {
            tally.Duplicates++;
            return;
        }

        Insert(added, source, order, variants);
        tally.Conflicts++;
        Concern(order, source, added);
    }

    private bool Insert(OrderEvent added, int source, CachedOrder order, int variant)
    {
        var inserted = sql.InsertEvent
            .Bind(1, LastEvent + 1).Bind(2, source).Bind(3, added.EventId).Bind(4, variant).Bind(5, order.Number).Bind(6, (long)added.Side).Bind(7, (long)added.Kind)
            .Bind(8, (long?)added.Stage).Bind(9, added.Stamp.Version).Bind(10, added.Stamp.OccurredMicros).Bind(11, unchecked((long)added.Stamp.PayloadHash))
            .Bind(12, Instants.ToMicros(added.ObservedAt)).Bind(13, added.Names).Bind(14, added.UncertainTime ? 1 : 0).Bind(15, FactCodec.Encode(factsWriter, added.Facts))
            .Run() == 1;
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

            sql.ReadVariants.Bind(1, id.Source).Bind(2, id.Id);
            while (sql.ReadVariants.Step())
            {
                concerned.Add(EventRows.OrderOf(sql.ReadVariants));
                if (EventRows.NamesOf(sql.ReadVariants) is { } names)
                {
                    open.Enqueue((id.Source, names));
                }
            }

            sql.ReadVariants.Reset();
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
        var all = new EventClosure(sql, sourceNames).Read(order);
        var selection = EventSelection.Of(all);
        for (var side = Side.Legacy; side <= Side.Shared; side++)
        {
            var own = all.Where(e => e.OrderKey == order.Key && e.Side == side).ToList();
            var archive = order.IsArchived ? ArchivedSide.Read(sql, order.Number, side) : null;
            if (own.Count > 0 || archive is not null)
            {
                order.Sides[(int)side] = OrderFold.Fold(own, selection, archive?.State, archive is null ? null : archive.Knows);
                Touch(order, side);
            }
        }
    }

    private bool IsRepeatOfArchived(OrderEvent added, CachedOrder order) =>
        ArchivedSide.Read(sql, order.Number, added.Side) is { } archive && archive.KnowsExactly(added);

    private CachedOrder Find(string key)
    {
        if (cache.TryGet(key, out var order))
        {
            return order;
        }

        order = sql.FindOrder.Bind(1, key).Step() ? ReadFound(key) : new CachedOrder(++LastOrder, key);
        sql.FindOrder.Reset();
        cache.Add(order);
        return order;
    }

    private CachedOrder ReadFound(string key)
    {
        var row = sql.FindOrder;
        var order = new CachedOrder(row.Long(0), key)
        {
            IsStored = true,
            IsArchived = row.Long(1) != 0,
            Written = new OrderColumns(
                row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8), row.TextOrNull(9), (Side?)row.LongOrNull(10), row.LongOrNull(11), row.LongOrNull(12),
                row.TextOrNull(13), row.Long(14) != 0),
        };
        for (var side = 0; side < 3; side++)
        {
            if (!row.IsNull(2 + side))
            {
                order.Sides[side] = OrderStateCodec.Decode(row.Bytes(2 + side));
            }
        }

        return order;
    }

    private CachedOrder FindByNumber(long number)
    {
        var found = sql.FindOrderByNumber.Bind(1, number).Step();
        var key = found ? sql.FindOrderByNumber.Text(0) : throw new InvalidDataException($"Events name the order number {number}, which has no row.");
        sql.FindOrderByNumber.Reset();
        return Find(key);
    }

    private int SourceNumber(string name)
    {
        if (!sources.TryGetValue(name, out var number))
        {
            number = sources.Count + 1;
            sql.AddSource.Bind(1, number).Bind(2, name).Run();
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
