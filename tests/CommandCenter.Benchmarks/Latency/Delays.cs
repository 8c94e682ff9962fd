using CommandCenter.Benchmarks.Runner;

namespace CommandCenter.Benchmarks.Latency;

/// <summary>Milliseconds from acceptance to the screen.</summary>
/// <param name="Changed">Until the document held it.</param>
/// <param name="Drawn">Until it was drawn.</param>
internal sealed record Delays(IReadOnlyList<double> Changed, IReadOnlyList<double> Drawn)
{
    /// <summary>Of each event whose number was the newest on the screen at some time.</summary>
    /// <param name="acceptedAt">When the event of a number was sent; null for numbers that are not timed.</param>
    public static Delays Of(IEnumerable<Sighting> seen, Func<long, TimeSpan?> acceptedAt)
    {
        var timed = seen.Select(s => (Seen: s, Accepted: acceptedAt(s.Number))).Where(p => p.Accepted is not null).ToArray();
        return new(
            [.. timed.Select(p => (p.Seen.Changed - p.Accepted!.Value).TotalMilliseconds)],
            [.. timed.Select(p => (p.Seen.Drawn - p.Accepted!.Value).TotalMilliseconds)]);
    }

    /// <summary>How old the newest event on the screen is, looked at every five milliseconds from the first sighting to the last.</summary>
    public static IReadOnlyList<double> Ages(IReadOnlyList<Sighting> seen, Func<long, TimeSpan?> acceptedAt)
    {
        var ages = new List<double>();
        for (var i = 0; i + 1 < seen.Count; i++)
        {
            if (acceptedAt(seen[i].Number) is not { } accepted)
            {
                continue;
            }

            for (var at = seen[i].Drawn; at < seen[i + 1].Drawn; at += TimeSpan.FromMilliseconds(5))
            {
                ages.Add((at - accepted).TotalMilliseconds);
            }
        }

        return ages;
    }

    public override string ToString() => FormattableString.Invariant($"n={Drawn.Count}, document p50 {Changed.Quantile(0.5):0.0} p99 {Changed.Quantile(0.99):0.0}, drawn p50 {Drawn.Quantile(0.5):0.0} p99 {Drawn.Quantile(0.99):0.0} max {Drawn.Quantile(1):0.0} ms");
}

/// <summary>One round of product or peer.</summary>
/// <param name="Edge">Single events after at least 300 ms without any other.</param>
/// <param name="Pages">Events that come in pages with pauses of more than 300 ms, 1,000 a second in all; empty for the peer.</param>
/// <param name="Streamed">Events in a steady stream of 1,000 a second: those that were the newest when the screen was drawn.</param>
/// <param name="Ages">Under that stream, how old what stands on the screen is.</param>
/// <param name="Draws">Changes of the screen a second under that stream.</param>
/// <param name="Uncertainty">Of the browser's clock.</param>
internal sealed record LatencyRound(Delays Edge, Delays Pages, Delays Streamed, IReadOnlyList<double> Ages, double Draws, TimeSpan Uncertainty);
