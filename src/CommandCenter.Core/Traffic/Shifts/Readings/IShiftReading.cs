using CommandCenter.Readiness.Thresholds;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts.Readings;

/// <summary>Tells one metric that is read, not counted by the orders of a shift.</summary>
public interface IShiftReading
{
    ThresholdMetric Metric { get; }

    /// <summary>What it is at this moment, or why it is not known.</summary>
    Task<MetricReading> ReadAsync(Threshold threshold, CancellationToken cancel);
}
