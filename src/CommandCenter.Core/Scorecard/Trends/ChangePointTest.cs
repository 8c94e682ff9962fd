namespace CommandCenter.Scorecard.Trends;

/// <summary>Where days changed their level.</summary>
/// <param name="P">Two-sided; 1 where there is nothing to tell.</param>
/// <param name="At">Index of the first day of the new level; -1 where there is none.</param>
/// <param name="Before">Median of the days before.</param>
/// <param name="After">Median of the days since.</param>
public sealed record ChangePoint(double P, int At, double Before, double After);

/// <summary>Pettitt's test (1979): the largest rank sum statistic over all places where the days could be cut in two. P by his approximation, which is on the safe side for few days.</summary>
public static class ChangePointTest
{
    /// <param name="days">In order; a day without a value is null and is left out.</param>
    public static ChangePoint Of(IReadOnlyList<double?> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        var known = days.Select((v, i) => (Day: i, Value: v)).Where(d => d.Value is not null).Select(d => (d.Day, Value: d.Value!.Value)).ToList();
        var (running, largest, at) = (0, 0, -1);
        for (var cut = 0; cut < known.Count - 1; cut++)
        {
            running += known.Sum(other => Math.Sign(known[cut].Value - other.Value));
            if (Math.Abs(running) > largest) (largest, at) = (Math.Abs(running), cut + 1);
        }

        if (at < 0) return new ChangePoint(1, -1, 0, 0);
        double n = known.Count, k = largest;
        var p = Math.Min(1, 2 * Math.Exp(-6 * k * k / (n * n * n + n * n)));
        return new ChangePoint(p, known[at].Day, Median(known.Take(at)), Median(known.Skip(at)));
    }

    private static double Median(IEnumerable<(int Day, double Value)> days)
    {
        var sorted = days.Select(d => d.Value).Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
