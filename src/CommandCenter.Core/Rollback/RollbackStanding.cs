using CommandCenter.Live;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Rollback;

/// <summary>Keeps the rollbacks that run for the live picture.</summary>
internal sealed class RollbackStanding(RollbackQueries queries, RollbackWatch changes, StandingCommands standing, TimeProvider time, ILogger<RollbackStanding> log) : StandingReader(time, log)
{
    public override async Task ReadAsync(CancellationToken cancel) => standing.Rollbacks = [.. (await queries.RunningAsync(cancel)).Select(Of)];

    protected override IDisposable Follow() => changes.Subscribe(() =>
    {
        Wake();
        return Task.CompletedTask;
    });

    private static RollbackLive Of(RollbackView view) => new(
        view.Id, view.Scope.ToString(), view.IsDrill, view.Actor, view.Phase, view.Reason, view.DecidedAt, view.Steps.First(s => s.Key == "restored").At, view.InFlight,
        view.InFlight - view.Resolved, view.Parked);
}
