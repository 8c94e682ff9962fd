using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts.Readings;

/// <summary>Calls of this process to orchestration that got no usable answer, in percent of all within the threshold's window.</summary>
internal sealed class CallReading(TargetCalls calls, ActivePlan plan) : IShiftReading
{
    public ThresholdMetric Metric => ThresholdMetric.ApiTimeouts;

    public Task<MetricReading> ReadAsync(Threshold threshold, CancellationToken cancel)
    {
        var (all, silent) = calls.Within(Side.Orchestration, threshold.Window / (plan.Current?.Header.TimeScale ?? 1));
        return Task.FromResult(all == 0 ? new MetricReading(null, 0, "orchestration was not called within the window") : new MetricReading(100.0 * silent / all, all, null));
    }
}
