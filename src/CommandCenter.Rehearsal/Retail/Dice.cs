namespace CommandCenter.Rehearsal.Retail;

/// <summary>
/// Repeatable chance: the same seed, stream and number always give the same throws (SplitMix64). Not for secrets.
/// </summary>
internal struct Dice(ulong state)
{
    private ulong state = state;

    /// <summary>The dice of one thing (<paramref name="number"/>) for one purpose (<paramref name="stream"/>): independent of how many others were thrown.</summary>
    public static Dice For(long seed, long number, ulong stream) =>
        new(Mix((ulong)seed * 0x9E3779B97F4A7C15UL) ^ Mix((ulong)number + (stream << 48)));

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="count"/>).</summary>
    public int Below(int count) => (int)(Unit() * count);

    public bool Chance(double probability) => Unit() < probability;

    public double Between(double low, double high) => low + Unit() * (high - low);

    /// <summary>Exponential with mean 1.</summary>
    public double Exponential() => -Math.Log(1 - Unit());

    /// <summary>Log-normal: half below <paramref name="median"/>; a <paramref name="sigma"/> of 0.6 puts 5 % above 2.7 times the median.</summary>
    public double LogNormal(double median, double sigma)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());
        return median * Math.Exp(sigma * normal);
    }

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    private ulong Next() => Mix(state += 0x9E3779B97F4A7C15UL);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
