using System.Collections.Frozen;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>What the rules of one mapping share while they are compiled.</summary>
internal sealed class MappingParts(IReadOnlyDictionary<string, LookupTable> tables, MappingSalt salt, IReadOnlyList<JsonPath> pii, TaggedValues? tagged)
{
    private readonly Dictionary<string, FrozenDictionary<string, string>> compiled = new(StringComparer.Ordinal);

    public MappingSalt Salt => salt;
    public IReadOnlyList<JsonPath> Pii => pii;
    public TaggedValues? Tagged => tagged;

    public FrozenDictionary<string, string>? FindLookup(FieldRule rule, Action<string> report)
    {
        if (rule.Lookup is not null && rule.LookupTable is not null)
        {
            report("has a lookup and a lookup table; one of them");
            return null;
        }

        if (rule.LookupTable is null)
        {
            return rule.Lookup?.ToFrozenDictionary(StringComparer.Ordinal);
        }

        if (!tables.TryGetValue(rule.LookupTable, out var table))
        {
            report($"there is no lookup table '{rule.LookupTable}'");
            return null;
        }

        if (!compiled.TryGetValue(table.Id, out var entries))
        {
            entries = table.Entries.ToFrozenDictionary(StringComparer.Ordinal);
            compiled.Add(table.Id, entries);
        }

        return entries;
    }
}
