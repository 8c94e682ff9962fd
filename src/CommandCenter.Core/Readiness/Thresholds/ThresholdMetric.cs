namespace CommandCenter.Readiness.Thresholds;

/// <summary>What a threshold measures.</summary>
public enum ThresholdMetric
{
    /// <summary>Orders routed within the limit of their lane, in percent; one that is not routed by then counts as late.</summary>
    RoutedWithinLimit,

    /// <summary>By how many points fewer orders are routed within the limit than legacy routes of the same segment and minutes.</summary>
    RoutedWorseThanLegacy,

    /// <summary>Orders without a failure that a side reported, in percent.</summary>
    TransactionSuccess,

    /// <summary>By how many points more orders are cancelled than legacy cancels of the same segment and minutes.</summary>
    CancelledMoreThanLegacy,

    /// <summary>Order lines of which more was shipped than ordered, over both sides; a number.</summary>
    DuplicateShipments,

    /// <summary>Orders of which more was captured than they come to, over both sides; a number.</summary>
    DuplicateCaptures,

    /// <summary>SKU-nodes whose available-to-sell differ between the sides, of those where either is not zero, in percent.</summary>
    InventoryMismatch,

    /// <summary>Calls to the orchestration side's target that got no usable answer in time, in percent of all calls to it.</summary>
    ApiTimeouts,

    /// <summary>Orders of the cohort with a failure, per 1,000.</summary>
    ExceptionsPerThousand,

    /// <summary>Seconds that the last drill of a rollback took from the decision to the last outcome.</summary>
    RollbackDrill,
}

/// <summary>How the orders of a metric are counted, which says how it is judged.</summary>
public enum MetricKind
{
    /// <summary>A share of orders against a limit.</summary>
    Share,

    /// <summary>The difference of two shares against a margin.</summary>
    Difference,

    /// <summary>A number of which none, or few, may be there.</summary>
    Count,

    /// <summary>A value that is read, not counted.</summary>
    Reading,
}

/// <summary>What a metric means, once for pages, API and documents.</summary>
/// <param name="Key">As the plan writes it.</param>
/// <param name="AtLeast">Good is at or above the limit; else at or below.</param>
/// <param name="Unit">Of the limit.</param>
/// <param name="Usual">The action of a threshold that names none.</param>
/// <param name="What">One sentence.</param>
public sealed record MetricDefinition(ThresholdMetric Metric, string Key, string Label, MetricKind Kind, bool AtLeast, string Unit, decimal Most, ThresholdAction Usual, string What);

/// <summary>Every metric.</summary>
public static class ThresholdMetrics
{
    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        new(ThresholdMetric.RoutedWithinLimit, "routed-within-limit", "Routed within the limit", MetricKind.Share, true, "%", 100, ThresholdAction.RollBack,
            "Orders of orchestration that were routed within their lane's limit, of those old enough to have reached it."),
        new(ThresholdMetric.RoutedWorseThanLegacy, "routed-worse-than-legacy", "Routed late, against Legacy", MetricKind.Difference, false, "points", 100, ThresholdAction.RollBack,
            "Share of orders routed late by orchestration minus the share routed late by legacy, same segment and minutes."),
        new(ThresholdMetric.TransactionSuccess, "transaction-success", "Transaction success", MetricKind.Share, true, "%", 100, ThresholdAction.RollBack,
            "Orders of orchestration without a failure that a side reported."),
        new(ThresholdMetric.CancelledMoreThanLegacy, "cancelled-more-than-legacy", "Cancel rate, against Legacy", MetricKind.Difference, false, "points", 100, ThresholdAction.Hold,
            "Share of orders cancelled on orchestration minus the share cancelled on legacy, same segment and minutes."),
        new(ThresholdMetric.DuplicateShipments, "duplicate-shipments", "Duplicate shipments", MetricKind.Count, false, "lines", 1_000_000, ThresholdAction.HoldReleases,
            "Order lines of which more was shipped than ordered, over both sides."),
        new(ThresholdMetric.DuplicateCaptures, "duplicate-captures", "Duplicate captures", MetricKind.Count, false, "orders", 1_000_000, ThresholdAction.HoldReleases,
            "Orders of which more was captured than they come to, over both sides."),
        new(ThresholdMetric.InventoryMismatch, "inventory-mismatch", "Inventory mismatch", MetricKind.Reading, false, "%", 100, ThresholdAction.Hold,
            "SKU-nodes whose available-to-sell differ at one as-of, of those where either side's is not zero."),
        new(ThresholdMetric.ApiTimeouts, "api-timeouts", "API time-outs", MetricKind.Reading, false, "%", 100, ThresholdAction.RollBack,
            "Calls to orchestration's target that got no usable answer in time, of all calls to it in the window: time-outs, broken connections, server errors."),
        new(ThresholdMetric.ExceptionsPerThousand, "exceptions-per-1000", "Exceptions", MetricKind.Share, false, "per 1,000 orders", 1_000, ThresholdAction.RollBack,
            "Orders of orchestration with a failure that a side reported, of 1,000."),
        new(ThresholdMetric.RollbackDrill, "rollback-drill", "Rollback rehearsed", MetricKind.Reading, false, "s", 86_400, ThresholdAction.Hold,
            "Time from decision to last outcome of the newest drill that ended healthy."),
    ];

    public static MetricDefinition Definition(this ThresholdMetric metric) => All[(int)metric];
}
