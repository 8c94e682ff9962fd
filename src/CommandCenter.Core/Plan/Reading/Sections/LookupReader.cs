namespace CommandCenter.Plan.Reading.Sections;

/// <summary>A map of text to text: a lookup table or the inline lookup of a field.</summary>
internal static class LookupReader
{
    private static readonly PlanScalar<string> Value = PlanScalars.TextOf(500, shortest: 0);

    public static IReadOnlyDictionary<string, string> Read(PlanValue value)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (entry, of) in value.Entries("a map of text to text"))
        {
            entries[entry.Key] = of.Read(Value);
        }

        if (entries.Count == 0 && value.Node is MapNode)
        {
            value.Reading.Problems.Add(value, "at least one entry");
        }

        return entries;
    }
}
