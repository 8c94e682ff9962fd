namespace CommandCenter.Live;

/// <summary>The newest lags between what happened and when it was seen, in a ring of fixed size.</summary>
internal sealed class LagSamples
{
    private const int Size = 4096;
    private static readonly long Window = (long)FigureDefinitions.Window.TotalMicroseconds;

    private readonly (long At, double Seconds)[] ring = new (long, double)[Size];
    private readonly WindowSamples scratch = new();
    private long added;
    private long gatheredFor = long.MinValue;

    public void Add(long at, double seconds)
    {
        ring[added++ % Size] = (at, Math.Max(0, seconds));
        gatheredFor = long.MinValue;
    }

    public double? Percentile(double share, long now) => Gather(now).Percentile(share);

    public int Count(long now) => Gather(now).Count;

    public double?[] Trend(long now) => Gather(now).Trend(now);

    private WindowSamples Gather(long now)
    {
        if (gatheredFor == now)
        {
            return scratch;
        }

        scratch.Clear();
        foreach (var (at, seconds) in ring.AsSpan(0, (int)Math.Min(added, Size)))
        {
            if (at > now - Window)
            {
                scratch.Add(at, seconds);
            }
        }

        gatheredFor = now;
        return scratch;
    }
}
