using System.Data.Common;
using CommandCenter.Live;
using CommandCenter.Sources.Polling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Rollback;

/// <summary>Keeps the rollbacks that run for the live picture: read again after each change, and every few seconds for those of other nodes.</summary>
internal sealed partial class RollbackStanding(RollbackQueries queries, RollbackWatch changes, StandingCommands standing, TimeProvider time, ILogger<RollbackStanding> log) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly WakeSignal woken = new(time);

    public override void Dispose()
    {
        woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var following = changes.Subscribe(() =>
        {
            woken.Wake();
            return Task.CompletedTask;
        });
        // the pause ends it
        while (true)
        {
            try
            {
                standing.Rollbacks = [.. (await queries.RunningAsync(stoppingToken)).Select(Of)];
            }
            catch (DbException e)
            {
                LogStore(log, e.Message);
            }

            await woken.WaitAsync(Longest, stoppingToken);
        }
    }

    private static RollbackLive Of(RollbackView view) => new(
        view.Id, view.Scope.ToString(), view.IsDrill, view.Actor, view.Phase, view.Reason, view.DecidedAt, view.Steps.First(s => s.Key == "restored").At, view.InFlight,
        view.InFlight - view.Resolved, view.Parked);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Running rollbacks cannot be read: {Reason}")]
    private static partial void LogStore(ILogger log, string reason);
}
