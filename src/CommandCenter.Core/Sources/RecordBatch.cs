using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Sources;

/// <summary>Maps the records of one page or push and gathers what is to be committed.</summary>
internal sealed class RecordBatch(CompiledMapping mapping, MappingScope scope, RecentRecords? recent)
{
    private readonly List<OrderEvent> events = [];
    private readonly List<RejectedRecord> rejected = [];
    private readonly List<InventoryLevel> inventory = [];
    private readonly List<GaugeReading> gauges = [];
    private readonly List<CustomerContact> contacts = [];
    private readonly List<(string, ulong)> met = [];

    /// <summary>Nothing came that was not committed a moment ago.</summary>
    public bool IsEmpty => events.Count + rejected.Count + inventory.Count + gauges.Count + contacts.Count == 0;

    /// <param name="place">Where it was, for a person; null where the record says enough itself.</param>
    /// <returns>What the record became.</returns>
    public MappedRecord Add(JsonElement record, string? place = null)
    {
        var mapped = mapping.Map(record, scope);
        Add(record, mapped, place);
        return mapped;
    }

    /// <param name="mapped">What this batch's mapping made of the record.</param>
    /// <param name="place">Where it was, for a person; null where the record says enough itself.</param>
    public void Add(JsonElement record, MappedRecord mapped, string? place = null)
    {
        if (!mapped.Accepted)
        {
            var reasons = place is null ? mapped.Reasons : [mapped.Reasons[0] with { Message = $"{mapped.Reasons[0].Message} ({place})" }, .. mapped.Reasons.Skip(1)];
            var refused = mapping.Reject(record, scope, reasons);
            Keep(rejected, refused, ("r" + refused.RecordId + refused.MappingHash, 0));
        }
        else if (mapped.Event is { } made)
        {
            Keep(events, made, (made.EventId, made.Stamp.PayloadHash));
        }
        else if (mapped.Inventory is { } level)
        {
            Keep(inventory, level, ($"i{level.Sku}\n{level.Node}\n{level.AvailableToSell}\n{level.OnHand}\n{level.Reserved}", (ulong)Instants.ToMicros(level.AsOf)));
        }
        else if (mapped.Gauge is { } reading)
        {
            Keep(gauges, reading, ($"g{reading.Name}\n{reading.Value:R}", (ulong)Instants.ToMicros(reading.AsOf)));
        }
        else if (mapped.Contact is { } contact)
        {
            Keep(contacts, contact, ("c" + contact.Id, (ulong)Instants.ToMicros(contact.At)));
        }
    }

    /// <summary>Keeps what is no record. Where the mapping knows of personal values their place in it is not known, so that only where it was is kept.</summary>
    public void Add(UnreadRecord unread)
    {
        var text = mapping.Definition.Pii.Count == 0 ? unread.Text : JsonScalar.Redacted;
        var kept = JsonSerializer.SerializeToElement($"{unread.Place}: {text}");
        var refused = mapping.Reject(kept, scope, [new RejectReason(unread.Place, unread.Code, unread.Message)]);
        Keep(rejected, refused, ("r" + refused.RecordId + refused.MappingHash, 0));
    }

    public IngestBatch Make(CursorMove? cursor) => new()
    {
        Source = scope.Source,
        Events = events,
        Rejected = rejected,
        Inventory = inventory,
        Gauges = gauges,
        Contacts = contacts,
        Cursor = cursor,
        ObservedAt = scope.ObservedAt,
    };

    /// <summary>To be called once the batch is committed: read again within the overlap, its records need not be asked of the store.</summary>
    public void Committed() => recent?.Remember(met);

    private void Keep<T>(List<T> list, T item, (string, ulong) identity)
    {
        if (recent?.Knows(identity) != true)
        {
            list.Add(item);
            met.Add(identity);
        }
    }
}

/// <summary>
/// What one source delivered lately, by identity and content. Only saves the store the overlap's repeats: forgetting is harmless, and what comes with another
/// content is never held back.
/// </summary>
internal sealed class RecentRecords(int capacity)
{
    private readonly HashSet<(string, ulong)> known = [];
    private readonly Queue<(string, ulong)> order = new();

    public bool Knows((string, ulong) identity) => known.Contains(identity);

    public void Remember(IEnumerable<(string, ulong)> identities)
    {
        foreach (var identity in identities)
        {
            if (known.Add(identity))
            {
                order.Enqueue(identity);
                if (order.Count > capacity)
                {
                    known.Remove(order.Dequeue());
                }
            }
        }
    }
}
