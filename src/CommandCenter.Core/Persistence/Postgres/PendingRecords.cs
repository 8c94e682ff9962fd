using CommandCenter.Orders;
using CommandCenter.Sources;
using Npgsql;

namespace CommandCenter.Persistence.Postgres;

/// <summary>What a batch writes besides events and orders, until it is sent.</summary>
internal sealed class PendingRecords
{
    private readonly Dictionary<(Side Side, string Sku, string Node), InventoryLevel> levels = [];
    private readonly List<GaugeReading> readings = [];
    private readonly List<CustomerContact> contacts = [];
    private readonly List<(Guid Id, RejectedRecord Record, bool Again)> rejected = [];
    private readonly List<Guid> resolved = [];
    private long resolvedAt;

    public void Clear()
    {
        levels.Clear();
        readings.Clear();
        contacts.Clear();
        rejected.Clear();
        resolved.Clear();
    }

    public bool Put(InventoryLevel level)
    {
        levels[(level.Side, level.Sku, level.Node)] = level;
        return true;
    }

    public bool Add(GaugeReading reading)
    {
        readings.Add(reading);
        return true;
    }

    public bool Add(CustomerContact contact)
    {
        contacts.Add(contact);
        return true;
    }

    public void Add(RejectedRecord record) => rejected.Add((record.Id, record, false));

    public void Again(Guid id, RejectedRecord record) => rejected.Add((id, record, true));

    public void Resolve(Guid id, long at)
    {
        resolved.Add(id);
        resolvedAt = at;
    }

    public void AddTo(NpgsqlBatch batch)
    {
        if (levels.Count > 0)
        {
            var all = levels.Values;
            batch.Add(
                PostgresSql.PutLevels, Of(all, l => (int)l.Side), Texts(all, l => l.Sku), Texts(all, l => l.Node), Of(all, l => l.AvailableToSell), Of(all, l => l.OnHand),
                Of(all, l => l.Reserved), Of(all, l => Instants.ToMicros(l.AsOf)), Texts(all, l => l.Source));
        }

        if (readings.Count > 0)
        {
            batch.Add(
                PostgresSql.AddReadings, Of(readings, g => (int)g.Side), Texts(readings, g => g.Name), Of(readings, g => Instants.ToMicros(g.AsOf)), Of(readings, g => g.Value),
                Texts(readings, g => g.Unit), Texts(readings, g => g.Source));
        }

        if (contacts.Count > 0)
        {
            batch.Add(
                PostgresSql.AddContacts, Texts(contacts, c => c.Source), Texts(contacts, c => c.Id), Texts(contacts, c => c.OrderKey), Texts(contacts, c => c.Channel),
                Texts(contacts, c => c.Reason), Of(contacts, c => Instants.ToMicros(c.At)));
        }

        foreach (var (id, record, again) in rejected)
        {
            AddRejected(batch, id, record, again);
        }

        if (resolved.Count > 0)
        {
            batch.Add(PostgresSql.ResolveRejected, resolved.ToArray(), resolvedAt);
        }
    }

    private static void AddRejected(NpgsqlBatch batch, Guid id, RejectedRecord record, bool again)
    {
        var (payload, mapping, observed) = (PostgresText.Clean(record.Payload), PostgresText.Clean(record.MappingHash), Instants.ToMicros(record.ObservedAt));
        if (again)
        {
            batch.Add(PostgresSql.RejectAgain, id, payload, mapping, observed);
            batch.Add(PostgresSql.DropReasons, id);
        }
        else
        {
            batch.Add(PostgresSql.AddRejected, id, PostgresText.Clean(record.Source), PostgresText.Clean(record.RecordId), payload, mapping, observed);
        }

        if (record.Reasons.Count > 0)
        {
            batch.Add(
                PostgresSql.AddReasons, id, Enumerable.Range(0, record.Reasons.Count).ToArray(), Texts(record.Reasons, r => r.Field), Texts(record.Reasons, r => r.Code),
                Texts(record.Reasons, r => r.Message));
        }
    }

    private static TValue[] Of<T, TValue>(IReadOnlyCollection<T> rows, Func<T, TValue> value) => [.. rows.Select(value)];

    private static string?[] Texts<T>(IReadOnlyCollection<T> rows, Func<T, string?> text) => [.. rows.Select(r => text(r) is { } value ? PostgresText.Clean(value) : null)];
}
