using CommandCenter.Orders;
using CommandCenter.Sources;
using Npgsql;

namespace CommandCenter.Persistence.Postgres;

/// <summary>
/// Answers out of what <see cref="ReadKnownAsync"/> asked for at once, and gathers what is written until <see cref="SendAsync"/>. What only a conflict or a withdrawal needs is asked
/// for when it is needed.
/// </summary>
internal sealed class PostgresTables(NpgsqlConnection connection) : IStoreTables
{
    private readonly CopyRows events = new();
    private readonly CopyRows orders = new();
    private readonly KnownRows known = new();
    private readonly PendingRecords pending = new();
    private readonly List<(int Number, string Name)> newSources = [];
    private readonly List<(string Normalised, OrderNumberKind Kind, long Order)> numbers = [];
    private int newOrders;

    /// <summary>The last event that was inserted and is kept.</summary>
    public (long Number, OrderEvent Event)? LastInserted { get; private set; }

    /// <summary>Forgets a former batch and asks for whatever exists of what this one names.</summary>
    public async ValueTask ReadKnownAsync(IngestBatch batch, OrderWriter writer, CancellationToken cancel)
    {
        events.Clear();
        orders.Clear();
        pending.Clear();
        newSources.Clear();
        numbers.Clear();
        newOrders = 0;
        LastInserted = null;
        await known.ReadAsync(connection, batch, writer, cancel);
    }

    /// <summary>Writes everything that was gathered.</summary>
    public async ValueTask SendAsync(long revision, OrderWriter writer, Guid commit, CancellationToken cancel)
    {
        if (events.Count > 0)
        {
            await events.SendAsync(connection, PostgresSql.CopyEvents, cancel);
        }

        await using var batch = new NpgsqlBatch(connection);
        if (orders.Count is > 0 and var changed)
        {
            await orders.SendAsync(connection, PostgresSql.CopyOrders, cancel);
            if (newOrders > 0)
            {
                batch.Add(PostgresSql.InsertOrders);
            }

            if (newOrders < changed)
            {
                batch.Add(PostgresSql.UpdateOrders);
            }
        }

        if (newSources.Count > 0)
        {
            batch.Add(PostgresSql.AddSource, newSources.ConvertAll(s => s.Number).ToArray(), newSources.ConvertAll(s => PostgresText.Clean(s.Name)).ToArray());
        }

        if (numbers.Count > 0)
        {
            batch.Add(
                PostgresSql.AddNumbers, numbers.ConvertAll(n => PostgresText.Clean(n.Normalised)).ToArray(), numbers.ConvertAll(n => (int)n.Kind).ToArray(),
                numbers.ConvertAll(n => n.Order).ToArray());
        }

        pending.AddTo(batch);
        batch.Add(PostgresSql.WriteHead, revision, writer.LastEvent, writer.LastOrder, commit);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    public void ReadSources(Action<int, string> found) => Query(PostgresSql.ReadSources, row => found(row.GetInt32(0), row.GetString(1)));

    public void ReadNamed(Action<int, string> found) => Query(PostgresSql.ReadNamed, row => found(row.GetInt32(0), row.GetString(1)));

    public void AddSource(int number, string name) => newSources.Add((number, name));

    public bool InsertEvent(long number, int source, OrderEvent added, int variant, long order, CompactWriter facts)
    {
        if (!known.AddStamp(source, added.EventId, added.Stamp, first: variant == 0))
        {
            return false;
        }

        events.Row(15).Long(number).Int(source).Text(added.EventId).Int(variant).Long(order).Int((int)added.Side).Short((short)added.Kind).Int((int?)added.Stage)
            .Long(added.Stamp.Version).Long(added.Stamp.OccurredMicros).Long(unchecked((long)added.Stamp.PayloadHash)).Long(Instants.ToMicros(added.ObservedAt)).Text(added.Names)
            .Bool(added.UncertainTime).Bytes(FactCodec.Encode(facts, added.Facts));
        LastInserted = (number, added);
        return true;
    }

    public void DeleteEvent(long number)
    {
        var taken = LastInserted!.Value.Event;
        events.DropRow();
        known.DropStamp(taken);
        LastInserted = null;
    }

    public void ReadStamps(int source, string eventId, List<Stamp> stamps) => known.ReadStamps(source, eventId, stamps);

    public void ReadVariants(int source, string eventId, List<FoundEvent> found) => QueryEvents(found, PostgresSql.ReadVariants, source, PostgresText.Clean(eventId));

    public void ReadSuperseding(int source, string eventId, List<FoundEvent> found) => QueryEvents(found, PostgresSql.ReadSuperseding, source, PostgresText.Clean(eventId));

    public void ReadOrderEvents(long order, List<FoundEvent> found) => QueryEvents(found, PostgresSql.ReadOrderEvents, order);

    public CachedOrder? FindOrder(string key)
    {
        if (known.TryFindOrder(key, out var order))
        {
            return order;
        }

        Query(PostgresSql.FindOrder, row => order = KnownRows.ReadOrder(row), key);
        return order;
    }

    public string? FindOrderKey(long number)
    {
        string? key = null;
        Query(PostgresSql.FindOrderKey, row => key = row.GetString(0), number);
        return key;
    }

    public ArchivedSide? ReadArchive(long order, Side side)
    {
        ArchivedSide? archive = null;
        Query(PostgresSql.ReadArchive, row => archive = new ArchivedSide(OrderStateCodec.Decode(row.GetFieldValue<byte[]>(0)), row.GetFieldValue<byte[]>(1)), order, (int)side);
        return archive;
    }

    public void WriteOrder(OrderChange change, CachedOrder order, in OrderColumns columns, in OrderStages stages, long updated, OrderStateCodec codec)
    {
        newOrders += change == OrderChange.New ? 1 : 0;
        orders.Row(21).Bool(change == OrderChange.New).Long(order.Number).Text(order.Key).Text(columns.Lane).Text(columns.Region).Text(columns.Channel).Text(columns.Store).Text(columns.Node)
            .Int((int?)columns.Owner).Int((int?)stages.Legacy).Int((int?)stages.Orchestration).Int((int?)stages.Shown).Long(columns.PlacedAt).Long(updated).Long(columns.Total)
            .Text(columns.Currency).Bool(columns.IsOpen);
        foreach (var side in order.Sides)
        {
            _ = side is null ? orders.Null() : orders.Bytes(codec.Encode(side));
        }

        orders.Long(columns.IsOpen ? null : updated);
    }

    public void AddNumber(string normalised, OrderNumberKind kind, long order) => numbers.Add((normalised, kind, order));

    public bool PutLevel(InventoryLevel level) => known.IsNewer(level) && pending.Put(level);

    public bool AddReading(GaugeReading reading) => known.IsNew(reading) && pending.Add(reading);

    public bool AddContact(CustomerContact contact) => known.IsNew(contact) && pending.Add(contact);

    public (Guid Id, string MappingHash)? FindRejected(string source, string recordId) => known.FindRejected(source, recordId);

    public void AddRejected(RejectedRecord record)
    {
        known.Note(record, record.Id);
        pending.Add(record);
    }

    public void RejectAgain(Guid id, RejectedRecord record)
    {
        known.Note(record, id);
        pending.Again(id, record);
    }

    public void ResolveRejected(Guid id, long at) => pending.Resolve(id, at);

    private void QueryEvents(List<FoundEvent> found, string sql, params ReadOnlySpan<object> values)
    {
        // the running batch's own events belong to the answer
        if (events.Count > 0)
        {
            events.Send(connection, PostgresSql.CopyEvents);
        }

        Query(sql, row => found.Add(KnownRows.ReadEvent(row)), values);
    }

    private void Query(string sql, Action<NpgsqlDataReader> read, params ReadOnlySpan<object> values)
    {
        using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            read(rows);
        }
    }
}

/// <summary>Batches of statements with parameters by position.</summary>
internal static class BatchStatements
{
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        batch.BatchCommands.Add(command);
    }
}
