using Quartz;

namespace CommandCenter.Jobs;

/// <summary>
/// Starts and stops the scheduler with the host, and lets it go when the host's time to stop is over: while its store is away the scheduler repeats the end of
/// a job until that can be written and looks at no token meanwhile, so that the host would not stop before the store is back. A run whose end was not written
/// is recovered at the next start.
/// </summary>
internal sealed partial class SchedulerHost(QuartzHostedService scheduler, ILogger<SchedulerHost> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => scheduler.StartingAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => scheduler.StartAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => scheduler.StartedAsync(cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => scheduler.StoppingAsync(cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await scheduler.StopAsync(cancellationToken).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LeftBehind(logger);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => scheduler.StoppedAsync(cancellationToken);

    [LoggerMessage(LogLevel.Warning, "The scheduler did not end in time; what it ran is recovered at the next start.")]
    private static partial void LeftBehind(ILogger logger);
}
