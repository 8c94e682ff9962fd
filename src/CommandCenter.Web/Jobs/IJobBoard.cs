using CommandCenter.Decisions;
using CommandCenter.Shared;

namespace CommandCenter.Jobs;

public enum JobKind
{
    /// <summary>A coarse job of the scheduler.</summary>
    Scheduled,

    /// <summary>The fast loop of a source.</summary>
    Polling,
}

public enum JobState
{
    Waiting,
    Running,
    Paused,

    /// <summary>The last run failed; it runs again when it is due.</summary>
    Failing,
}

/// <summary>One row of the jobs page.</summary>
/// <param name="Id">Kebab-case; <c>source-…</c> for polling loops.</param>
/// <param name="Every">How often, in words.</param>
/// <param name="LastRun">Null before the first.</param>
/// <param name="LastResult">One sentence: what the last run did or why it failed.</param>
/// <param name="Records">What the last run touched; null where it counts nothing.</param>
/// <param name="Errors">Failed runs among the last hundred; for a source, records refused by its mapping.</param>
public sealed record JobRow(
    string Id, string Name, string What, JobKind Kind, JobState State, string Every, DateTimeOffset? LastRun, TimeSpan? LastDuration, bool? LastSucceeded, string? LastResult,
    DateTimeOffset? NextRun, long? Records, long Errors, string? PausedBy);

/// <summary>Every job with its last and next run; run now, pause, resume each a command with the permission <c>run-job</c>, a reason and an entry in the decision log.</summary>
public interface IJobBoard
{
    Task<IReadOnlyList<JobRow>> ListAsync(CancellationToken cancel);
    Task<Result<JobRow>> RunAsync(string id, CommandRequest request, CancellationToken cancel);
    Task<Result<JobRow>> PauseAsync(string id, CommandRequest request, CancellationToken cancel);
    Task<Result<JobRow>> ResumeAsync(string id, CommandRequest request, CancellationToken cancel);
}
