using CommandCenter.Orders;

namespace CommandCenter.Traffic.Shifts;

/// <summary>What an order has come to outside, over all sides. A side that holds a copy has no part in it.</summary>
/// <param name="LinesShippedTwice">Lines of which more was shipped than ordered.</param>
/// <param name="IsCapturedTwice">More was captured than it comes to.</param>
/// <param name="TellsCaptures">Somebody reports what was captured.</param>
/// <param name="IsShipped">The side that owns it reports it as shipped, or handed over.</param>
/// <param name="IsPosted">It was invoiced for exactly what it comes to.</param>
internal readonly record struct OrderEffects(int LinesShippedTwice, bool IsCapturedTwice, bool TellsCaptures, bool IsShipped, bool IsPosted)
{
    private const string LinePrefix = "lines[";
    private const string ShipmentPrefix = "shipments[";

    public static OrderEffects Of(IReadOnlyList<OrderState> states)
    {
        var own = states.Where(s => s.Find("copy") is not { Number: not 0 }).ToList();
        if (own.Count == 0)
        {
            return default;
        }

        var total = own.Max(s => s.Number("total"));
        var captured = Physical(own, "captured");
        return new OrderEffects(
            ShippedTwice(own), captured > total, captured is not null, own.Exists(s => s.At(Stage.Shipped) is not null || s.At(Stage.Collected) is not null || s.At(Stage.Delivered) is not null),
            total is not null && Physical(own, "invoiced") == total);
    }

    /// <summary>A shared system decides facts of money; without one what the sides did adds up.</summary>
    private static long? Physical(List<OrderState> states, string fact) =>
        states.Find(s => s.Side == Side.Shared)?.Number(fact) is { } decided ? decided
        : states.Select(s => s.Number(fact)).OfType<long>().ToList() is { Count: > 0 } told ? told.Sum() : null;

    private static int ShippedTwice(List<OrderState> states)
    {
        Dictionary<string, long> ordered = new(StringComparer.Ordinal), shipped = new(StringComparer.Ordinal);
        foreach (var state in states)
        {
            foreach (var (line, quantity) in Lines(state, "quantity"))
            {
                ordered[line] = Math.Max(ordered.GetValueOrDefault(line), quantity);
            }

            foreach (var (line, quantity) in Lines(state, "shipped"))
            {
                shipped[line] = shipped.GetValueOrDefault(line) + quantity;
            }
        }

        // what nobody ordered in any number cannot be told to be too much
        return shipped.Count(s => ordered.TryGetValue(s.Key, out var wanted) && s.Value > wanted);
    }

    /// <summary>A line's figure; where its shipments tell it, theirs add up and the line's own is not counted beside them.</summary>
    private static Dictionary<string, long> Lines(OrderState state, string field)
    {
        Dictionary<string, long> whole = new(StringComparer.Ordinal), parts = new(StringComparer.Ordinal);
        foreach (var fact in state.Facts)
        {
            if (!fact.Path.StartsWith(LinePrefix, StringComparison.Ordinal) || fact.Path.IndexOf("].", LinePrefix.Length, StringComparison.Ordinal) is not (> 0 and var end))
            {
                continue;
            }

            var line = fact.Path[LinePrefix.Length..end];
            var rest = fact.Path.AsSpan(end + 2);
            if (rest.SequenceEqual(field))
            {
                whole[line] = fact.Value.Number;
            }
            else if (rest.StartsWith(ShipmentPrefix, StringComparison.Ordinal) && rest.EndsWith("]." + field, StringComparison.Ordinal))
            {
                parts[line] = parts.GetValueOrDefault(line) + fact.Value.Number;
            }
        }

        foreach (var (line, sum) in parts)
        {
            whole[line] = sum;
        }

        return whole;
    }
}
