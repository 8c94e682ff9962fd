using System.Globalization;
using CommandCenter.Live;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;

namespace CommandCenter.Reconciliation;

public enum DualWriteAnswer
{
    Yes,
    NotYet,
    CannotTell,
}

/// <summary>Whether writing a lane's orders to both sides may end, by what was observed.</summary>
/// <param name="Percent">Orders that differed in the last run, percent.</param>
/// <param name="UpTo">Upper end of the 95 % interval of the worst of the runs that count, percent.</param>
/// <param name="Runs">Runs that count.</param>
public sealed record DualWriteVerdict(string Lane, DualWriteAnswer Answer, string Reason, double? Percent, double? UpTo, int Runs)
{
    /// <summary>
    /// Each of the last runs must have compared enough orders, and the upper end of the Wilson 95 % interval of the share that differed (Wilson 1927, as for observed shares) must lie below the
    /// plan's limit in every one of them. What is understood does not count as differing.
    /// </summary>
    /// <param name="history">Of the lane, oldest first: orders compared, and of them those that differ in any cell at most.</param>
    public static DualWriteVerdict Of(LaneParity? now, string lane, IReadOnlyList<(long Orders, long Differing)> history, DualWriteRule rule)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(rule);
        if (now is null || now.Standing == ParityStanding.NoOrders)
        {
            return new DualWriteVerdict(lane, DualWriteAnswer.CannotTell, "no orders of this lane have been compared", null, null, 0);
        }

        var percent = 100 - now.Percent;
        if (now.Standing == ParityStanding.CannotTell)
        {
            return new DualWriteVerdict(lane, DualWriteAnswer.CannotTell, now.Reason!, percent, null, 0);
        }

        var last = history.TakeLast(rule.Runs).ToList();
        var small = last.Where(r => r.Orders < rule.Orders).ToList();
        if (last.Count < rule.Runs || small.Count > 0)
        {
            var why = small.Count > 0 ? $"{Count(small.Count)} of {Count(last.Count)} runs had under {Count(rule.Orders)} orders" : $"{Count(last.Count)} of {Count(rule.Runs)} runs are there";
            return new DualWriteVerdict(lane, DualWriteAnswer.CannotTell, why, percent, null, last.Count);
        }

        var worst = last.Max(r => WilsonInterval.Percent(r.Differing, r.Orders).High);
        return worst < rule.Percent
            ? new DualWriteVerdict(lane, DualWriteAnswer.Yes, $"in each of the last {Count(last.Count)} runs at most {Share(worst)} differed, below {Share(rule.Percent)}", percent, worst, last.Count)
            : new DualWriteVerdict(lane, DualWriteAnswer.NotYet, $"in one of the last {Count(last.Count)} runs up to {Share(worst)} may have differed; {Share(rule.Percent)} is allowed", percent, worst, last.Count);
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(double percent) => percent.ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
