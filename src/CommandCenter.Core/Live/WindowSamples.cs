using System.Runtime.InteropServices;

namespace CommandCenter.Live;

/// <summary>Durations that ended in a window; asked for percentiles and for the median of each minute. Filled anew for every snapshot.</summary>
internal sealed class WindowSamples
{
    private readonly List<(long At, double Value)> samples = [];
    private readonly List<double> scratch = [];
    private bool sorted;

    public int Count => samples.Count;

    public void Clear()
    {
        samples.Clear();
        sorted = false;
    }

    /// <param name="value">Seconds.</param>
    public void Add(long at, double value) => samples.Add((at, value));

    /// <summary>Nearest rank: a value that was measured. Null without samples.</summary>
    /// <param name="share">0 to 1.</param>
    public double? Percentile(double share)
    {
        if (samples.Count == 0)
        {
            return null;
        }

        if (!sorted)
        {
            CollectionsMarshal.AsSpan(samples).Sort(static (left, right) => left.Value.CompareTo(right.Value));
            sorted = true;
        }

        return samples[Rank(share, samples.Count)].Value;
    }

    /// <summary>Median of each of the thirty whole minutes before that of <paramref name="asOf"/>; null without samples in it.</summary>
    public double?[] Trend(long asOf)
    {
        var trend = new double?[MinuteCounts.TrendLength];
        if (samples.Count == 0)
        {
            return trend;
        }

        var first = asOf / MinuteCounts.Minute - MinuteCounts.TrendLength;
        var byMinute = CollectionsMarshal.AsSpan(samples);
        byMinute.Sort(static (left, right) => left.At.CompareTo(right.At));
        sorted = false;
        var i = 0;
        while (i < byMinute.Length)
        {
            var minute = byMinute[i].At / MinuteCounts.Minute;
            scratch.Clear();
            for (; i < byMinute.Length && byMinute[i].At / MinuteCounts.Minute == minute; i++)
            {
                scratch.Add(byMinute[i].Value);
            }

            if (minute >= first && minute < first + trend.Length)
            {
                scratch.Sort();
                trend[minute - first] = scratch[Rank(0.5, scratch.Count)];
            }
        }

        return trend;
    }

    private static int Rank(double share, int count) => Math.Clamp((int)Math.Ceiling(share * count) - 1, 0, count - 1);
}
