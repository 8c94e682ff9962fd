using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources;

namespace CommandCenter.Jobs;

/// <summary>The sources' loops as rows beside the scheduler's jobs: too fast to be jobs of it, watched and paused like them.</summary>
internal sealed class PollingLoops(LiveBoard board, ActivePlan plan, IServiceProvider services)
{
    private const string Prefix = "source-";

    public static bool Knows(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    public IReadOnlyList<JobRow> List() => board.Current is { } live ? [.. live.Sources.Select(Row)] : [];

    public Task<Result<JobRow>> RunAsync(string id, CommandRequest request, CancellationToken cancel) => CommandAsync(id, (control, source) => control.PollNowAsync(source, request, cancel));
    public Task<Result<JobRow>> PauseAsync(string id, CommandRequest request, CancellationToken cancel) => CommandAsync(id, (control, source) => control.PauseAsync(source, request, cancel));
    public Task<Result<JobRow>> ResumeAsync(string id, CommandRequest request, CancellationToken cancel) => CommandAsync(id, (control, source) => control.ResumeAsync(source, request, cancel));

    private async Task<Result<JobRow>> CommandAsync(string id, Func<ISourceControl, string, Task<Result<bool>>> command)
    {
        if (services.GetService<ISourceControl>() is not { } control) return Error.Unavailable("no-source-control", "Sources cannot be controlled here.");
        var done = await command(control, id[Prefix.Length..]);
        if (done.Error is { } error) return error;
        return List().FirstOrDefault(r => r.Id == id) is { } row ? row : Error.NotFound("no-such-job", $"There is no job {id}.");
    }

    private JobRow Row(SourceLive source)
    {
        var every = plan.Current?.Source(source.Id)?.Every;
        var state = source.Health switch
        {
            SourceHealth.Paused => JobState.Paused,
            _ when source.Error is not null => JobState.Failing,
            _ => JobState.Waiting,
        };
        var push = source.Adapter == "push";
        return new JobRow(
            Prefix + source.Id, source.Id, push ? $"Takes what {source.System} pushes." : $"Polls {source.System}.", JobKind.Polling, state,
            every is { } cadence ? (push ? "heartbeat " : "") + SchedulerJobs.Words(cadence) : "", source.LastSuccess, null, source.LastSuccess is null ? null : source.Error is null, source.Error,
            state == JobState.Paused ? null : source.NextTry ?? (push ? null : source.LastSuccess + every), source.RecordsTotal, source.Rejected, null);
    }
}
