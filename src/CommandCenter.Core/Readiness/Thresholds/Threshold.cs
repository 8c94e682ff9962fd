using CommandCenter.Traffic;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>What happens when a threshold is crossed, from the mildest on.</summary>
public enum ThresholdAction
{
    /// <summary>It is said on the page.</summary>
    Warn,

    /// <summary>It is told to whoever must act.</summary>
    Page,

    /// <summary>A running shift stays where it is.</summary>
    Hold,

    /// <summary>Nothing more is sent to warehouse and stores, and it is told.</summary>
    HoldReleases,

    /// <summary>The segment is rolled back.</summary>
    RollBack,
}

/// <summary>A line that must not be crossed, and what happens when it is.</summary>
/// <param name="Id">Kebab-case, unique in the plan.</param>
/// <param name="Title">For a person.</param>
/// <param name="Scope">Orders that it speaks of; of a running shift, those of both.</param>
/// <param name="Limit">In the unit of the metric; whether values above or below it are good is the metric's.</param>
/// <param name="Window">How far a metric that is not about a cohort looks back. Unscaled.</param>
/// <param name="Minimum">Orders, or calls, or SKU-nodes, below which nothing is said; 0 where the first one counts.</param>
public sealed record Threshold(string Id, string Title, ThresholdMetric Metric, Segment Scope, decimal Limit, TimeSpan Window, int Minimum, ThresholdAction Action);
