namespace CommandCenter.Benchmarks.Runner;

public enum Verdict
{
    /// <summary>Shown beside the others; no goal is set for it.</summary>
    NoGoal,
    Met,
    Missed,

    /// <summary>Could not be measured here; the note says why.</summary>
    NotMeasured,
}

/// <summary>One measured figure.</summary>
/// <param name="Measure">What it is, with what distinguishes it from its neighbours.</param>
/// <param name="Unit">Of <paramref name="Product"/> and <paramref name="Peer"/>.</param>
/// <param name="Product">Median over the rounds; null when it was not measured.</param>
/// <param name="Peer">The same of the peer; null where there is none.</param>
/// <param name="Goal">As a person reads it, such as <c>≤ 15</c>; empty without a goal.</param>
public sealed record Measurement(string Measure, string Unit, double? Product, double? Peer, string Goal, Verdict Verdict)
{
    /// <summary>Product ÷ peer, in the same unit; null where one is missing.</summary>
    public double? Ratio => Product is { } ours && Peer is { } theirs && theirs != 0 ? ours / theirs : null;

    /// <summary>A figure that must not be above its limit.</summary>
    public static Measurement AtMost(string measure, string unit, double? product, double? peer, double limit) =>
        new(measure, unit, product, peer, FormattableString.Invariant($"≤ {limit:0.###}"), Judge(product, product <= limit));

    /// <summary>A figure that must not be below its limit.</summary>
    public static Measurement AtLeast(string measure, string unit, double? product, double? peer, double limit) =>
        new(measure, unit, product, peer, FormattableString.Invariant($"≥ {limit:0.###}"), Judge(product, product >= limit));

    /// <summary>A figure whose ratio to the peer's must not be below (<paramref name="atLeast"/>) or above a limit.</summary>
    public static Measurement RatioTo(string measure, string unit, double? product, double? peer, double limit, bool atLeast)
    {
        var plain = Of(measure, unit, product, peer);
        var goal = FormattableString.Invariant($"{(atLeast ? "≥" : "≤")} {limit:0.###} × peer");
        return plain with { Goal = goal, Verdict = Judge(plain.Ratio, atLeast ? plain.Ratio >= limit : plain.Ratio <= limit) };
    }

    /// <summary>A figure without a goal.</summary>
    public static Measurement Of(string measure, string unit, double? product, double? peer) => new(measure, unit, product, peer, "", Verdict.NoGoal);

    private static Verdict Judge(double? figure, bool met) => figure is null ? Verdict.NotMeasured : met ? Verdict.Met : Verdict.Missed;
}

/// <summary>What one row found.</summary>
/// <param name="Measurements">In the order in which they are shown.</param>
/// <param name="Notes">What exactly was measured and what a reader must know, one sentence each.</param>
/// <param name="Missing">Peers or tools that are not on this machine, each with how to get it.</param>
public sealed record BenchmarkOutcome(IReadOnlyList<Measurement> Measurements, IReadOnlyList<string> Notes, IReadOnlyList<string> Missing)
{
    /// <summary>Nothing could be measured here.</summary>
    public static BenchmarkOutcome NotHere(string missing) => new([], [], [missing]);
}
