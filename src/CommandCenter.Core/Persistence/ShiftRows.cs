namespace CommandCenter.Persistence;

/// <summary>A stepped shift of traffic.</summary>
public sealed class ShiftRow
{
    /// <summary>UUID version 7.</summary>
    public Guid Id { get; set; }

    /// <summary>1, 2, 3, …; people call it S-1, S-2, …</summary>
    public long Number { get; set; }

    /// <summary>JSON of its segments.</summary>
    public required string Segments { get; set; }

    /// <summary>JSON of its steps, as they were when it was drawn up.</summary>
    public required string Steps { get; set; }

    /// <summary>A <c>SplitBy</c>.</summary>
    public int SplitBy { get; set; }
    public double Alpha { get; set; }

    /// <summary>Divides its durations, as the plan said it when it was drawn up.</summary>
    public double TimeScale { get; set; }

    /// <summary>The plan that it began with; another one that changes what it uses is refused while it runs.</summary>
    public required string PlanHash { get; set; }

    /// <summary>A <c>ShiftState</c>.</summary>
    public int State { get; set; }

    /// <summary>Index of its step.</summary>
    public int Step { get; set; }

    /// <summary>Kebab-case.</summary>
    public required string PhaseReason { get; set; }

    /// <summary>One sentence.</summary>
    public required string Message { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public required string CreatedBy { get; set; }
    public required string Reason { get; set; }
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>JSON of what held for each segment before it began; null before the start.</summary>
    public string? Before { get; set; }

    /// <summary>Newest order that was accepted before the first step: those after it are watched to the end.</summary>
    public long? FirstOrder { get; set; }

    /// <summary>Newest order that was accepted before the step.</summary>
    public long? StepOrder { get; set; }

    /// <summary>Revision of the traffic table that the step made.</summary>
    public long? StepRevision { get; set; }
    public DateTimeOffset? StepBeganAt { get; set; }

    /// <summary>Since when it bakes without a break; null while it does not.</summary>
    public DateTimeOffset? BakingSince { get; set; }

    /// <summary>Microseconds that the step has baked before <see cref="BakingSince"/>.</summary>
    public long BakedMicros { get; set; }

    /// <summary>While a person is asked: until when.</summary>
    public DateTimeOffset? ConfirmUntil { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>It ended by a threshold, traffic is legacy's, and the rollbacks of its orders in flight have still to be begun.</summary>
    public bool RollbacksDue { get; set; }

    /// <summary>The rollback that ended it, the first of them where it has several segments.</summary>
    public Guid? Rollback { get; set; }

    /// <summary>Raised with every change: two who act at the same moment do not both.</summary>
    public long Version { get; set; }
}

/// <summary>What happened to a shift.</summary>
public sealed class ShiftEventRow
{
    public Guid ShiftId { get; set; }

    /// <summary>The shift's <see cref="ShiftRow.Version"/> that it made.</summary>
    public long Version { get; set; }
    public DateTimeOffset At { get; set; }
    public int Step { get; set; }

    /// <summary>Kebab-case.</summary>
    public required string Kind { get; set; }
    public required string Text { get; set; }
    public required string Actor { get; set; }

    /// <summary>The threshold that brought it about; null where none did.</summary>
    public string? Threshold { get; set; }

    /// <summary>Entry of the decision log.</summary>
    public long Decision { get; set; }
}

/// <summary>One look at a step: what its checks came to. Kept when a verdict changes, and once a minute.</summary>
public sealed class ShiftLookRow
{
    /// <summary>UUID version 7.</summary>
    public Guid Id { get; set; }
    public Guid ShiftId { get; set; }
    public int Step { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>A <c>CheckVerdict</c>.</summary>
    public int Verdict { get; set; }

    /// <summary>JSON of the checks.</summary>
    public required string Checks { get; set; }

    /// <summary>JSON of the cohort's figures.</summary>
    public required string Cohort { get; set; }
}
