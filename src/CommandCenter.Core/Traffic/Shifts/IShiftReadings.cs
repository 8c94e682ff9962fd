using CommandCenter.Readiness.Thresholds;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts;

/// <summary>Tells the metrics that are read, not counted by orders of a cohort.</summary>
public interface IShiftReadings
{
    /// <summary>The reading for a threshold; null where this does not know the metric.</summary>
    /// <param name="watched">Keys of the orders of the shift that orchestration owns.</param>
    Task<MetricReading?> ReadAsync(Threshold threshold, IReadOnlySet<string> watched, CancellationToken cancel);
}
