namespace CommandCenter.Plan.Reading;

/// <summary>One reading of one file: its problems, what it declares and what it refers to. Sections refer to one another by id in any order.</summary>
internal sealed class PlanReading(PlanProblems problems)
{
    private readonly Dictionary<string, Dictionary<string, int>> declared = new(StringComparer.Ordinal);
    private readonly List<(string What, string Id, int Line, string Path)> references = [];
    private readonly List<Action> checks = [];

    public PlanProblems Problems { get; } = problems;

    /// <summary>Reads the id at <paramref name="key"/> and makes it known as a <paramref name="what"/>; a second one of the same is a problem.</summary>
    public string Declare(string what, PlanMap map, string key, PlanScalar<string> kind)
    {
        var before = Problems.Count;
        var id = map.Required(key, kind);
        if (Problems.Count == before)
        {
            Declare(what, id, map.Find(key)!.Value);
        }

        return id;
    }

    public void Declare(string what, string id, PlanValue at)
    {
        var ids = Declared(what);
        if (!ids.TryAdd(id, at.Node.Line))
        {
            Problems.Add(at.Node.Line, at.Path, $"{PlanProblems.Show(id)} a second time", $"each {what} once; it stands on line {ids[id]} already");
        }
    }

    /// <summary>Reads an id that must be declared as a <paramref name="what"/> somewhere in the file.</summary>
    public string Refer(string what, PlanMap map, string key)
    {
        if (map.Find(key) is { } value)
        {
            return Refer(what, value);
        }

        map.Missing(key, $"the id of a {what}");
        return "";
    }

    public string Refer(string what, PlanValue value)
    {
        if (value.Text($"the id of a {what}") is not { } id)
        {
            return "";
        }

        references.Add((what, id, value.Node.Line, value.Path));
        return id;
    }

    /// <summary>Runs after all sections are read, for what spans sections.</summary>
    public void AtEnd(Action check) => checks.Add(check);

    public void Finish()
    {
        foreach (var (what, id, line, path) in references)
        {
            var known = Declared(what);
            if (!known.ContainsKey(id))
            {
                var list = known.Count == 0 ? $"no {what} is declared" : $"a {what} of the plan: {Few(known.Keys)}";
                Problems.Add(line, path, PlanProblems.Show(id), Suggestion.Allow(id, known.Keys, list));
            }
        }

        foreach (var check in checks)
        {
            check();
        }
    }

    private Dictionary<string, int> Declared(string what) =>
        declared.TryGetValue(what, out var ids) ? ids : declared[what] = new Dictionary<string, int>(StringComparer.Ordinal);

    private static string Few(ICollection<string> ids) => ids.Count <= 20 ? string.Join(", ", ids) : string.Join(", ", ids.Take(20)) + $" and {ids.Count - 20} more";
}
