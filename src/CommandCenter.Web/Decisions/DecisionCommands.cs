using System.CommandLine;
using CommandCenter.Cli;
using CommandCenter.Persistence;

namespace CommandCenter.Decisions;

/// <summary><c>decisions verify</c> and <c>decisions export</c>.</summary>
internal static class DecisionCommands
{
    public static Command Decisions(string[] settings)
    {
        var anchor = new Option<string?>("--anchor") { Description = "SEQ:HASH, a head of the log that was kept outside (a log line, /metrics)." };
        var verify = new Command("verify", "Reads the whole decision log and checks every link.") { anchor };
        verify.SetAction((parsed, cancel) => CommandHost.RunAsync(settings, services => VerifyAsync(services, parsed.GetValue(anchor), cancel)));

        var export = new Command("export", "Writes all entries, oldest first, one JSON object a line: the stored bytes, then their hash.");
        export.SetAction((_, cancel) => CommandHost.RunAsync(settings, services => ExportAsync(services, cancel)));
        return new Command("decisions", "The record of what was decided.") { verify, export };
    }

    private static async Task<int> VerifyAsync(IServiceProvider services, string? anchorText, CancellationToken cancel)
    {
        var anchor = DecisionHead.Parse(anchorText);
        if (anchorText is not null && anchor is null)
        {
            await Console.Error.WriteLineAsync("--anchor must be SEQ:HASH: a number and 64 hexadecimal digits.");
            return ExitCodes.Usage;
        }

        if (!await ReadyAsync(services, cancel)) return ExitCodes.Failed;
        var verdict = await services.GetRequiredService<DecisionVerification>().VerifyAsync(anchor, cancel);
        await Console.Out.WriteLineAsync(verdict.Valid ? $"The log verifies, {verdict.Entries} in all. Head {verdict.Head}" : $"Entry {verdict.FirstBad} does not hold.");
        if (verdict.Reason is not null) await Console.Out.WriteLineAsync(verdict.Reason);
        return verdict.Valid ? ExitCodes.Fine : ExitCodes.Found;
    }

    private static async Task<int> ExportAsync(IServiceProvider services, CancellationToken cancel)
    {
        if (!await ReadyAsync(services, cancel)) return ExitCodes.Failed;
        await foreach (var (content, hash) in services.GetRequiredService<DecisionQueries>().ExportAsync(cancel))
        {
            await Console.Out.WriteLineAsync($$"""{"entry":{{System.Text.Encoding.UTF8.GetString(content)}},"hash":"{{hash}}"}""");
        }

        return ExitCodes.Fine;
    }

    private static async Task<bool> ReadyAsync(IServiceProvider services, CancellationToken cancel)
    {
        var storage = await services.GetRequiredService<StorageStart>().RunAsync(cancel);
        if (storage.Error is { } error) await Console.Error.WriteLineAsync(error.Message);
        return storage.Succeeded;
    }
}
