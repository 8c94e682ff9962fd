namespace CommandCenter.Plan.Reading;

/// <summary>A map with known keys. Asking for a key that its shape does not have is a bug; a key of the file that the shape does not have is a problem.</summary>
internal sealed class PlanMap
{
    private readonly MapNode node;
    private readonly PlanShape shape;

    public PlanMap(PlanReading reading, MapNode node, string path, PlanShape shape)
    {
        Reading = reading;
        Path = path;
        this.node = node;
        this.shape = shape;
        foreach (var entry in node.Entries.Where(e => !shape.Keys.Contains(e.Key, StringComparer.Ordinal)))
        {
            reading.Problems.Add(entry.Line, At(entry.Key), "an unknown key", Suggestion.Allow(entry.Key, [.. shape.Keys], shape.KeyList));
        }
    }

    public PlanReading Reading { get; }
    public string Path { get; }
    public int Line => node.Line;
    public MapNode Node => node;

    /// <summary>Where <paramref name="key"/> stands in the document.</summary>
    public string At(string key) => Path.Length == 0 ? key : Path + "." + key;

    /// <summary>The value of <paramref name="key"/>; null when it is absent or nothing.</summary>
    public PlanValue? Find(string key)
    {
        if (!shape.Keys.Contains(key, StringComparer.Ordinal))
        {
            throw new InvalidOperationException($"The shape {shape.Name} has no key {key}.");
        }

        return node.Find(key) is { } found and not ScalarNode { IsNothing: true } ? new PlanValue(Reading, found, At(key)) : null;
    }

    public bool Has(string key) => Find(key) is not null;

    /// <summary>A problem about <paramref name="key"/>, at its line where it is written.</summary>
    public void Problem(string key, string found, string allowed) => Reading.Problems.Add(node.Find(key)?.Line ?? Line, At(key), found, allowed);

    public void Missing(string key, string allowed) => Problem(key, "nothing", allowed);

    public T Required<T>(string key, PlanScalar<T> kind)
    {
        if (Find(key) is { } value)
        {
            return value.Read(kind);
        }

        Missing(key, kind.Allowed);
        return kind.Broken;
    }

    public T Optional<T>(string key, PlanScalar<T> kind, T fallback) => Find(key) is { } value ? value.Read(kind) : fallback;

    public string? Optional(string key, PlanScalar<string> kind) => Find(key)?.Read(kind);

    public T? OptionalValue<T>(string key, PlanScalar<T> kind)
        where T : struct => Find(key)?.Read(kind);

    /// <summary>A list of scalars; empty when absent.</summary>
    public IReadOnlyList<T> List<T>(string key, PlanScalar<T> kind) =>
        Find(key) is { } value ? [.. value.Items("a list, each item: " + kind.Allowed).Select(v => v.Read(kind))] : [];

    /// <summary>A list of scalars in which nothing may stand twice; empty when absent.</summary>
    public IReadOnlyList<T> Set<T>(string key, PlanScalar<T> kind)
    {
        var seen = new HashSet<T>();
        var items = new List<T>();
        foreach (var value in Find(key)?.Items("a list, each item: " + kind.Allowed) ?? [])
        {
            var before = Reading.Problems.Count;
            var item = value.Read(kind);
            if (Reading.Problems.Count > before)
            {
                continue;
            }

            if (seen.Add(item))
            {
                items.Add(item);
            }
            else
            {
                Reading.Problems.Add(value.Node.Line, value.Path, PlanProblems.Describe(value.Node) + " a second time", "each item once");
            }
        }

        return items;
    }

    /// <summary>A map of its own shape; null when absent, or, with a problem, when it is no map.</summary>
    public PlanMap? Map(string key, PlanShape of) => Find(key)?.Map(of);

    /// <summary>A map that must be there.</summary>
    public PlanMap? RequiredMap(string key, PlanShape of)
    {
        if (Find(key) is { } value)
        {
            return value.Map(of);
        }

        Missing(key, "a map with " + of.KeyList);
        return null;
    }

    /// <summary>A list of maps of one shape; empty when absent.</summary>
    public IReadOnlyList<PlanMap> Maps(string key, PlanShape of) =>
        Find(key) is { } value ? [.. value.Items("a list of maps with " + of.KeyList).Select(v => v.Map(of)).OfType<PlanMap>()] : [];

    /// <summary>The entries of a map with free keys; empty when absent.</summary>
    public IReadOnlyList<(MapEntry Entry, PlanValue Value)> Entries(string key, string allowed) => Find(key)?.Entries(allowed) ?? [];
}
