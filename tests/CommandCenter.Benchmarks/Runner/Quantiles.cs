namespace CommandCenter.Benchmarks.Runner;

/// <summary>Quantiles by nearest rank: always a value that was measured.</summary>
public static class Quantiles
{
    /// <param name="share">0 to 1; 0.5 is the median.</param>
    /// <returns>Null when there are no values.</returns>
    public static double? Quantile(this IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>Middle value; with an even count the mean of the two in the middle.</summary>
    /// <returns>Null when there are no values.</returns>
    public static double? Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
