using CommandCenter.Decisions;

namespace CommandCenter.Jobs.Work;

internal sealed class AnchorDecisions(DecisionWatch watch) : IScheduledJob
{
    public async Task<JobReport> RunAsync(CancellationToken cancel)
    {
        var head = await watch.AnchorAsync(cancel);
        return new JobReport(head.Sequence == 0 ? "Nothing was decided yet." : $"Entry {head.Sequence} is anchored in the log and in /metrics.", head.Sequence);
    }
}
