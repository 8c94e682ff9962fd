namespace CommandCenter.Benchmarks.Runner;

/// <summary>What a row may use while it runs.</summary>
/// <param name="Full">The long run (<c>--full</c>): more viewers, more data, more rounds.</param>
/// <param name="RepositoryRoot">The folder of CommandCenter.sln.</param>
/// <param name="Scratch">An empty folder of this row, deleted afterwards.</param>
/// <param name="Options">Further <c>--name=value</c> arguments, for finding out why a figure is what it is.</param>
public sealed record BenchmarkContext(bool Full, string RepositoryRoot, string Scratch, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>Says on the console what is being done; results go into the outcome.</summary>
    public void Say(string line) => Console.WriteLine("  " + line);

    /// <summary>An option as a whole number.</summary>
    /// <exception cref="ArgumentException">It is not a whole number; the message names it.</exception>
    public int Number(string name, int otherwise) =>
        !Options.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
        : throw new ArgumentException($"--{name}={text}: a whole number is allowed.", nameof(name));
}
