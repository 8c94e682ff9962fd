using CommandCenter.Sources;

namespace CommandCenter.Jobs.Work;

internal sealed class RetryRejectedRecords(IRejectedRetry retry) : IScheduledJob
{
    public async Task<JobReport> RunAsync(CancellationToken cancel)
    {
        var outcome = await retry.RetryAsync(null, null, cancel);
        return new JobReport(outcome.Tried == 0 ? "No mapping has changed." : $"{outcome.Applied} of {outcome.Tried} were applied, {outcome.StillRejected} are still rejected.", outcome.Tried);
    }
}
