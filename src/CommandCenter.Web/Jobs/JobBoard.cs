using CommandCenter.Decisions;
using CommandCenter.Shared;

namespace CommandCenter.Jobs;

/// <inheritdoc cref="IJobBoard"/>
internal sealed class JobBoard(SchedulerJobs scheduled, PollingLoops loops, CommandRunner commands) : IJobBoard
{
    public async Task<IReadOnlyList<JobRow>> ListAsync(CancellationToken cancel) => [.. loops.List(), .. await scheduled.ListAsync(cancel)];

    public Task<Result<JobRow>> RunAsync(string id, CommandRequest request, CancellationToken cancel) =>
        CommandAsync(id, request, "run-job", "run by hand", () => loops.RunAsync(id, request, cancel), () => scheduled.RunAsync(id, request.Actor, cancel), cancel);

    public Task<Result<JobRow>> PauseAsync(string id, CommandRequest request, CancellationToken cancel) =>
        CommandAsync(id, request, "pause-job", "paused", () => loops.PauseAsync(id, request, cancel), () => scheduled.PauseAsync(id, request.Actor, cancel), cancel);

    public Task<Result<JobRow>> ResumeAsync(string id, CommandRequest request, CancellationToken cancel) =>
        CommandAsync(id, request, "resume-job", "resumed", () => loops.ResumeAsync(id, request, cancel), () => scheduled.ResumeAsync(id, request.Actor, cancel), cancel);

    private async Task<Result<JobRow>> CommandAsync(string id, CommandRequest request, string command, string done, Func<Task<Result<JobRow>>> loop, Func<Task> job, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(request);
        if (Access.Permissions.Refuse(request.Actor, request.Permission) is { } refusal) return refusal;
        if (PollingLoops.Knows(id)) return await loop();
        if (!scheduled.Knows(id)) return Error.NotFound("no-such-job", $"There is no job {(id.Length > 80 ? id[..80] : id)}.");
        var given = await commands.RunAsync<string>(request, async (_, _) =>
        {
            // the scheduler keeps a database of its own, and no transaction spans two: a scheduler that refuses leaves no entry; should the entry fail after it, the caller is told to
            // try again, and a job that ran twice or was paused already does no harm
            await job();
            return new Decided<string>(id, new DecisionDraft(command, $"Job {id} {done}.", null, ["job:" + id]));
        }, cancel);
        return given.Error is { } error ? error : await scheduled.ReadAsync(id, cancel);
    }
}
