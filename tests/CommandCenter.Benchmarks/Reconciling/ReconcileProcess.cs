using System.Diagnostics;
using CommandCenter.Benchmarks.Runner;

namespace CommandCenter.Benchmarks.Reconciling;

/// <summary>The command <c>reconcile</c> as a process of its own.</summary>
internal static class ReconcileProcess
{
    /// <summary>Runs it to its end and answers the time of the process and the digest of what it wrote.</summary>
    public static async Task<(double Milliseconds, string Digest)> RunAsync(BenchmarkContext context, string left, string right, CancellationToken cancel)
    {
        var output = Path.Combine(context.Scratch, "found");
        var program = Path.Combine(AppContext.BaseDirectory, "CommandCenter.Web.dll");
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "reconcile", left, right, "--out", output, "--show", "0"])
        {
            WorkingDirectory = context.Scratch, UseShellExecute = false, RedirectStandardOutput = true,
        })!;
        var text = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        var spent = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return process.ExitCode == 1 ? (spent, await DigestAsync(Path.Combine(output, "differences.csv"), cancel)) : throw new InvalidOperationException($"It answered {process.ExitCode}: {text}");
    }

    private static async Task<string> DigestAsync(string file, CancellationToken cancel)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in (await File.ReadAllLinesAsync(file, cancel)).Skip(1))
        {
            var fields = line.Split(',');
            found.Add(fields[4] switch { "missing-right" => "L", "missing-left" => "R", _ => "D" } + fields[0]);
        }

        return OrderPair.Digest(found);
    }
}
