using CommandCenter.Readiness.Thresholds;
using CommandCenter.Reconciliation.Stock;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts.Readings;

/// <summary>Inventory mismatch, as <see cref="StockPicture.Mismatch"/> defines it; nothing while a source of stock does not answer: what was read before decides nothing.</summary>
internal sealed class StockReading(StockParity stock) : IShiftReading
{
    public ThresholdMetric Metric => ThresholdMetric.InventoryMismatch;

    public async Task<MetricReading> ReadAsync(Threshold threshold, CancellationToken cancel)
    {
        var now = await stock.ReadAsync(cancel);
        return new MetricReading(now.CannotTell is null ? now.Mismatch : null, now.Pairs.Count, now.CannotTell);
    }
}
