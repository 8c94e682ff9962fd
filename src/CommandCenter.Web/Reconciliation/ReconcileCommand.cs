using System.CommandLine;
using CommandCenter.Cli;
using CommandCenter.Reconciliation.Files;
using CommandCenter.Shared;

namespace CommandCenter.Reconciliation;

/// <summary><c>reconcile LEFT RIGHT</c>: two files, without a plan, a store or a running product.</summary>
internal static class ReconcileCommand
{
    private static readonly Argument<string> left = new("LEFT") { Description = "A CSV file with a header, such as the legacy side's." };
    private static readonly Argument<string> right = new("RIGHT") { Description = "The other file; it may have other columns in another order." };
    private static readonly Option<string[]> key = Many("--key", "Column that says which rows belong together; several with commas or repeated. Default: the first common column called like orderKey, else the first common one.");
    private static readonly Option<string[]> map = Many("--map", "LEFT=RIGHT: a column that the right file names otherwise.");
    private static readonly Option<string[]> ignore = Many("--ignore", "Column that is not compared; several with commas or repeated.");
    private static readonly Option<string[]> type = Many("--type", $"COLUMN=TYPE instead of what is recognised: {ValueKinds.Allowed}.");
    private static readonly Option<string[]> tolerance = Many("--tolerance", $"How far values may be apart: {ColumnTolerance.Allowed}. A named column wins over *.");
    private static readonly Option<string[]> empty = Many("--empty", @"Text that means that there is no value, such as NULL or \N.");
    private static readonly Option<bool> trim = new("--trim") { Description = "Spaces and tabs around keys and values do not count." };
    private static readonly Option<string?> delimiter = new("--delimiter") { Description = "comma, semicolon, tab, pipe, or the character; default: found in each file." };
    private static readonly Option<string> encoding = new("--encoding") { Description = "Of files without a byte order mark.", DefaultValueFactory = _ => "utf-8" };
    private static readonly Option<string?> zone = new("--zone") { Description = "Zone of times that carry none, such as Europe/Berlin; default UTC." };
    private static readonly Option<string?> leftZone = new("--left-zone") { Description = "As --zone, for the left file." };
    private static readonly Option<string?> rightZone = new("--right-zone") { Description = "As --zone, for the right file." };
    private static readonly Option<string?> memory = new("--memory") { Description = "Memory for rows, such as 512MB or 4GB, at least 16MB; larger files are compared in parts, on disk. Default: half of what there is." };
    private static readonly Option<string?> temporary = new("--temp") { Description = "Folder for parts; default: the system's." };
    private static readonly Option<string?> output = new("--out") { Description = $"Folder for {DifferenceFiles.Csv}, {DifferenceFiles.Json} and {DifferenceFiles.Summary}; made where it is missing." };
    private static readonly Option<int> show = new("--show") { Description = "Differences that are shown, 0 to 10000.", DefaultValueFactory = _ => 10 };

    public static Command Reconcile()
    {
        var command = new Command("reconcile", "Compares two CSV files by key. Exit code 0: the same, 1: differences, 2: wrong usage, 3: a file cannot be read.")
        {
            left, right, key, map, ignore, type, tolerance, empty, trim, delimiter, encoding, zone, leftZone, rightZone, memory, temporary, output, show,
        };
        command.SetAction((parsed, cancel) => CommandHost.GuardAsync(() => RunAsync(parsed, cancel)));
        return command;
    }

    private static Option<string[]> Many(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => [] };

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var asked = Read(parsed);
        if (asked.Error is { } wrong)
        {
            return await RefuseAsync(wrong);
        }

        var shown = new ShownDifferences(parsed.GetValue(show));
        using var files = parsed.GetValue(output) is { } folder ? new DifferenceFiles(folder) : null;
        Result<FileComparison> found;
        try
        {
            found = FileReconciler.Run(asked.Value, new Sinks(shown, files), cancel);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped; nothing was written.");
            return ExitCodes.Failed;
        }

        if (found.Error is { } error)
        {
            return await RefuseAsync(error);
        }

        files?.Complete(found.Value);
        await ComparisonText.WriteAsync(Console.Out, found.Value, shown, parsed.GetValue(output));
        return found.Value.Differences == 0 ? ExitCodes.Fine : ExitCodes.Found;
    }

    private static async Task<int> RefuseAsync(Error error)
    {
        await Console.Error.WriteLineAsync(ComparisonText.Inert(error.Message));
        return error.Kind == ErrorKind.Validation ? ExitCodes.Usage : ExitCodes.Failed;
    }

    private static Result<ReconcileFiles> Read(ParseResult parsed)
    {
        var asked = new ReconcileFiles(parsed.GetRequiredValue(left), parsed.GetRequiredValue(right))
        {
            Keys = parsed.GetValue(key)!,
            Ignored = parsed.GetValue(ignore)!,
            Empties = parsed.GetValue(empty)!,
            Trim = parsed.GetValue(trim),
            Encoding = parsed.GetValue(encoding)!,
            TemporaryFolder = parsed.GetValue(temporary) ?? Path.GetTempPath(),
        };
        if (parsed.GetValue(show) is < 0 or > 10_000)
        {
            return Error.Validation("bad-number", $"--show {parsed.GetValue(show)}: allowed is 0 to 10000.", "--show");
        }

        if (!Directory.Exists(asked.TemporaryFolder))
        {
            return Error.Validation("no-folder", $"--temp {asked.TemporaryFolder}: there is no such folder.", "--temp");
        }

        return ReconcileOptions.Read(
            asked,
            new ReconcileTexts(
                parsed.GetValue(map)!, parsed.GetValue(type)!, parsed.GetValue(tolerance)!, parsed.GetValue(delimiter),
                parsed.GetValue(leftZone) ?? parsed.GetValue(zone), parsed.GetValue(rightZone) ?? parsed.GetValue(zone), parsed.GetValue(memory)));
    }

    /// <summary>Tells both the console and the files.</summary>
    private sealed class Sinks(ShownDifferences shown, DifferenceFiles? files) : IDifferenceSink
    {
        public void Begin(ColumnPairing columns)
        {
            shown.Begin(columns);
            files?.Begin(columns);
        }

        public void Add(in FileDifference difference)
        {
            shown.Add(difference);
            files?.Add(difference);
        }
    }
}
