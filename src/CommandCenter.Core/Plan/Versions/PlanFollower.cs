using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Plan.Versions;

/// <summary>Runs what another process (the command line) or another node applied: looks for a newer version every two seconds.</summary>
public sealed partial class PlanFollower(
    PlanSettings settings, PlanVersions versions, PlanApplication application, ActivePlan active, PlanStatus status, TimeProvider time, ILogger<PlanFollower> log) : BackgroundService
{
    private long refused;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.FollowEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(stoppingToken);
        }
    }

    /// <summary>One look; a store that does not answer is asked again next time.</summary>
    internal async Task LookAsync(CancellationToken cancel)
    {
        var head = await versions.HeadAsync(cancel);
        if (head.Error is not null || head.Value is not { } newest || newest.Hash == active.Current?.Hash || newest.Number == refused)
        {
            return;
        }

        var stored = await versions.ReadAsync(newest.Hash, cancel);
        if (stored.Error is not null)
        {
            return;
        }

        var problems = await application.RunAsync(stored.Value, cancel);
        if (problems.Count > 0)
        {
            refused = newest.Number;
            status.Set($"The plan {newest.Hash[..12]} that was applied elsewhere cannot be read by this version of the program; the one before it stays.", problems);
            LogRefused(log, newest.Hash[..12], problems[0]);
            return;
        }

        status.Clear();
        LogFollowed(log, newest.Hash[..12], stored.Value.Version.Actor);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Plan version {Hash}, applied by {Actor}, runs")]
    private static partial void LogFollowed(ILogger log, string hash, string actor);

    [LoggerMessage(Level = LogLevel.Error, Message = "Plan version {Hash} was applied elsewhere and cannot run here: {Problem}")]
    private static partial void LogRefused(ILogger log, string hash, PlanProblem problem);
}
