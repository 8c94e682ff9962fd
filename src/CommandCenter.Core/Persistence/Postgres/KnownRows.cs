using CommandCenter.Orders;
using CommandCenter.Sources;
using Npgsql;

namespace CommandCenter.Persistence.Postgres;

/// <summary>What the store already holds of everything that a batch names, read in one round trip and kept in step while the batch is worked off.</summary>
internal sealed class KnownRows
{
    private readonly Dictionary<(int Source, string Id), List<Stamp>> stamps = [];
    private readonly Dictionary<string, CachedOrder?> orders = new(StringComparer.Ordinal);
    private readonly Dictionary<(Side Side, string Sku, string Node), (long AsOf, long Available, string Source)> levels = [];
    private readonly HashSet<(Side Side, string Name, long AsOf)> readings = [];
    private readonly HashSet<(string Source, string Id)> contacts = [];
    private readonly Dictionary<(string Source, string RecordId), (Guid Id, string MappingHash)> rejected = [];
    private readonly HashSet<string> unknown = new(StringComparer.Ordinal);

    public async ValueTask ReadAsync(NpgsqlConnection connection, IngestBatch batch, OrderWriter writer, CancellationToken cancel)
    {
        stamps.Clear();
        orders.Clear();
        levels.Clear();
        readings.Clear();
        contacts.Clear();
        rejected.Clear();
        unknown.Clear();
        await using var asked = new NpgsqlBatch(connection);
        var answers = new List<Action<NpgsqlDataReader>>(6);
        Ask(batch, writer, asked, answers);
        if (answers.Count == 0)
        {
            return;
        }

        await using var rows = await asked.ExecuteReaderAsync(cancel);
        foreach (var answer in answers)
        {
            while (await rows.ReadAsync(cancel))
            {
                answer(rows);
            }

            await rows.NextResultAsync(cancel);
        }
    }

    /// <param name="first">Only where nothing of the id is known.</param>
    public bool AddStamp(int source, string id, Stamp stamp, bool first)
    {
        if (!stamps.TryGetValue((source, id), out var all))
        {
            stamps[(source, id)] = [stamp];
            return true;
        }

        if (first)
        {
            return false;
        }

        all.Add(stamp);
        return true;
    }

    public void DropStamp(OrderEvent taken)
    {
        foreach (var (key, all) in stamps.Where(s => s.Key.Id == taken.EventId && s.Value is [var only] && only == taken.Stamp).ToList())
        {
            stamps.Remove(key);
        }
    }

    public void ReadStamps(int source, string id, List<Stamp> found)
    {
        if (stamps.TryGetValue((source, id), out var all))
        {
            found.AddRange(all);
        }
    }

    /// <summary>False where the batch did not ask for it.</summary>
    public bool TryFindOrder(string key, out CachedOrder? order)
    {
        if (orders.TryGetValue(key, out order))
        {
            return true;
        }

        return unknown.Contains(key);
    }

    public bool IsNewer(InventoryLevel level)
    {
        var key = (level.Side, level.Sku, level.Node);
        var asOf = Instants.ToMicros(level.AsOf);
        if (levels.TryGetValue(key, out var held))
        {
            var order = asOf != held.AsOf ? asOf.CompareTo(held.AsOf)
                : level.AvailableToSell != held.Available ? level.AvailableToSell.CompareTo(held.Available) : string.CompareOrdinal(level.Source, held.Source);
            if (order <= 0)
            {
                return false;
            }
        }

        levels[key] = (asOf, level.AvailableToSell, level.Source);
        return true;
    }

    public bool IsNew(GaugeReading reading) => readings.Add((reading.Side, reading.Name, Instants.ToMicros(reading.AsOf)));

    public bool IsNew(CustomerContact contact) => contacts.Add((contact.Source, contact.Id));

    public (Guid Id, string MappingHash)? FindRejected(string source, string recordId) => rejected.TryGetValue((source, recordId), out var found) ? found : null;

    public void Note(RejectedRecord record, Guid id) => rejected[(record.Source, record.RecordId)] = (id, record.MappingHash);

    public static CachedOrder ReadOrder(NpgsqlDataReader row)
    {
        var order = new CachedOrder(row.GetInt64(0), row.GetString(1))
        {
            IsStored = true,
            IsArchived = row.GetBoolean(2),
            Written = new OrderColumns(
                Text(6), Text(7), Text(8), Text(9), Text(10), row.IsDBNull(11) ? null : (Side)row.GetInt32(11), Number(12), Number(13), Text(14), row.GetBoolean(15)),
        };
        for (var side = 0; side < 3; side++)
        {
            if (!row.IsDBNull(3 + side))
            {
                order.Sides[side] = OrderStateCodec.Decode(row.GetFieldValue<byte[]>(3 + side));
            }
        }

        return order;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        long? Number(int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
    }

    public static FoundEvent ReadEvent(NpgsqlDataReader row) => new(row.GetInt32(1), row.GetInt64(4), new OrderEvent
    {
        Source = "",
        EventId = row.GetString(2),
        OrderKey = "",
        Side = (Side)row.GetInt32(5),
        Kind = (OrderEventKind)row.GetInt16(6),
        Stage = row.IsDBNull(7) ? null : (Stage)row.GetInt32(7),
        Stamp = new Stamp(row.GetInt64(8), row.GetInt64(9), unchecked((ulong)row.GetInt64(10))),
        ObservedAt = Instants.FromMicros(row.GetInt64(11)),
        Names = row.IsDBNull(12) ? null : row.GetString(12),
        UncertainTime = row.GetBoolean(13),
        Facts = FactCodec.Decode(row.GetFieldValue<byte[]>(14)),
    });

    private void Ask(IngestBatch batch, OrderWriter writer, NpgsqlBatch asked, List<Action<NpgsqlDataReader>> answers)
    {
        if (batch.Events.Count > 0)
        {
            AskForEvents(batch, writer, asked, answers);
        }

        if (batch.Inventory.Count > 0)
        {
            var ours = batch.Inventory;
            asked.Add(PostgresSql.KnownLevels, ours.Select(l => (int)l.Side).ToArray(), Texts(ours, l => l.Sku), Texts(ours, l => l.Node));
            answers.Add(row => levels[((Side)row.GetInt32(0), row.GetString(1), row.GetString(2))] = (row.GetInt64(3), row.GetInt64(4), row.GetString(5)));
        }

        if (batch.Gauges.Count > 0)
        {
            var ours = batch.Gauges;
            asked.Add(PostgresSql.KnownReadings, ours.Select(g => (int)g.Side).ToArray(), Texts(ours, g => g.Name), ours.Select(g => Instants.ToMicros(g.AsOf)).ToArray());
            answers.Add(row => readings.Add(((Side)row.GetInt32(0), row.GetString(1), row.GetInt64(2))));
        }

        if (batch.Contacts.Count > 0)
        {
            asked.Add(PostgresSql.KnownContacts, Texts(batch.Contacts, c => c.Source), Texts(batch.Contacts, c => c.Id));
            answers.Add(row => contacts.Add((row.GetString(0), row.GetString(1))));
        }

        if (batch.Rejected.Count > 0)
        {
            asked.Add(PostgresSql.KnownRejected, Texts(batch.Rejected, r => r.Source), Texts(batch.Rejected, r => r.RecordId));
            answers.Add(row => rejected[(row.GetString(0), row.GetString(1))] = (row.GetGuid(2), row.GetString(3)));
        }
    }

    private void AskForEvents(IngestBatch batch, OrderWriter writer, NpgsqlBatch asked, List<Action<NpgsqlDataReader>> answers)
    {
        var (sources, ids) = (new List<int>(batch.Events.Count), new List<string>(batch.Events.Count));
        foreach (var one in batch.Events)
        {
            // of a source without a number nothing is stored
            if (writer.NumberOf(one.Source) is { } number)
            {
                sources.Add(number);
                ids.Add(PostgresText.Clean(one.EventId));
            }
        }

        if (ids.Count > 0)
        {
            asked.Add(PostgresSql.KnownEvents, sources.ToArray(), ids.ToArray());
            answers.Add(row => Know((row.GetInt32(0), row.GetString(1)), new Stamp(row.GetInt64(2), row.GetInt64(3), unchecked((ulong)row.GetInt64(4)))));
        }

        writer.CollectUnknown(batch.Events, unknown);
        if (unknown.Count > 0)
        {
            asked.Add(PostgresSql.KnownOrders, (object)unknown.Select(PostgresText.Clean).ToArray());
            answers.Add(row =>
            {
                var order = ReadOrder(row);
                orders[order.Key] = order;
            });
        }
    }

    private void Know((int Source, string Id) key, Stamp stamp)
    {
        if (!stamps.TryGetValue(key, out var all))
        {
            stamps[key] = all = [];
        }

        // an id that the batch holds twice is answered twice
        if (!all.Contains(stamp))
        {
            all.Add(stamp);
        }
    }

    private static string[] Texts<T>(IReadOnlyList<T> rows, Func<T, string> text) => [.. rows.Select(r => PostgresText.Clean(text(r)))];
}
