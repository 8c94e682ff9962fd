using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace CommandCenter.Benchmarks.Runner;

/// <summary>The Markdown table of a run.</summary>
public static class BenchmarkReport
{
    public static string Write(IReadOnlyList<BenchmarkRun> runs, DateTimeOffset at)
    {
        var text = new StringBuilder();
        text.AppendLine("# Benchmarks").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd HH:mm} UTC · {Environment.ProcessorCount} cores · {MemoryGigabytes():0} GB · {RuntimeInformation.FrameworkDescription} · {RuntimeInformation.OSDescription} · load average at the end {LoadAverage()}").AppendLine();
        text.AppendLine("Medians over the rounds; product and peer ran in turn. Ratio = product ÷ peer.").AppendLine();
        text.AppendLine("| row | measure | unit | product | peer | ratio | goal | verdict |");
        text.AppendLine("|---|---|---|--:|--:|--:|---|---|");
        foreach (var run in runs)
        {
            AppendRows(text, run);
        }

        foreach (var run in runs)
        {
            AppendNotes(text, run);
        }

        return text.ToString();
    }

    private static void AppendRows(StringBuilder text, BenchmarkRun run)
    {
        foreach (var m in run.Outcome.Measurements)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {run.Benchmark.Name} | {Cell(m.Measure)} | {m.Unit} | {Number(m.Product)} | {Number(m.Peer)} | {Number(m.Ratio)} | {m.Goal} | {Word(m.Verdict)} |");
        }

        if (run.Outcome.Measurements.Count == 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {run.Benchmark.Name} | {Cell(run.Benchmark.What)} | | – | – | – | {Cell(run.Benchmark.Goal)} | {(run.Failure is null ? "not measured" : "failed")} |");
        }
    }

    private static void AppendNotes(StringBuilder text, BenchmarkRun run)
    {
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {run.Benchmark.Name} · {run.Benchmark.What}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Goal: {run.Benchmark.Goal}. Took {run.Took.TotalSeconds:0} s.").AppendLine();
        foreach (var line in run.Outcome.Missing.Select(m => "Missing: " + m).Concat(run.Outcome.Notes))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {line}");
        }

        if (run.Failure is { } failure)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- Failed: {failure}");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Number(double? value) => value switch
    {
        null => "–",
        >= 1000 or <= -1000 => value.Value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 100 or <= -100 => value.Value.ToString("0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Met => "met",
        Verdict.Missed => "**missed**",
        Verdict.NotMeasured => "not measured",
        _ => "",
    };

    /// <summary>How many others wanted the cores: above their number, times are longer than the program's own doing.</summary>
    private static string LoadAverage() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static double MemoryGigabytes() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024d / 1024 / 1024;
}
