using CommandCenter.Scorecard.Figures;

namespace CommandCenter.Jobs.Work;

internal sealed class KeepReadings(ReadingHours readings) : IScheduledJob
{
    public async Task<JobReport> RunAsync(CancellationToken cancel)
    {
        var added = await readings.KeepAsync(cancel);
        return new JobReport(added == 0 ? "Nothing was added: no queue and no stock source is heard of." : $"{added} readings were added.", added);
    }
}
