namespace CommandCenter.Benchmarks.Runner;

/// <summary>The command line: <c>NAME|all [--full] [--option=value …]</c>.</summary>
/// <param name="Name">A row's name, or <c>all</c>; what the file of the result is called.</param>
public sealed record RunArguments(string Name, bool Full, IReadOnlyDictionary<string, string> Options)
{
    public const string All = "all";

    /// <returns>Null when the command line cannot be understood.</returns>
    public static RunArguments? Read(IReadOnlyList<string> args)
    {
        var names = args.Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToArray();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in args.Where(a => a.StartsWith("--", StringComparison.Ordinal)))
        {
            var parts = option[2..].Split('=', 2);
            options[parts[0]] = parts.Length == 2 ? parts[1] : "";
        }

        var full = options.Remove("full");
        return names.Length == 1 && options.Values.All(v => v.Length > 0) ? new RunArguments(names[0], full, options) : null;
    }
}
