namespace CommandCenter.Persistence;

/// <summary>A role's signature under the thresholds of a plan, before they are sealed.</summary>
public sealed class ThresholdSignatureRow
{
    /// <summary>SHA-256 of the canonical thresholds that were signed, lower-case hex.</summary>
    public required string Hash { get; set; }

    /// <summary>A <c>Role</c> by name.</summary>
    public required string Role { get; set; }
    public required string Person { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Reason { get; set; }

    /// <summary>Entry of the decision log.</summary>
    public long Decision { get; set; }
}

/// <summary>Sealed thresholds; the newest revision holds.</summary>
public sealed class ThresholdSealRow
{
    /// <summary>1, 2, 3, …</summary>
    public long Revision { get; set; }

    /// <summary>Canonical JSON of all of them.</summary>
    public required string Thresholds { get; set; }

    /// <summary>SHA-256 of <see cref="Thresholds"/>, lower-case hex.</summary>
    public required string Hash { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>Who signed first, or proposed the change.</summary>
    public required string First { get; set; }

    /// <summary>Who signed second, or agreed to the change; never the same person.</summary>
    public required string Second { get; set; }

    /// <summary>One sentence: that they were sealed, or what was changed.</summary>
    public required string Summary { get; set; }
    public required string Reason { get; set; }

    /// <summary>Entry of the decision log.</summary>
    public long Decision { get; set; }
}
