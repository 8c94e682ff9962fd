namespace CommandCenter.Orders;

/// <summary>One of several things of a kind that an order has: an authorisation, a tender, an invoice, a message, a shipment.</summary>
/// <param name="Id">The side's own id of it.</param>
/// <param name="Fields">What the side says of it, by the names of <see cref="FactPath.Collections"/>.</param>
public sealed record OrderElement(string Id, IReadOnlyDictionary<string, FactValue> Fields)
{
    /// <summary>All of <paramref name="collection"/>, in the order of their ids; empty where the state has none.</summary>
    /// <param name="collection">A name of <see cref="FactPath.Collections"/>; of <c>lines</c> what belongs to a shipment is left out.</param>
    public static IReadOnlyList<OrderElement> Of(OrderState state, string collection)
    {
        ArgumentNullException.ThrowIfNull(state);
        List<OrderElement>? found = null;
        Dictionary<string, FactValue> fields = [];
        var prefix = collection + "[";
        for (var i = First(state.Facts, prefix); i < state.Facts.Count && state.Facts[i].Path.StartsWith(prefix, StringComparison.Ordinal); i++)
        {
            var path = state.Facts[i].Path;
            var close = path.IndexOf("].", prefix.Length, StringComparison.Ordinal);
            if (close < 0 || path.IndexOf('[', close) >= 0)
            {
                continue;
            }

            var id = path[prefix.Length..close];
            if (found is null || found[^1].Id != id)
            {
                fields = new Dictionary<string, FactValue>(StringComparer.Ordinal);
                (found ??= []).Add(new OrderElement(id, fields));
            }

            fields[path[(close + 2)..]] = state.Facts[i].Value;
        }

        return found ?? (IReadOnlyList<OrderElement>)[];
    }

    public bool Has(string field) => Fields.ContainsKey(field);

    /// <summary>Null where nothing is said or it is no text.</summary>
    public string? Text(string field) => Fields.TryGetValue(field, out var value) && value.Type == FactType.Text ? value.Text : null;

    /// <summary>Null where nothing is said or it is a text.</summary>
    public long? Number(string field) => Fields.TryGetValue(field, out var value) && value.Type != FactType.Text ? value.Number : null;

    public DateTimeOffset? Instant(string field) => Fields.TryGetValue(field, out var value) ? value.AsInstant() : null;

    /// <summary>Facts stand in the order of their paths.</summary>
    private static int First(IReadOnlyList<Fact> facts, string prefix)
    {
        int low = 0, high = facts.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(facts[middle].Path, prefix) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
