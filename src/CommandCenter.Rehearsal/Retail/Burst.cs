namespace CommandCenter.Rehearsal.Retail;

/// <summary>Orders on top of the ordinary stream, numbered apart so that the stream stays what it was.</summary>
internal sealed class Burst
{
    /// <summary>The first extra order's number.</summary>
    public const long FirstNumber = 500_000_000;

    private const ulong Stream = 6;

    /// <param name="factor">How many times the ordinary rate, 1 to 100; 1 adds nothing.</param>
    /// <param name="number">Of the last extra order, or 0.</param>
    public static IEnumerable<RetailOrder> Between(long seed, double speed, double factor, long number, DateTimeOffset from, DateTimeOffset to)
    {
        var expected = (factor - 1) * DemandCurve.PerSecond(from) * speed * (to - from).TotalSeconds;
        if (expected <= 0)
        {
            yield break;
        }

        var at = from;
        for (var next = Math.Max(number, FirstNumber) + 1; ; next++)
        {
            at += (to - from) * (Dice.For(seed, next, Stream).Exponential() / expected);
            if (at >= to)
            {
                yield break;
            }

            yield return OrderMaker.Make(seed, next, at, speed);
        }
    }
}
