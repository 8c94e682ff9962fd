using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary>Fields that may only become words of the product: stages, kinds of events, lanes of the plan. Checked where the plan itself writes the words.</summary>
internal static class MappingWords
{
    private static readonly string[] EventKinds = ["", "facts", "supersedes", "reinstated", "unallocated", "return-cancelled"];

    public static void Check(PlanMap map, MappingDefinition mapping, PlanDraft draft)
    {
        string[] stages = [.. Stages.All.Select(s => s.Name())];
        Check(map, "stage", mapping.Stage, stages, "a stage: " + string.Join(", ", stages), draft);
        Check(map, "eventKind", mapping.EventKind, EventKinds, "facts, supersedes, reinstated, unallocated, return-cancelled, or empty", draft);
        if (mapping.Kind == RecordKind.Order && mapping.Fields.TryGetValue("lane", out var lane) && draft.Lanes.Count > 0)
        {
            string[] lanes = [.. draft.Lanes.Select(l => l.Id)];
            Check(map, "fields", lane, lanes, "a lane of the plan: " + string.Join(", ", lanes), draft, "lane");
        }
    }

    /// <param name="inner">The key inside <paramref name="key"/> that the rule stands at.</param>
    private static void Check(PlanMap map, string key, FieldRule? rule, string[] words, string allowed, PlanDraft draft, string? inner = null)
    {
        if (rule is null || map.Find(key) is not { } value)
        {
            return;
        }

        var at = inner is null ? value : new PlanValue(map.Reading, ((MapNode)value.Node).Find(inner)!, value.Path + "." + inner);
        var written = new List<(string Where, string Word)>();
        if (rule.Constant is { } constant)
        {
            written.Add(("constant", constant));
        }

        if (rule.Default is { } fallback)
        {
            written.Add(("default", fallback));
        }

        foreach (var (from, to) in rule.Lookup ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            written.Add(("lookup." + from, to));
        }

        if (rule.LookupTable is { } id && draft.LookupTables.TryGetValue(id, out var table))
        {
            written.AddRange(table.Entries.Select(e => ($"lookupTable → {id}.{e.Key}", e.Value)));
        }

        foreach (var (where, word) in written.Where(w => !words.Contains(w.Word, StringComparer.Ordinal)))
        {
            map.Reading.Problems.Add(LineOf(at.Node, where), $"{at.Path}.{where}", PlanProblems.Show(word), Suggestion.Allow(word, words, allowed));
        }
    }

    private static int LineOf(PlanNode rule, string where)
    {
        var node = rule;
        foreach (var key in where.Split('.', 2))
        {
            if (node is MapNode map && map.Find(key) is { } found)
            {
                node = found;
            }
        }

        return node.Line;
    }
}
