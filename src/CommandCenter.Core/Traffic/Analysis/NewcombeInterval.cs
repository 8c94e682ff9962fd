using CommandCenter.Live;

namespace CommandCenter.Traffic.Analysis;

/// <summary>Newcombe's interval of the difference of two shares, from the two Wilson intervals (Newcombe: Interval estimation for the difference between independent proportions, 1998, method 10).</summary>
internal static class NewcombeInterval
{
    /// <summary>The 95 % interval of the first share minus the second, in percentage points.</summary>
    public static (double Low, double High) Points(long counted, long outOf, long otherCounted, long otherOutOf)
    {
        var (share, other) = (100.0 * counted / outOf, 100.0 * otherCounted / otherOutOf);
        var (low, high) = WilsonInterval.Percent(counted, outOf);
        var (otherLow, otherHigh) = WilsonInterval.Percent(otherCounted, otherOutOf);
        var difference = share - other;
        return (difference - Math.Sqrt(Square(share - low) + Square(otherHigh - other)), difference + Math.Sqrt(Square(high - share) + Square(other - otherLow)));
    }

    private static double Square(double value) => value * value;
}
