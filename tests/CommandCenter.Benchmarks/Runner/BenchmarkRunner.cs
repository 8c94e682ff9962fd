using System.Diagnostics;

namespace CommandCenter.Benchmarks.Runner;

/// <param name="Failure">Why the row broke; null when it ran to its end.</param>
public sealed record BenchmarkRun(IBenchmark Benchmark, BenchmarkOutcome Outcome, TimeSpan Took, string? Failure)
{
    public bool Poor => Failure is not null || Outcome.Measurements.Any(m => m.Verdict == Verdict.Missed);
}

/// <summary>Finds the rows, runs them one after the other and writes the table.</summary>
public sealed class BenchmarkRunner(TimeProvider time, string repositoryRoot)
{
    /// <summary>A row that is still running then is given up: <c>all</c> must end within ten minutes.</summary>
    private static readonly TimeSpan ShortRunLimit = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan FullRunLimit = TimeSpan.FromMinutes(15);

    /// <summary>Every row of this program, by name.</summary>
    public static IReadOnlyList<IBenchmark> Rows { get; } =
    [
        .. typeof(IBenchmark).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IBenchmark)))
            .Select(t => (IBenchmark)Activator.CreateInstance(t)!)
            .OrderBy(b => b.Name.Length).ThenBy(b => b.Name, StringComparer.Ordinal),
    ];

    /// <returns>0 when every goal that could be measured was met, 1 when one was missed or a row broke.</returns>
    public async Task<int> RunAsync(IReadOnlyList<IBenchmark> rows, RunArguments arguments, CancellationToken cancel)
    {
        var runs = new List<BenchmarkRun>();
        foreach (var row in rows)
        {
            Console.WriteLine($"{row.Name}: {row.What}");
            runs.Add(await RunOneAsync(row, arguments, cancel));
        }

        var report = BenchmarkReport.Write(runs, time.GetUtcNow());
        var folder = Directory.CreateDirectory(Path.Combine(repositoryRoot, "artifacts", "benchmarks"));
        var file = Path.Combine(folder.FullName, arguments.Name + ".md");
        await File.WriteAllTextAsync(file, report, cancel);
        Console.WriteLine();
        Console.WriteLine(report);
        Console.WriteLine($"Written to {Path.GetRelativePath(repositoryRoot, file)}");
        return runs.Exists(r => r.Poor) ? 1 : 0;
    }

    private async Task<BenchmarkRun> RunOneAsync(IBenchmark row, RunArguments arguments, CancellationToken cancel)
    {
        var scratch = Directory.CreateTempSubdirectory("command-center-benchmark-");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(arguments.Full ? FullRunLimit : ShortRunLimit);
        var watch = Stopwatch.StartNew();
        try
        {
            var outcome = await row.RunAsync(new BenchmarkContext(arguments.Full, repositoryRoot, scratch.FullName, arguments.Options), limit.Token);
            return new BenchmarkRun(row, outcome, watch.Elapsed, null);
        }
#pragma warning disable CA1031 // whatever broke one row is reported; the others still run
        catch (Exception broke) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var why = limit.IsCancellationRequested ? $"given up after {watch.Elapsed.TotalSeconds:0} s" : $"{broke.GetType().Name}: {broke.Message}";
            Console.Error.WriteLine(broke);
            return new BenchmarkRun(row, new BenchmarkOutcome([], [], []), watch.Elapsed, why);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
