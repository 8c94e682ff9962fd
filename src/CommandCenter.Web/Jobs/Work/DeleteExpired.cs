using CommandCenter.Persistence;

namespace CommandCenter.Jobs.Work;

internal sealed class DeleteExpired(Retention retention) : IScheduledJob
{
    public async Task<JobReport> RunAsync(CancellationToken cancel)
    {
        var deleted = await retention.RunAsync(cancel);
        var records = (long)deleted.Events + deleted.Gauges + deleted.Rejected + deleted.Contacts + deleted.Timers;
        return new JobReport(
            records == 0 ? "Nothing has expired."
            : $"{deleted.Events} events of {deleted.Orders} finished orders, {deleted.Gauges} readings, {deleted.Rejected} rejected records, {deleted.Contacts} contacts, {deleted.Timers} timers.", records);
    }
}
