using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading;

/// <summary>Which fields a mapping of each kind may fill, and which it must. A null type is a number with decimals.</summary>
internal static class MappingFields
{
    private static readonly Dictionary<string, FactType?> Inventory = new(StringComparer.Ordinal)
    {
        ["sku"] = FactType.Text,
        ["node"] = FactType.Text,
        ["availableToSell"] = FactType.Integer,
        ["onHand"] = FactType.Integer,
        ["reserved"] = FactType.Integer,
        ["asOf"] = FactType.Instant,
    };

    private static readonly Dictionary<string, FactType?> Gauge = new(StringComparer.Ordinal)
    {
        ["name"] = FactType.Text,
        ["value"] = null,
        ["unit"] = FactType.Text,
        ["asOf"] = FactType.Instant,
    };

    private static readonly Dictionary<string, FactType?> Contact = new(StringComparer.Ordinal)
    {
        ["orderKey"] = FactType.Text,
        ["channel"] = FactType.Text,
        ["reason"] = FactType.Text,
        ["at"] = FactType.Instant,
    };

    private static readonly Dictionary<string, FactType?> Order = Nullable(FactPath.OrderFields);

    public static IReadOnlyDictionary<string, FactType?> Line { get; } = Nullable(FactPath.LineFields);
    public static IReadOnlyDictionary<string, FactType?> Shipment { get; } = Nullable(FactPath.ShipmentFields);

    public static IReadOnlyDictionary<string, FactType?> Of(RecordKind kind) => kind switch
    {
        RecordKind.Inventory => Inventory,
        RecordKind.Gauge => Gauge,
        RecordKind.Contact => Contact,
        _ => Order,
    };

    public static IReadOnlyList<string> Required(RecordKind kind) => kind switch
    {
        RecordKind.Inventory => ["sku", "node", "availableToSell", "asOf"],
        RecordKind.Gauge => ["name", "value", "asOf"],
        RecordKind.Contact => ["channel", "reason", "at"],
        _ => [],
    };

    private static Dictionary<string, FactType?> Nullable(IReadOnlyDictionary<string, FactType> fields) =>
        fields.ToDictionary(f => f.Key, f => (FactType?)f.Value, StringComparer.Ordinal);
}
