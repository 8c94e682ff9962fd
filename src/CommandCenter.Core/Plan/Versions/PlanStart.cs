using CommandCenter.Access;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Plan.Versions;

/// <summary>
/// Makes a plan run before anything that needs one starts: the configured file where the options say so, otherwise the one that was applied last. A file that
/// cannot be read leaves the last good one running; <see cref="PlanStatus"/> and the log say so.
/// </summary>
public sealed partial class PlanStart(
    PlanSettings settings, PlanVersions versions, PlanApplication application, ActivePlan active, PlanStatus status, ILogger<PlanStart> log) : IHostedService
{
    private const int Versions = 20;

    /// <summary>The host itself, where no person acts.</summary>
    private static readonly Actor Host = new("(start)", new HashSet<Role> { Role.Administrator });

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var stored = await versions.NewestAsync(Versions, cancellationToken);
        if (stored.Error is { } unavailable)
        {
            Say(unavailable.Message, []);
            return;
        }

        var newest = stored.Value.Count == 0 ? null : stored.Value[0];
        if (settings.File is { } file && (newest is null || settings.ApplyOnStart))
        {
            await ApplyFileAsync(file, newest?.Version.Hash, cancellationToken);
        }

        foreach (var version in stored.Value.TakeWhile(_ => active.Current is null))
        {
            var problems = await application.RunAsync(version, cancellationToken);
            if (problems.Count > 0)
            {
                Say($"The plan {Short(version.Version.Hash)}, applied at {version.Version.AppliedAt:u}, cannot be read by this version of the program; the one before it is tried.", problems);
            }
        }

        if (active.Current is { } plan)
        {
            LogRunning(log, plan.Header.Name, Short(plan.Hash));
        }
        else if (status.Notice is null)
        {
            Say("No plan is applied: no file is configured (CommandCenter:Plan:File) and none was applied before.", []);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ApplyFileAsync(string file, string? running, CancellationToken cancel)
    {
        var text = await PlanFile.ReadAsync(file, cancel);
        if (text.Error is { } unreadable)
        {
            Say(unreadable.Message + Kept(running), []);
            return;
        }

        if (PlanReader.HashOf(text.Value) == running)
        {
            return;
        }

        var applied = await application.ApplyAsync(new PlanRequest(text.Value, Path.GetFileName(file), Host, "The configured file at start", running), cancel);
        if (applied.Error is { } refused)
        {
            Say(refused.Message + Kept(running), []);
        }
        else if (applied.Value.Problems.Count > 0)
        {
            Say($"The plan file {file} has {applied.Value.Problems.Count} problems and was not applied." + Kept(running), applied.Value.Problems);
        }
        else
        {
            LogApplied(log, file, Short(applied.Value.Version!.Hash), applied.Value.Changes.Count);
        }
    }

    private void Say(string notice, IReadOnlyList<PlanProblem> problems)
    {
        status.Set(notice, problems);
        LogNotice(log, notice);
        foreach (var problem in problems)
        {
            LogProblem(log, problem);
        }
    }

    private static string Kept(string? running) => running is null ? " No plan runs." : $" The plan applied last, {Short(running)}, stays.";

    private static string Short(string hash) => hash[..12];

    [LoggerMessage(Level = LogLevel.Information, Message = "Plan '{Name}', version {Hash}, runs")]
    private static partial void LogRunning(ILogger log, string name, string hash);

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied {File} as version {Hash}: {Changes} changes")]
    private static partial void LogApplied(ILogger log, string file, string hash, int changes);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Notice}")]
    private static partial void LogNotice(ILogger log, string notice);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    private static partial void LogProblem(ILogger log, PlanProblem problem);
}
