namespace CommandCenter.Intake.Forwarding;

/// <summary>How long to wait after silences in a row: doubling from 200 ms to 30 s, of which a random half is taken off so that many do not come at once.</summary>
internal sealed class BackOff(Random random)
{
    private static readonly TimeSpan first = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(30);
    private readonly Lock gate = new();

    public TimeSpan After(int silences)
    {
        var whole = first * Math.Pow(2, Math.Clamp(silences - 1, 0, 16));
        var capped = whole < longest ? whole : longest;
        lock (gate)
        {
            return capped * (0.5 + (random.NextDouble() / 2));
        }
    }
}
