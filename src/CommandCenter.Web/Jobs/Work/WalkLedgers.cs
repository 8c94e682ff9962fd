using CommandCenter.Intake;

namespace CommandCenter.Jobs.Work;

internal sealed class WalkLedgers(LedgerAdoption adoption) : IScheduledJob
{
    public async Task<JobReport> RunAsync(CancellationToken cancel)
    {
        var report = await adoption.RunAsync(cancel);
        return new JobReport(
            report.Note ?? $"{report.TakenOver} orders taken over, {report.Closed} closed{(report.OnBoth == 0 ? "" : $", {report.OnBoth} answered for by both sides")}.", report.TakenOver + report.Closed);
    }
}
