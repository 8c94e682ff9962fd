namespace CommandCenter.Plan.Reading;

/// <summary>A piece of the plan file with the line that it begins at (1-based).</summary>
internal abstract record PlanNode(int Line);

/// <param name="Quoted">Written in quotes or as a block: an empty one is an empty text, not nothing.</param>
internal sealed record ScalarNode(int Line, string Text, bool Quoted) : PlanNode(Line)
{
    /// <summary>Nothing was written: an empty plain value, <c>~</c> or <c>null</c>.</summary>
    public bool IsNothing => !Quoted && (Text is "" or "~" or "null");
}

internal sealed record ListNode(int Line, IReadOnlyList<PlanNode> Items) : PlanNode(Line);

/// <summary>Entries in the order of the file, each key once (a second one is a problem and is left out).</summary>
internal sealed record MapNode(int Line, IReadOnlyList<MapEntry> Entries) : PlanNode(Line)
{
    public PlanNode? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
            {
                return entry.Value;
            }
        }

        return null;
    }
}

/// <param name="Line">Of the key; the value may begin further down.</param>
internal readonly record struct MapEntry(string Key, int Line, PlanNode Value);
