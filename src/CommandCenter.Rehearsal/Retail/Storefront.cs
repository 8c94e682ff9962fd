namespace CommandCenter.Rehearsal.Retail;

/// <summary>The stream of orders: a pure function of seed, start and speed, walked forwards.</summary>
internal sealed class Storefront
{
    private const ulong Stream = 1;
    private readonly long seed;
    private readonly double speed;

    /// <param name="number">Number of the last order that was placed; 0 at the start.</param>
    /// <param name="lastArrival">When that one arrived, or the start.</param>
    public Storefront(long seed, double speed, long number, DateTimeOffset lastArrival)
    {
        this.seed = seed;
        this.speed = speed;
        Number = number;
        LastArrival = lastArrival;
        next = NextArrival();
    }

    private DateTimeOffset next;

    /// <summary>Number of the last order handed out.</summary>
    public long Number { get; private set; }

    public DateTimeOffset LastArrival { get; private set; }

    /// <summary>The next order that arrives at or before <paramref name="until"/>, or null.</summary>
    public RetailOrder? Next(DateTimeOffset until)
    {
        if (next > until)
        {
            return null;
        }

        Number++;
        LastArrival = next;
        var order = OrderMaker.Make(seed, Number, next, speed);
        next = NextArrival();
        return order;
    }

    private DateTimeOffset NextArrival()
    {
        var dice = Dice.For(seed, Number + 1, Stream);
        return LastArrival + TimeSpan.FromSeconds(dice.Exponential() / (DemandCurve.PerSecond(LastArrival) * speed));
    }
}
