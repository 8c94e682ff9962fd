using System.Collections.Frozen;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>The fields that a mapping of each kind may fill. The plan reader and the engine both ask here.</summary>
public static class MappingFields
{
    private static readonly FrozenDictionary<string, FactType> order = FactPath.OrderFields
        .Append(new("side", FactType.Text)) // of a shared system: legacy or orchestration, whichever commanded it
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, FactType> inventory = new Dictionary<string, FactType>(StringComparer.Ordinal)
    {
        ["sku"] = FactType.Text,
        ["node"] = FactType.Text,
        ["availableToSell"] = FactType.Integer,
        ["onHand"] = FactType.Integer,
        ["reserved"] = FactType.Integer,
        ["asOf"] = FactType.Instant,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, FactType> gauge = new Dictionary<string, FactType>(StringComparer.Ordinal)
    {
        ["name"] = FactType.Text,
        ["value"] = FactType.Text, // a number; it has no type among the facts because no order carries one
        ["unit"] = FactType.Text,
        ["asOf"] = FactType.Instant,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, FactType> contact = new Dictionary<string, FactType>(StringComparer.Ordinal)
    {
        ["orderKey"] = FactType.Text,
        ["channel"] = FactType.Text,
        ["reason"] = FactType.Text,
        ["at"] = FactType.Instant,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Fields with their types. A mapping of orders may also fill any <c>x.name</c>.</summary>
    public static IReadOnlyDictionary<string, FactType> Of(RecordKind kind) => kind switch
    {
        RecordKind.Inventory => inventory,
        RecordKind.Gauge => gauge,
        RecordKind.Contact => contact,
        _ => order,
    };

    /// <summary>Fields without which a record of this kind is never accepted, whatever the plan requires.</summary>
    public static IReadOnlyList<string> AlwaysRequired(RecordKind kind) => kind switch
    {
        RecordKind.Inventory => ["sku", "node", "availableToSell", "asOf"],
        RecordKind.Gauge => ["name", "value", "asOf"],
        RecordKind.Contact => ["key", "channel", "at"],
        _ => ["key", "occurredAt"],
    };

    /// <summary>Names that <c>require</c> and validation rules may use beside the fields.</summary>
    public static IReadOnlyList<string> Headers(RecordKind kind) => kind switch
    {
        RecordKind.Order => ["key", "eventId", "version", "occurredAt", "eventKind", "names", "stage", .. FactPath.Collections.Keys],
        RecordKind.Contact => ["key"],
        _ => [],
    };

    /// <summary>The type of a field, or null where the kind has no such field.</summary>
    public static FactType? TypeOf(RecordKind kind, string field) => Of(kind).TryGetValue(field, out var type) ? type : null;

    /// <summary>True for <c>x.</c> and a name of 1 to 64 letters, digits, '_', '-' or '.'.</summary>
    public static bool IsFreeName(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.Length is > 2 and <= 66 && field.StartsWith(FactPath.UnmappedPrefix, StringComparison.Ordinal)
            && field.AsSpan(2).IndexOfAnyExcept(freeCharacters) < 0;
    }

    private static readonly System.Buffers.SearchValues<char> freeCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
}
