namespace CommandCenter.Live;

/// <summary>Wilson's score interval of a share: right also for few orders and for shares near 0 and 100 %.</summary>
public static class WilsonInterval
{
    private const double Z95 = 1.959963984540054;

    /// <summary>The 95 % interval in percent, 0 to 100.</summary>
    /// <param name="counted">0 to <paramref name="outOf"/>.</param>
    /// <param name="outOf">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside those ranges.</exception>
    public static (double Low, double High) Percent(long counted, long outOf)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outOf, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(counted);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(counted, outOf);
        double n = outOf, share = counted / n;
        const double z2 = Z95 * Z95;
        var centre = (share + z2 / (2 * n)) / (1 + z2 / n);
        var half = Z95 / (1 + z2 / n) * Math.Sqrt(share * (1 - share) / n + z2 / (4 * n * n));
        // at the ends the formula is exact but for the last bit
        return (counted == 0 ? 0 : Math.Max(0, centre - half) * 100, counted == outOf ? 100 : Math.Min(1, centre + half) * 100);
    }
}
