namespace CommandCenter.Live;

/// <summary>Counted out of all in a window, and the same for each of the thirty whole minutes before its end. Filled anew for every snapshot.</summary>
internal sealed class WindowShare
{
    private readonly double[] counted = new double[MinuteCounts.TrendLength];
    private readonly double[] outOf = new double[MinuteCounts.TrendLength];
    private long firstMinute;

    public double Counted { get; private set; }
    public long OutOf { get; private set; }

    /// <summary>Percent; null where there is nothing to count.</summary>
    public double? Percent => OutOf == 0 ? null : 100 * Counted / OutOf;

    public void Begin(long asOf)
    {
        Array.Clear(counted);
        Array.Clear(outOf);
        (Counted, OutOf) = (0, 0);
        firstMinute = asOf / MinuteCounts.Minute - MinuteCounts.TrendLength;
    }

    public void Add(long at, bool counts) => Add(at, counts ? 1 : 0);

    public void Add(long at, double count)
    {
        OutOf++;
        Counted += count;
        var minute = at / MinuteCounts.Minute - firstMinute;
        if (minute >= 0 && minute < outOf.Length)
        {
            outOf[minute]++;
            counted[minute] += count;
        }
    }

    /// <summary>Scaled share by minute; null in minutes without anything to count.</summary>
    /// <param name="scale">100 for percent, 1,000 for a rate per thousand.</param>
    public double?[] Trend(double scale = 100)
    {
        var trend = new double?[outOf.Length];
        for (var i = 0; i < trend.Length; i++)
        {
            trend[i] = outOf[i] == 0 ? null : scale * counted[i] / outOf[i];
        }

        return trend;
    }

    public double OutOfMinute(int index) => outOf[index];

    public double CountedInMinute(int index) => counted[index];

    /// <summary>How many by minute; null before <paramref name="knownSince"/>.</summary>
    public double?[] Counts(long knownSince)
    {
        var trend = new double?[outOf.Length];
        for (var i = 0; i < trend.Length; i++)
        {
            trend[i] = (firstMinute + i + 1) * MinuteCounts.Minute > knownSince ? outOf[i] : null;
        }

        return trend;
    }
}
