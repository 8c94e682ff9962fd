using System.CommandLine;
using CommandCenter.Decisions;
using CommandCenter.Hosting;
using CommandCenter.Plan;
using CommandCenter.Reconciliation;
using CommandCenter.Traffic;

namespace CommandCenter.Cli;

/// <summary>Decides between serving and a command: nothing, or only settings such as <c>--urls …</c>, means serve.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (settings, words) = SettingArguments.Split(args);
        if (words.Length == 0) return await ServeAsync(settings);
        var parsed = Create(settings).Parse(words);
        if (parsed.Errors.Count == 0) return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
        await Console.Error.WriteLineAsync("See --help.");
        return ExitCodes.Usage;
    }

    /// <summary>Every command that this executable knows.</summary>
    internal static RootCommand Create(string[] settings)
    {
        var root = new RootCommand("Cutover Command Center. Without a command it serves. Settings may be given to every command as --Section:Key=value.");
        var serve = new Command("serve", "Serves pages, hub and API (the default).");
        serve.SetAction((_, _) => ServeAsync(settings));
        root.Subcommands.Add(serve);
        root.Subcommands.Add(PeopleCommands.User(settings));
        root.Subcommands.Add(PeopleCommands.Token(settings));
        root.Subcommands.Add(StorageCommands.Db(settings));
        root.Subcommands.Add(PlanCommands.Plan(settings));
        root.Subcommands.Add(DecisionCommands.Decisions(settings));
        root.Subcommands.Add(ReconcileCommand.Reconcile());
        root.Subcommands.Add(ActuatorCommands.Actuators(settings));
        return root;
    }

    private static Task<int> ServeAsync(string[] settings) => CommandHost.GuardAsync(async () =>
    {
        await using var app = CommandCenterHost.Build(settings);
        await app.RunAsync();
        return ExitCodes.Fine;
    });
}
