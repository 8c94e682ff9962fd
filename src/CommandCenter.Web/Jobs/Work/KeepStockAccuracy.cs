using System.Globalization;
using CommandCenter.Reconciliation.Stock;

namespace CommandCenter.Jobs.Work;

internal sealed class KeepStockAccuracy(StockAccuracy stock) : IScheduledJob
{
    public async Task<JobReport> RunAsync(CancellationToken cancel)
    {
        var (agreeing, compared, why) = await stock.KeepAsync(cancel);
        return new JobReport(why is null ? string.Create(CultureInfo.InvariantCulture, $"{agreeing:N0} of {compared:N0} articles at nodes agree.") : $"Nothing was added: {why}.", compared);
    }
}
