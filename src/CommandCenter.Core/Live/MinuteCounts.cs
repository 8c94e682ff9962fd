namespace CommandCenter.Live;

/// <summary>Counts of the last hour by wall-clock minute, in a ring: the same memory whatever happens.</summary>
internal sealed class MinuteCounts
{
    public const long Minute = 60_000_000;
    private const int Size = 64;

    private readonly long[] minutes = new long[Size];
    private readonly double[] counts = new double[Size];

    public void Add(long at, double count)
    {
        var minute = Math.DivRem(at, Minute).Quotient;
        var slot = (int)(minute % Size);
        if (minutes[slot] > minute)
        {
            return; // older than the ring
        }

        if (minutes[slot] != minute)
        {
            (minutes[slot], counts[slot]) = (minute, 0);
        }

        counts[slot] += count;
    }

    /// <summary>The running minute and those before it, <paramref name="span"/> in all.</summary>
    public long Sum(long now, int span)
    {
        var newest = now / Minute;
        double sum = 0;
        for (var minute = newest - span + 1; minute <= newest; minute++)
        {
            sum += minutes[minute % Size] == minute ? counts[minute % Size] : 0;
        }

        return (long)sum;
    }

    /// <summary>Thirty whole minutes before the running one, oldest first; null before <paramref name="knownSince"/>.</summary>
    public double?[] Trend(long now, long knownSince)
    {
        var trend = new double?[TrendLength];
        for (var i = 0; i < TrendLength; i++)
        {
            var minute = now / Minute - TrendLength + i;
            trend[i] = minutes[minute % Size] == minute ? counts[minute % Size] : (minute + 1) * Minute > knownSince ? 0 : null;
        }

        return trend;
    }

    public const int TrendLength = 30;
}
