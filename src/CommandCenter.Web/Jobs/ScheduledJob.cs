namespace CommandCenter.Jobs;

/// <summary>A coarse job: a plain class with one method. It runs alone, is bounded by its token, and throws only for what is a failure of the run.</summary>
public interface IScheduledJob
{
    Task<JobReport> RunAsync(CancellationToken cancel);
}

/// <param name="Summary">One sentence for the jobs page, without secrets.</param>
/// <param name="Records">What was touched; null where nothing is counted.</param>
public sealed record JobReport(string Summary, long? Records = null);

/// <summary>One scheduled job.</summary>
/// <param name="Id">Kebab-case, stable: the scheduler's store knows the job by it.</param>
/// <param name="What">One sentence for the page.</param>
/// <param name="Every">10 s and more; what runs faster is a loop of its own.</param>
/// <param name="Type">An <see cref="IScheduledJob"/>, made anew for each run.</param>
/// <param name="Limit">A run that takes longer is cancelled and counts as failed.</param>
public sealed record JobDefinition(string Id, string Name, string What, TimeSpan Every, Type Type, TimeSpan Limit);

/// <summary>All scheduled jobs of this process.</summary>
public sealed record JobDefinitions(IReadOnlyList<JobDefinition> All)
{
    public JobDefinition? Find(string id) => All.FirstOrDefault(j => string.Equals(j.Id, id, StringComparison.Ordinal));
}
