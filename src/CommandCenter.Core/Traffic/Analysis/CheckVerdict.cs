namespace CommandCenter.Traffic.Analysis;

/// <summary>What a check comes to. Only <see cref="Passed"/> opens anything.</summary>
public enum CheckVerdict
{
    /// <summary>Enough was seen, and it is within the limit.</summary>
    Passed,

    /// <summary>It cannot be said, or not yet: too few orders, a source that is stale, nothing to compare with, or a figure beyond its limit that may be chance.</summary>
    Inconclusive,

    /// <summary>It could not be measured because something broke.</summary>
    Error,

    /// <summary>Beyond the limit, and not by chance.</summary>
    Failed,
}

/// <summary>One threshold against a cohort.</summary>
/// <param name="Threshold">Its id.</param>
/// <param name="Measured">In the unit of the metric; null where nothing could be measured.</param>
/// <param name="Low">95 % interval for the eye; the verdict does not rest on it. Null where there is none.</param>
/// <param name="Orders">Orders of orchestration that it rests on; or calls, or SKU-nodes.</param>
/// <param name="LogEvidence">Natural logarithm of the evidence that the limit is crossed; null where none is reckoned.</param>
/// <param name="Needed">Logarithm that it has to reach to fail.</param>
/// <param name="Reason">One sentence.</param>
public sealed record Check(
    string Threshold, CheckVerdict Verdict, double? Measured, double? Low, double? High, decimal Limit, long Orders, double? LogEvidence, double? Needed, string Reason);

/// <summary>All checks of one look, the worst verdict of which is the look's: Failed before Error before Inconclusive before Passed.</summary>
public sealed record Look(CheckVerdict Verdict, IReadOnlyList<Check> Checks)
{
    public static Look Of(IReadOnlyList<Check> checks) => new(checks.Count == 0 ? CheckVerdict.Inconclusive : checks.Max(c => c.Verdict), checks);
}
