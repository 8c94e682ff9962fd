namespace CommandCenter.Scorecard.Measures;

/// <summary>Whether the days of two periods differ beyond noise.</summary>
public enum DaysDiffer
{
    /// <summary>Too few days: not even periods without any overlap could be told apart.</summary>
    CannotTell,
    No,
    Yes,
}

/// <summary>
/// Mann and Whitney's rank test (1947) with days as its units: orders of one day share weather, carriers and staff and are not independent, days nearly are. Two-sided at 1 %, normal approximation with
/// corrections for ties and continuity.
/// </summary>
public static class RankTest
{
    /// <summary>Of either period at least so many days.</summary>
    public const int FewestDays = 5;

    /// <summary>The 99.5 % quantile of the standard normal distribution.</summary>
    private const double Z99 = 2.5758293035489004;

    /// <param name="before">One value a day.</param>
    /// <param name="now">One value a day.</param>
    public static DaysDiffer Of(IReadOnlyCollection<double> before, IReadOnlyCollection<double> now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        if (before.Count < FewestDays || now.Count < FewestDays) return DaysDiffer.CannotTell;
        double first = before.Count, second = now.Count, all = first + second;
        var (rankSum, ties) = Ranks(before, now);
        var distance = Math.Abs(rankSum - first * (first + 1) / 2 - first * second / 2) - 0.5;
        // with every value the same there is no spread, and nothing differs
        var spread = Math.Sqrt(first * second / 12 * (all + 1 - ties / (all * (all - 1))));
        if (spread == 0) return DaysDiffer.No;
        if ((first * second / 2 - 0.5) / Math.Sqrt(first * second * (all + 1) / 12) < Z99) return DaysDiffer.CannotTell;
        return distance / spread > Z99 ? DaysDiffer.Yes : DaysDiffer.No;
    }

    private static (double Sum, double Ties) Ranks(IEnumerable<double> before, IEnumerable<double> now)
    {
        var (sum, ties, below) = (0.0, 0.0, 0);
        foreach (var same in before.Select(v => (v, IsBefore: true)).Concat(now.Select(v => (v, IsBefore: false))).GroupBy(x => x.v).OrderBy(g => g.Key))
        {
            double count = same.Count();
            sum += same.Count(x => x.IsBefore) * (below + (count + 1) / 2);
            ties += count * count * count - count;
            below += (int)count;
        }

        return (sum, ties);
    }
}
