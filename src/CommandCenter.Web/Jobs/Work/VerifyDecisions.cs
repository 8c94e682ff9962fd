using CommandCenter.Decisions;

namespace CommandCenter.Jobs.Work;

internal sealed class VerifyDecisions(DecisionWatch watch) : IScheduledJob
{
    public async Task<JobReport> RunAsync(CancellationToken cancel)
    {
        var verdict = await watch.VerifyAsync(cancel);
        return verdict.Valid ? new JobReport($"{verdict.Entries} entries verify.", verdict.Entries) : throw new InvalidDataException($"Entry {verdict.FirstBad} does not hold: {verdict.Reason}");
    }
}
