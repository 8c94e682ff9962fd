using System.Globalization;
using CommandCenter.Live;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts;

/// <summary>Whether the traffic really moved: the sides' own data against the ownership records, order by order. It holds a step, and never fails it.</summary>
public static class ObservedCheck
{
    /// <summary>In place of a threshold's id.</summary>
    public const string Id = "observed-share";

    internal static Check Of(ObservedOwners observed, string? stale)
    {
        if (observed.Seen == 0)
        {
            return new Check(Id, CheckVerdict.Inconclusive, null, null, null, 0, 0, null, null, stale ?? "no side reports an order of the step yet");
        }

        var (low, high) = WilsonInterval.Percent(observed.OnOrchestration, observed.Seen);
        var recorded = decimal.Round(100m * observed.Recorded / observed.Seen, 2);
        var (verdict, why) = observed.Disagree > 0
            ? (CheckVerdict.Inconclusive, string.Create(CultureInfo.InvariantCulture, $"{observed.Disagree:n0} of {observed.Seen:n0} orders are reported by another side than their ownership record says"))
            : stale is not null ? (CheckVerdict.Inconclusive, stale)
            : (CheckVerdict.Passed, "every order is where its ownership record says");
        return new Check(Id, verdict, 100.0 * observed.OnOrchestration / observed.Seen, low, high, recorded, observed.Seen, null, null, why);
    }
}
