namespace CommandCenter.Persistence;

/// <summary>A run of a scenario, or a result that was reported.</summary>
public sealed class ScenarioRunRow
{
    /// <summary>UUID version 7.</summary>
    public Guid Id { get; set; }
    public required string Scenario { get; set; }
    public required string PlanHash { get; set; }

    /// <summary>A <c>ScenarioRunState</c>.</summary>
    public int State { get; set; }
    public DateTimeOffset AskedAt { get; set; }
    public required string AskedBy { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>A <c>ScenarioVerdict</c>; null until it has ended.</summary>
    public int? Verdict { get; set; }

    /// <summary>Of the verdict, one sentence.</summary>
    public required string Reason { get; set; }

    /// <summary>A person or a tool said so.</summary>
    public bool Reported { get; set; }

    /// <summary>Who asked for its end; null while nobody has.</summary>
    public string? StopBy { get; set; }

    /// <summary>JSON, as it was hashed; null until it has ended.</summary>
    public byte[]? Evidence { get; set; }

    /// <summary>SHA-256 of <see cref="Evidence"/>, lower-case hex.</summary>
    public string? EvidenceHash { get; set; }
}
