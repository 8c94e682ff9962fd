using System.Security.Cryptography;
using System.Text;

namespace CommandCenter.Plan.Reading;

/// <summary>Version of a mapping: SHA-256 over what it says and over the lookup tables that it uses. Comments, order of keys and layout do not count.</summary>
internal static class MappingHash
{
    public static string Of(PlanNode mapping, IReadOnlyCollection<string> tables, IReadOnlyDictionary<string, LookupTable> all)
    {
        var text = new StringBuilder();
        Write(mapping, text);
        foreach (var id in tables.Order(StringComparer.Ordinal))
        {
            Quote("table", text);
            Quote(id, text);
            if (all.TryGetValue(id, out var table))
            {
                foreach (var (key, value) in table.Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
                {
                    Quote(key, text);
                    Quote(value, text);
                }
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public static IReadOnlyCollection<string> TablesOf(MappingDefinition mapping)
    {
        IEnumerable<FieldRule?> rules =
        [
            mapping.Key, mapping.EventId, mapping.Version, mapping.OccurredAt, mapping.EventKind, mapping.Names, mapping.Stage, .. mapping.Stages.Values, .. mapping.Fields.Values,
            .. mapping.Collections().SelectMany(c => c.Rule.Fields.Values.Append(c.Rule.Id).Append(c.Rule.Shipment)),
        ];
        return [.. rules.Select(r => r?.LookupTable).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static void Write(PlanNode node, StringBuilder text)
    {
        switch (node)
        {
            case ScalarNode scalar:
                Quote(scalar.IsNothing ? "" : scalar.Text, text);
                break;
            case ListNode list:
                text.Append('[');
                foreach (var item in list.Items)
                {
                    Write(item, text);
                }

                text.Append(']');
                break;
            case MapNode map:
                text.Append('{');
                foreach (var entry in map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
                {
                    Quote(entry.Key, text);
                    Write(entry.Value, text);
                }

                text.Append('}');
                break;
        }
    }

    /// <summary>Length before text: no two different contents can write the same.</summary>
    private static void Quote(string value, StringBuilder text) => text.Append(value.Length).Append(':').Append(value);
}
