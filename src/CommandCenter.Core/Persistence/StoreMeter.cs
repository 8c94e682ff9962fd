using System.Diagnostics.Metrics;

namespace CommandCenter.Persistence;

/// <summary>How long appends take, waiting for the write lock included; for <c>/metrics</c>.</summary>
public static class StoreMeter
{
    public const string Name = "CommandCenter.Store";

    private static readonly Meter meter = new(Name);
    private static readonly Histogram<double> append = meter.CreateHistogram("command_center.store.append.duration", "s", "From the offer of a batch to its commit",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60] });

    /// <param name="committed">False for a batch that was refused.</param>
    public static void Appended(TimeSpan took, bool committed) => append.Record(took.TotalSeconds, new KeyValuePair<string, object?>("committed", committed ? "true" : "false"));
}
