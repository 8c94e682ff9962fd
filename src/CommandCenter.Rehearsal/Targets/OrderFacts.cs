using System.Text.Json;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>What traffic rules and holds may name of an order, as the storefront writes it.</summary>
internal sealed record OrderFacts
{
    public static IReadOnlyList<string> Names { get; } = ["lane", "region", "brand", "channel", "store", "skuClass", "tenant"];

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    public string? this[string name] => values.GetValueOrDefault(name);

    /// <summary>ISO 8601; null where it was not told.</summary>
    public string? PlacedAt { get; private init; }

    public static OrderFacts Of(JsonElement order)
    {
        var facts = new OrderFacts { PlacedAt = Text(order, "placedAt") };
        foreach (var name in Names)
        {
            if (Text(order, name) is { } value)
            {
                facts.values[name] = value;
            }
        }

        return facts;
    }

    private static string? Text(JsonElement order, string name) =>
        order.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}

/// <summary>A segment as a request names it: every value that it names must be the order's. Nothing named = all.</summary>
internal sealed record SegmentOfOrders
{
    private readonly Dictionary<string, string> named = new(StringComparer.Ordinal);

    /// <summary>The same segment has always the same text.</summary>
    public string Text => JsonSerializer.Serialize(named.OrderBy(n => n.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));

    public bool Has(OrderFacts facts) => named.All(n => facts[n.Key] == n.Value);

    /// <summary>Null when it names what no order has.</summary>
    public static SegmentOfOrders? Read(JsonElement? given)
    {
        var segment = new SegmentOfOrders();
        if (given is not { } asked || asked.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return segment;
        }

        if (asked.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var member in asked.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (!OrderFacts.Names.Contains(member.Name) || member.Value.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            segment.named[member.Name] = member.Value.GetString()!;
        }

        return segment;
    }

    public static SegmentOfOrders Parse(string text)
    {
        using var read = JsonDocument.Parse(text);
        return Read(read.RootElement) ?? new SegmentOfOrders();
    }
}
