namespace CommandCenter.Scorecard.Trends;

/// <summary>Whether days go one way.</summary>
/// <param name="P">Two-sided; 1 where there is nothing to tell.</param>
/// <param name="SlopePerDay">Theil and Sen's: the median of all slopes between two days.</param>
public sealed record Drift(double P, double SlopePerDay);

/// <summary>Mann (1945) and Kendall's test of a trend with correction for ties and continuity, and the slope of Theil (1950) and Sen (1968). No shape of a distribution is assumed; one wild day moves neither much.</summary>
public static class DriftTest
{
    /// <param name="days">In order, at least three; a day without a value is null and is left out.</param>
    public static Drift Of(IReadOnlyList<double?> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        var known = days.Select((v, i) => (Day: i, Value: v)).Where(d => d.Value is not null).Select(d => (d.Day, Value: d.Value!.Value)).ToList();
        var (sum, slopes) = (0, new List<double>(known.Count * known.Count / 2));
        for (var i = 0; i < known.Count; i++)
        {
            for (var j = i + 1; j < known.Count; j++)
            {
                sum += Math.Sign(known[j].Value - known[i].Value);
                slopes.Add((known[j].Value - known[i].Value) / (known[j].Day - known[i].Day));
            }
        }

        if (slopes.Count == 0) return new Drift(1, 0);
        double n = known.Count;
        var ties = known.GroupBy(k => k.Value).Select(g => (double)g.Count()).Sum(t => t * (t - 1) * (2 * t + 5));
        var variance = (n * (n - 1) * (2 * n + 5) - ties) / 18;
        slopes.Sort();
        var middle = slopes.Count / 2;
        var slope = slopes.Count % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2;
        return variance <= 0 || sum == 0 ? new Drift(1, slope) : new Drift(2 * Normal.Above((Math.Abs(sum) - 1) / Math.Sqrt(variance)), slope);
    }
}
