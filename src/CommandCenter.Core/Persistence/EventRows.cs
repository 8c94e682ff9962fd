using CommandCenter.Orders;
using CommandCenter.Persistence.Sqlite;

namespace CommandCenter.Persistence;

/// <summary>Reads the columns of <c>order_event</c> in the order in which <see cref="EventStatements"/> selects them.</summary>
internal static class EventRows
{
    public static Stamp StampOf(RawStatement row) => new(row.Long(8), row.Long(9), unchecked((ulong)row.Long(10)));

    public static long OrderOf(RawStatement row) => row.Long(4);

    public static string? NamesOf(RawStatement row) => row.TextOrNull(12);

    /// <param name="orderKey">Of the order that the row belongs to.</param>
    public static OrderEvent Read(RawStatement row, string source, string orderKey) => new()
    {
        Source = source,
        EventId = row.Text(2),
        OrderKey = orderKey,
        Side = (Side)row.Long(5),
        Kind = (OrderEventKind)row.Long(6),
        Stage = (Stage?)row.LongOrNull(7),
        Stamp = StampOf(row),
        ObservedAt = Instants.FromMicros(row.Long(11)),
        Names = NamesOf(row),
        UncertainTime = row.Long(13) != 0,
        Facts = FactCodec.Decode(row.Bytes(14)),
    };

    public static OrderEvent Read(OrderEventRow row, string source, string orderKey) => new()
    {
        Source = source,
        EventId = row.EventId,
        OrderKey = orderKey,
        Side = row.Side,
        Kind = row.Kind,
        Stage = row.Stage,
        Stamp = new Stamp(row.Version, Instants.ToMicros(row.OccurredAt), unchecked((ulong)row.PayloadHash)),
        ObservedAt = row.ObservedAt,
        Names = row.Names,
        UncertainTime = row.UncertainTime,
        Facts = FactCodec.Decode(row.Facts),
    };
}

/// <summary>The events of an order, and of other orders whatever bears on which of them count.</summary>
internal sealed class EventClosure(IStoreTables tables, IReadOnlyDictionary<int, string> sourceNames)
{
    private readonly List<OrderEvent> events = [];
    private readonly Queue<(int Source, string Id)> open = new();
    private readonly List<FoundEvent> found = [];

    public List<OrderEvent> Read(CachedOrder order)
    {
        tables.ReadOrderEvents(order.Number, found);
        Collect(order);
        var looked = new HashSet<(int Source, string Id)>();
        while (open.TryDequeue(out var id))
        {
            if (looked.Add(id))
            {
                tables.ReadVariants(id.Source, id.Id, found);
                tables.ReadSuperseding(id.Source, id.Id, found);
                Collect(order);
            }
        }

        return events;
    }

    /// <summary>A payload that is read twice does no harm: a repeat.</summary>
    private void Collect(CachedOrder order)
    {
        foreach (var (source, number, read) in found)
        {
            // of other orders only the ids and stamps matter; no order key is empty
            events.Add(read with { Source = sourceNames[source], OrderKey = number == order.Number ? order.Key : "" });
            open.Enqueue((source, read.EventId));
        }

        found.Clear();
    }
}
