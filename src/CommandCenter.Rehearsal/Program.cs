using System.Globalization;

namespace CommandCenter.Rehearsal;

/// <summary>Runs the rehearsal world as a process of its own.</summary>
internal static class Program
{
    private const string Usage = """
        usage: CommandCenter.Rehearsal [--speed N] [--seed N] [--directory DIR] [--ingest-url URL] [--legacy-url URL] [--orchestration-url URL] [--backfill-minutes N]
               [--intake-url URL] [--intake-token TOKEN] [--post-orders true|false]
        The same by environment: REHEARSAL_SPEED, REHEARSAL_SEED, REHEARSAL_DIRECTORY, REHEARSAL_INGEST_URL, …
        """;

    private static async Task<int> Main(string[] args)
    {
        RehearsalOptions options;
        try
        {
            options = ReadOptions(args);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message}\n{Usage}");
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        try
        {
            await using var world = await RehearsalWorld.StartAsync(options, TimeProvider.System, stop.Token);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"legacy {world.LegacyUrl}, orchestration {world.OrchestrationUrl}, speed {options.Speed}, seed {options.Seed}, ledgers in {options.Directory}"));
            Console.WriteLine(options.IngestUrl is null ? "webhooks: none, give --ingest-url" : $"webhooks to {options.IngestUrl}/ingest/{options.WebhookSource}");
            await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        catch (ArgumentException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message}\n{Usage}");
            return 2;
        }
        catch (IOException taken)
        {
            await Console.Error.WriteLineAsync(taken.Message);
            return 3;
        }
    }

    /// <summary>The command line wins over the environment.</summary>
    internal static RehearsalOptions ReadOptions(IReadOnlyList<string> args)
    {
        var options = new RehearsalOptions();
        var settings = new Dictionary<string, Action<string>>(StringComparer.Ordinal)
        {
            ["speed"] = v => options.Speed = double.Parse(v, CultureInfo.InvariantCulture),
            ["seed"] = v => options.Seed = long.Parse(v, CultureInfo.InvariantCulture),
            ["directory"] = v => options.Directory = v,
            ["ingest-url"] = v => options.IngestUrl = v,
            ["legacy-url"] = v => options.LegacyUrl = v,
            ["orchestration-url"] = v => options.OrchestrationUrl = v,
            ["intake-url"] = v => options.IntakeUrl = v,
            ["intake-token"] = v => options.IntakeToken = v,
            ["post-orders"] = v => options.PostOrders = bool.Parse(v),
            ["backfill-minutes"] = v => options.BackfillMinutes = double.Parse(v, CultureInfo.InvariantCulture),
        };
        foreach (var (name, set) in settings)
        {
            if (Environment.GetEnvironmentVariable("REHEARSAL_" + name.ToUpperInvariant().Replace('-', '_')) is { Length: > 0 } value)
            {
                set(value);
            }
        }

        for (var i = 0; i < args.Count; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || !settings.TryGetValue(args[i][2..], out var set) || i + 1 == args.Count)
            {
                throw new ArgumentException($"found '{args[i]}'; allowed: {string.Join(", ", settings.Keys.Select(k => "--" + k))}, each with a value", nameof(args));
            }

            set(args[i + 1]);
        }

        return options;
    }
}
