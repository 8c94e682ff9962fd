using CommandCenter.Orders;
using CommandCenter.Readiness.Thresholds;

namespace CommandCenter.Traffic.Analysis;

/// <summary>The orders of one step, added up as they become old enough, in the order of their acceptance. Given the same orders it comes to the same, also after a restart.</summary>
internal sealed class CohortTally
{
    private static readonly ThresholdMetric[] counted = [.. ThresholdMetrics.All.Where(m => m.Kind is MetricKind.Share or MetricKind.Difference).Select(m => m.Metric)];

    private readonly Dictionary<(ThresholdMetric Metric, decimal Margin), SafeDifferenceTest> differences = [];
    private readonly Dictionary<(ThresholdMetric Metric, Side Owner), long> failures = [];
    private readonly List<CohortOrder> orders = [];

    public long Last { get; private set; }

    /// <summary>Orders of orchestration.</summary>
    public long Watched { get; private set; }

    /// <summary>Orders of legacy, of the same segment and minutes.</summary>
    public long Reference { get; private set; }

    public IReadOnlyList<CohortOrder> Orders => orders;

    /// <param name="order">Of a higher number than all before.</param>
    public void Add(CohortOrder order)
    {
        if (order.Number <= Last)
        {
            throw new ArgumentException("Orders are taken in the order of their acceptance.", nameof(order));
        }

        Last = order.Number;
        orders.Add(order);
        if (order.Owner == Side.Orchestration)
        {
            Watched++;
        }
        else
        {
            Reference++;
        }

        foreach (var metric in counted)
        {
            if (Fails(order, metric))
            {
                failures[(metric, order.Owner)] = failures.GetValueOrDefault((metric, order.Owner)) + 1;
            }
        }

        foreach (var (key, test) in differences)
        {
            test.Add(order.Owner == Side.Orchestration, Fails(order, key.Metric));
        }
    }

    public long Failures(ThresholdMetric metric, Side owner) => failures.GetValueOrDefault((metric, owner));

    /// <summary>The evidence that a difference is beyond its margin; a margin that is asked for the first time is reckoned from the first order on.</summary>
    public double LogEvidence(ThresholdMetric metric, decimal margin)
    {
        if (!differences.TryGetValue((metric, margin), out var test))
        {
            differences[(metric, margin)] = test = new SafeDifferenceTest((double)margin / 100);
            foreach (var order in orders)
            {
                test.Add(order.Owner == Side.Orchestration, Fails(order, metric));
            }
        }

        return test.LogEvidence;
    }

    private static bool Fails(CohortOrder order, ThresholdMetric metric) => metric switch
    {
        ThresholdMetric.RoutedWithinLimit or ThresholdMetric.RoutedWorseThanLegacy => !order.IsRouted,
        ThresholdMetric.TransactionSuccess or ThresholdMetric.ExceptionsPerThousand => order.HasFailed,
        ThresholdMetric.CancelledMoreThanLegacy => order.IsCancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "It is not counted by orders of a cohort."),
    };
}
