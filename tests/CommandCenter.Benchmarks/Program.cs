using System.Globalization;
using CommandCenter.Benchmarks.Analysis;
using CommandCenter.Benchmarks.Hosting;
using CommandCenter.Benchmarks.Runner;

namespace CommandCenter.Benchmarks;

/// <summary>Entry point: runs one row of the speed table, or all; or is the server that a row measures.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is [HostMode.Word, var kind, ..] && HostMode.Knows(kind))
        {
            return await HostMode.RunAsync(args);
        }

        if (args is [AnalysisTables.Word, ..])
        {
            Console.WriteLine(AnalysisTables.Write(args is [_, var runs] && int.TryParse(runs, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 40));
            return 0;
        }

        var arguments = RunArguments.Read(args);
        var rows = arguments is null ? []
            : BenchmarkRunner.Rows.Where(r => arguments.Name == RunArguments.All || r.Name.Equals(arguments.Name, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (arguments is null || rows.Length == 0)
        {
            return Usage();
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        return await new BenchmarkRunner(TimeProvider.System, RepositoryRoot()).RunAsync(rows, arguments, stop.Token);
    }

    private static int Usage()
    {
        Console.Error.WriteLine("usage: dotnet run -c Release --project tests/CommandCenter.Benchmarks -- NAME|all [--full] [--option=value …]");
        Console.Error.WriteLine("       dotnet run -c Release --project tests/CommandCenter.Benchmarks -- analysis [RUNS]    the tables of docs/analysis.md");
        foreach (var row in BenchmarkRunner.Rows)
        {
            Console.Error.WriteLine($"  {row.Name,-5} {row.What}; goal: {row.Goal}");
        }

        return 2;
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CommandCenter.sln")))
            {
                return folder.FullName;
            }
        }

        return Directory.GetCurrentDirectory();
    }
}
