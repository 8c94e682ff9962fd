using CommandCenter.Orders;
using CommandCenter.Sources;

namespace CommandCenter.Persistence.Sqlite;

/// <summary>Every call is one run of a prepared statement.</summary>
internal sealed class SqliteTables(EventStatements sql) : IStoreTables
{
    public void ReadSources(Action<int, string> found) => ReadPairs(sql.ReadSources, found);

    public void ReadNamed(Action<int, string> found) => ReadPairs(sql.ReadNamed, found);

    public void AddSource(int number, string name) => sql.AddSource.Bind(1, number).Bind(2, name).Run();

    public bool InsertEvent(long number, int source, OrderEvent added, int variant, long order, CompactWriter facts) => sql.InsertEvent
        .Bind(1, number).Bind(2, source).Bind(3, added.EventId).Bind(4, variant).Bind(5, order).Bind(6, (long)added.Side).Bind(7, (long)added.Kind)
        .Bind(8, (long?)added.Stage).Bind(9, added.Stamp.Version).Bind(10, added.Stamp.OccurredMicros).Bind(11, unchecked((long)added.Stamp.PayloadHash))
        .Bind(12, Instants.ToMicros(added.ObservedAt)).Bind(13, added.Names).Bind(14, added.UncertainTime ? 1 : 0).Bind(15, FactCodec.Encode(facts, added.Facts))
        .Run() == 1;

    public void DeleteEvent(long number) => sql.DeleteEvent.Bind(1, number).Run();

    public void ReadStamps(int source, string eventId, List<Stamp> stamps)
    {
        sql.ReadVariants.Bind(1, source).Bind(2, eventId);
        while (sql.ReadVariants.Step())
        {
            stamps.Add(EventRows.StampOf(sql.ReadVariants));
        }

        sql.ReadVariants.Reset();
    }

    public void ReadVariants(int source, string eventId, List<FoundEvent> found) => ReadEvents(sql.ReadVariants.Bind(1, source).Bind(2, eventId), found);

    public void ReadSuperseding(int source, string eventId, List<FoundEvent> found) => ReadEvents(sql.ReadSuperseding.Bind(1, source).Bind(2, eventId), found);

    public void ReadOrderEvents(long order, List<FoundEvent> found) => ReadEvents(sql.ReadOrderEvents.Bind(1, order), found);

    public CachedOrder? FindOrder(string key)
    {
        var order = sql.FindOrder.Bind(1, key).Step() ? ReadFound(key) : null;
        sql.FindOrder.Reset();
        return order;
    }

    public string? FindOrderKey(long number)
    {
        var key = sql.FindOrderByNumber.Bind(1, number).Step() ? sql.FindOrderByNumber.Text(0) : null;
        sql.FindOrderByNumber.Reset();
        return key;
    }

    public ArchivedSide? ReadArchive(long order, Side side)
    {
        var found = sql.ReadArchive.Bind(1, order).Bind(2, (long)side).Step();
        var archive = found ? new ArchivedSide(OrderStateCodec.Decode(sql.ReadArchive.Bytes(0)), sql.ReadArchive.Bytes(1)) : null;
        sql.ReadArchive.Reset();
        return archive;
    }

    public void WriteOrder(OrderChange change, CachedOrder order, in OrderColumns columns, in OrderStages stages, long updated, OrderStateCodec codec)
    {
        if (change == OrderChange.State)
        {
            sql.TouchOrder.Bind(1, order.Number).Bind(2, (long?)stages.Legacy).Bind(3, (long?)stages.Orchestration).Bind(4, (long?)stages.Shown).Bind(5, updated);
            BindStates(sql.TouchOrder, 6, order, codec);
            sql.TouchOrder.Run();
            return;
        }

        var statement = change == OrderChange.New ? sql.InsertOrder : sql.UpdateOrder;
        statement.Bind(1, order.Number).Bind(2, order.Key).Bind(3, columns.Lane).Bind(4, columns.Region).Bind(5, columns.Channel).Bind(6, columns.Store).Bind(7, columns.Node)
            .Bind(8, (long?)columns.Owner).Bind(9, (long?)stages.Legacy).Bind(10, (long?)stages.Orchestration).Bind(11, (long?)stages.Shown).Bind(12, columns.PlacedAt)
            .Bind(13, updated).Bind(14, columns.Total).Bind(15, columns.Currency).Bind(16, columns.IsOpen ? 1 : 0).Bind(20, columns.IsOpen ? null : updated);
        BindStates(statement, 17, order, codec);
        statement.Run();
    }

    public void AddNumber(string normalised, OrderNumberKind kind, long order) => sql.AddNumber.Bind(1, normalised).Bind(2, (long)kind).Bind(3, order).Run();

    public bool PutLevel(InventoryLevel level) => sql.UpsertLevel.Bind(1, (long)level.Side).Bind(2, level.Sku).Bind(3, level.Node).Bind(4, level.AvailableToSell)
        .Bind(5, level.OnHand).Bind(6, level.Reserved).Bind(7, Instants.ToMicros(level.AsOf)).Bind(8, level.Source).Run() > 0;

    public bool AddReading(GaugeReading reading) => sql.AddReading.Bind(1, (long)reading.Side).Bind(2, reading.Name).Bind(3, Instants.ToMicros(reading.AsOf))
        .Bind(4, reading.Value).Bind(5, reading.Unit).Bind(6, reading.Source).Run() > 0;

    public bool AddContact(CustomerContact contact) => sql.AddContact.Bind(1, contact.Source).Bind(2, contact.Id).Bind(3, contact.OrderKey).Bind(4, contact.Channel)
        .Bind(5, contact.Reason).Bind(6, Instants.ToMicros(contact.At)).Run() > 0;

    public (Guid Id, string MappingHash)? FindRejected(string source, string recordId)
    {
        (Guid, string)? found = sql.ReadRejected.Bind(1, source).Bind(2, recordId).Step() ? (Guid.Parse(sql.ReadRejected.Text(0)), sql.ReadRejected.Text(1)) : null;
        sql.ReadRejected.Reset();
        return found;
    }

    public void AddRejected(RejectedRecord record)
    {
        var id = StoredId(record.Id);
        sql.AddRejected.Bind(1, id).Bind(2, record.Source).Bind(3, record.RecordId).Bind(4, record.Payload).Bind(5, record.MappingHash)
            .Bind(6, Instants.ToMicros(record.ObservedAt)).Run();
        AddReasons(id, record);
    }

    public void RejectAgain(Guid id, RejectedRecord record)
    {
        var stored = StoredId(id);
        sql.RejectAgain.Bind(1, stored).Bind(2, record.Payload).Bind(3, record.MappingHash).Bind(4, Instants.ToMicros(record.ObservedAt)).Run();
        sql.DropReasons.Bind(1, stored).Run();
        AddReasons(stored, record);
    }

    public void ResolveRejected(Guid id, long at) => sql.ApplyRejected.Bind(1, StoredId(id)).Bind(2, at).Run();

    private static void ReadPairs(RawStatement rows, Action<int, string> found)
    {
        while (rows.Step())
        {
            found((int)rows.Long(0), rows.Text(1));
        }

        rows.Reset();
    }

    private static void ReadEvents(RawStatement rows, List<FoundEvent> found)
    {
        while (rows.Step())
        {
            found.Add(new FoundEvent((int)rows.Long(1), EventRows.OrderOf(rows), EventRows.Read(rows, "", "")));
        }

        rows.Reset();
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

    private static void BindStates(RawStatement statement, int first, CachedOrder order, OrderStateCodec codec)
    {
        for (var side = 0; side < 3; side++)
        {
            if (order.Sides[side] is { } state)
            {
                statement.Bind(first + side, codec.Encode(state));
            }
            else
            {
                statement.BindNull(first + side);
            }
        }
    }

    private void AddReasons(string id, RejectedRecord record)
    {
        for (var i = 0; i < record.Reasons.Count; i++)
        {
            var reason = record.Reasons[i];
            sql.AddReason.Bind(1, id).Bind(2, i).Bind(3, reason.Field).Bind(4, reason.Code).Bind(5, reason.Message).Run();
        }
    }

    // as EF Core writes it
    private static string StoredId(Guid id) => id.ToString("D").ToUpperInvariant();
}
