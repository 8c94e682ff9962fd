namespace CommandCenter.Traffic.Analysis;

/// <summary>The harms that the tests bet on: from barely to grossly worse, so that no size of harm waits long.</summary>
internal static class Alternatives
{
    /// <summary>By how much worse, as a share of all orders.</summary>
    public static IReadOnlyList<double> Harms { get; } = [0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

    /// <summary>Shares of failures worse than <paramref name="limit"/>, all below 1.</summary>
    public static double[] Above(double limit) => [.. Harms.Select(h => limit + (h * (1 - limit)))];

    /// <summary>Logarithm of the mean of what the logarithms stand for.</summary>
    public static double LogMean(ReadOnlySpan<double> logs)
    {
        var largest = double.NegativeInfinity;
        foreach (var log in logs)
        {
            largest = Math.Max(largest, log);
        }

        var sum = 0.0;
        foreach (var log in logs)
        {
            sum += Math.Exp(log - largest);
        }

        return largest + Math.Log(sum / logs.Length);
    }
}
