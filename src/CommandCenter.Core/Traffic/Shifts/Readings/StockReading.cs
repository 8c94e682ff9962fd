using CommandCenter.Readiness.Thresholds;
using CommandCenter.Reconciliation.Stock;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts.Readings;

/// <summary>Inventory mismatch, as <see cref="StockPicture.Mismatch"/> defines it.</summary>
internal sealed class StockReading(StockParity stock) : IShiftReading
{
    public ThresholdMetric Metric => ThresholdMetric.InventoryMismatch;

    public async Task<MetricReading> ReadAsync(Threshold threshold, CancellationToken cancel)
    {
        var now = await stock.ReadAsync(cancel);
        return new MetricReading(now.Mismatch, now.Pairs.Count, now.Missing);
    }
}
