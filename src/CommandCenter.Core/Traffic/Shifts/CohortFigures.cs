using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts;

/// <summary>One side's orders of a step.</summary>
/// <param name="Orders">Old enough to be judged.</param>
/// <param name="Late">Not routed within their limit.</param>
/// <param name="Failed">A side reported a failure.</param>
/// <param name="MedianSeconds">Of the time from eligible to routed; null where none was routed. Shown, it does not decide.</param>
/// <param name="RoutedLow">Lower end of the 95 % interval of the share routed within its limit, in percent; null without orders.</param>
/// <param name="RoutedHigh">Upper end.</param>
public sealed record SideFigures(long Orders, long Late, long Failed, long Cancelled, double? MedianSeconds, double? RoutedLow, double? RoutedHigh)
{
    /// <summary>Share routed within the limit, in percent; null without orders.</summary>
    public double? RoutedPercent => Orders == 0 ? null : 100.0 * (Orders - Late) / Orders;
}

/// <summary>A step's cohort in figures: both sides, the same segment and minutes.</summary>
/// <param name="Coming">Accepted, and not yet old enough to be judged.</param>
/// <param name="Superiority">Chance that an order of orchestration is routed faster than one of legacy, ties halved (Mann–Whitney's U over both numbers), of those that were routed; null where a side has none. Shown, it does not decide.</param>
/// <param name="Observed">Where the sides' own data show them.</param>
public sealed record CohortFigures(SideFigures Orchestration, SideFigures Legacy, int Coming, double? Superiority, ObservedOwners Observed)
{
    internal static CohortFigures Of(CohortTally tally, int coming, ObservedOwners observed)
    {
        var (ours, theirs) = (Times(tally, Side.Orchestration), Times(tally, Side.Legacy));
        return new CohortFigures(Of(tally, Side.Orchestration, ours), Of(tally, Side.Legacy, theirs), coming, Compare(ours, theirs), observed);
    }

    private static SideFigures Of(CohortTally tally, Side side, double[] times)
    {
        var (orders, late, failed, cancelled) = (0L, 0L, 0L, 0L);
        foreach (var order in tally.Orders)
        {
            if (order.Owner == side)
            {
                orders++;
                late += order.IsRouted ? 0 : 1;
                failed += order.HasFailed ? 1 : 0;
                cancelled += order.IsCancelled ? 1 : 0;
            }
        }

        (double Low, double High)? routed = orders == 0 ? null : WilsonInterval.Percent(orders - late, orders);
        return new SideFigures(orders, late, failed, cancelled, times.Length == 0 ? null : times[times.Length / 2], routed?.Low, routed?.High);
    }

    /// <summary>Sorted.</summary>
    private static double[] Times(CohortTally tally, Side side)
    {
        double[] times = [.. tally.Orders.Where(o => o.Owner == side).Select(o => o.RoutingSeconds).OfType<double>()];
        Array.Sort(times);
        return times;
    }

    /// <summary>Both lists are sorted, so one walk through them counts every pair.</summary>
    private static double? Compare(double[] ours, double[] theirs)
    {
        if (ours.Length == 0 || theirs.Length == 0)
        {
            return null;
        }

        var (wins, below, upTo) = (0.0, 0, 0);
        foreach (var time in theirs)
        {
            while (below < ours.Length && ours[below] < time)
            {
                below++;
            }

            while (upTo < ours.Length && ours[upTo] <= time)
            {
                upTo++;
            }

            wins += below + ((upTo - below) / 2.0);
        }

        return wins / ((double)ours.Length * theirs.Length);
    }
}
