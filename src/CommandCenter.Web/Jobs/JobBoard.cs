using CommandCenter.Access;
using CommandCenter.Shared;

namespace CommandCenter.Jobs;

/// <inheritdoc cref="IJobBoard"/>
internal sealed class JobBoard(SchedulerJobs scheduled, PollingLoops loops) : IJobBoard
{
    public async Task<IReadOnlyList<JobRow>> ListAsync(CancellationToken cancel) => [.. loops.List(), .. await scheduled.ListAsync(cancel)];

    public Task<Result<JobRow>> RunAsync(string id, Actor actor, CancellationToken cancel) => CommandAsync(id, actor, () => loops.RunAsync(id, actor, cancel), () => scheduled.RunAsync(id, actor, cancel));
    public Task<Result<JobRow>> PauseAsync(string id, Actor actor, CancellationToken cancel) => CommandAsync(id, actor, () => loops.PauseAsync(id, actor, cancel), () => scheduled.PauseAsync(id, actor, cancel));
    public Task<Result<JobRow>> ResumeAsync(string id, Actor actor, CancellationToken cancel) => CommandAsync(id, actor, () => loops.ResumeAsync(id, actor, cancel), () => scheduled.ResumeAsync(id, actor, cancel));

    private async Task<Result<JobRow>> CommandAsync(string id, Actor actor, Func<Task<Result<JobRow>>> loop, Func<Task<Result<JobRow>>> job)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(actor);
        if (Permissions.Refuse(actor, Permissions.RunJob) is { } refusal) return refusal;
        if (PollingLoops.Knows(id)) return await loop();
        return scheduled.Knows(id) ? await job() : Error.NotFound("no-such-job", $"There is no job {(id.Length > 80 ? id[..80] : id)}.");
    }
}
