using CommandCenter.Orders;

namespace CommandCenter.Reconciliation.Comparing;

/// <summary>Which cell a fact belongs to. What belongs to none is not compared: the sides' own ids and words, and what no one mapped.</summary>
internal static class FactCells
{
    private static readonly Dictionary<string, ParityCell> orderFacts = new(StringComparer.Ordinal)
    {
        ["lane"] = ParityCells.Attributes,
        ["region"] = ParityCells.Attributes,
        ["brand"] = ParityCells.Attributes,
        ["channel"] = ParityCells.Attributes,
        ["tenant"] = ParityCells.Attributes,
        ["store"] = ParityCells.Attributes,
        ["skuClass"] = ParityCells.Attributes,
        ["address"] = ParityCells.Attributes,
        ["fraudVerdict"] = ParityCells.Attributes,
        ["placedAt"] = ParityCells.Attributes,
        ["node"] = ParityCells.Node,
        ["shipBy"] = ParityCells.Promises,
        ["deliverBy"] = ParityCells.Promises,
        ["readyBy"] = ParityCells.Promises,
        ["currency"] = ParityCells.Total,
        ["goods"] = ParityCells.Goods,
        ["tax"] = ParityCells.Tax,
        ["taxExemption"] = ParityCells.Tax,
        ["shipping"] = ParityCells.Shipping,
        ["discount"] = ParityCells.Discount,
        ["total"] = ParityCells.Total,
        ["authorised"] = ParityCells.Authorised,
        ["captured"] = ParityCells.Captured,
        ["refunded"] = ParityCells.Refunded,
        ["invoiced"] = ParityCells.Invoiced,
        ["tenders"] = ParityCells.Tenders,
        ["status"] = ParityCells.Status,
    };

    private static readonly Dictionary<string, ParityCell> lineFacts = new(StringComparer.Ordinal)
    {
        ["sku"] = ParityCells.Lines,
        ["quantity"] = ParityCells.Lines,
        ["unitPrice"] = ParityCells.Lines,
        ["method"] = ParityCells.Lines,
        ["node"] = ParityCells.Node,
        ["reserved"] = ParityCells.Reservations,
        ["allocated"] = ParityCells.Of(Stage.Allocated),
        ["released"] = ParityCells.Of(Stage.Released),
        ["picked"] = ParityCells.Of(Stage.Picked),
        ["packed"] = ParityCells.Of(Stage.Packed),
        ["shipped"] = ParityCells.Of(Stage.Shipped),
        ["delivered"] = ParityCells.Of(Stage.Delivered),
        ["cancelled"] = ParityCells.Cancellations,
        ["returned"] = ParityCells.Returns,
    };

    private static readonly Dictionary<string, ParityCell> shipmentFacts = new(StringComparer.Ordinal)
    {
        ["node"] = ParityCells.Shipments,
        ["carrier"] = ParityCells.Shipments,
        ["service"] = ParityCells.Shipments,
        ["tracking"] = ParityCells.Shipments,
    };

    private static readonly Dictionary<string, ParityCell>.AlternateLookup<ReadOnlySpan<char>> orderNames = orderFacts.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly Dictionary<string, ParityCell>.AlternateLookup<ReadOnlySpan<char>> lineNames = lineFacts.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly Dictionary<string, ParityCell>.AlternateLookup<ReadOnlySpan<char>> shipmentNames = shipmentFacts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The cell of <paramref name="path"/>; null where it is not compared.</summary>
    public static ParityCell? Of(string path)
    {
        if (path.StartsWith("lines[", StringComparison.Ordinal))
        {
            return Behind(path) is { Length: > 0 } field && lineNames.TryGetValue(field, out var line) ? line : null;
        }

        if (path.StartsWith("shipments[", StringComparison.Ordinal))
        {
            return Behind(path) is { Length: > 0 } field && shipmentNames.TryGetValue(field, out var shipment) ? shipment : null;
        }

        return orderNames.TryGetValue(path, out var cell) ? cell : null;
    }

    /// <summary>Of <c>lines[2].picked</c> the name <c>lines.picked</c>: what the mappings of a side fill or do not.</summary>
    public static string Kind(string path) => path.IndexOf('[', StringComparison.Ordinal) is > 0 and var open && FactPath.Collections.ContainsKey(path[..open]) ? $"{path[..open]}.{Behind(path)}" : path;

    /// <summary>What is counted, and where nothing stands for none.</summary>
    public static bool IsCount(ReadOnlySpan<char> path) => path.EndsWith("].cancelled") || path.EndsWith("].returned") || path.EndsWith("].picked") || path.EndsWith("].packed")
        || path.EndsWith("].shipped") || path.EndsWith("].delivered") || path.EndsWith("].allocated") || path.EndsWith("].released");

    // ids may hold brackets: the name is what follows the last "]."; quantities per shipment are summed into those of the line by whoever reports them
    private static ReadOnlySpan<char> Behind(string path)
    {
        var close = path.LastIndexOf("].", StringComparison.Ordinal);
        return close < 0 || path.Contains("].shipments[", StringComparison.Ordinal) ? default : path.AsSpan(close + 2);
    }
}
