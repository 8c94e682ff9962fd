using Quartz;

namespace CommandCenter.Jobs;

/// <summary>The scheduler's side of every job: finds the plain class by the job's id, runs it alone and keeps what it reports.</summary>
[DisallowConcurrentExecution]
internal sealed class JobRunner(JobDefinitions definitions, IServiceProvider services, ILogger<JobRunner> log) : IJob
{
    /// <summary>Name of the count in the execution history.</summary>
    public const string RecordsMetric = "records";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var id = context.JobDetail.Key.Name;
        var definition = definitions.Find(id) ?? throw new JobExecutionException($"No job is called {id}.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(definition.Limit);
        try
        {
            var report = await ((IScheduledJob)ActivatorUtilities.CreateInstance(services, definition.Type)).RunAsync(limit.Token);
            var result = JobRunReport.Succeeded(report.Summary);
            context.Result = report.Records is { } records ? result.With(RecordsMetric, records) : result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            context.Result = JobRunReport.Failed($"Cancelled: it took longer than {definition.Limit.TotalMinutes:0.#} minutes.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // the page shows the kind of fault, the log the whole of it: messages of foreign code may carry secrets
            JobLog.Failed(log, id, exception);
            context.Result = JobRunReport.Failed($"Failed with {exception.GetType().Name}; the log has the details.");
        }
    }
}

internal static partial class JobLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} failed.")]
    public static partial void Failed(ILogger logger, string job, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} was {Action} by {Actor}.")]
    public static partial void Commanded(ILogger logger, string job, string action, string actor);
}
