namespace CommandCenter.Persistence;

/// <summary>How the check of a gate was found last, so that a restart knows what stood.</summary>
public sealed class GateStateRow
{
    /// <summary>Id in the plan.</summary>
    public required string Gate { get; set; }

    /// <summary>Hash of what the plan said of it then.</summary>
    public required string Definition { get; set; }

    /// <summary>A <c>CheckVerdict</c>.</summary>
    public int Verdict { get; set; }

    /// <summary>JSON of the reading.</summary>
    public required string Reading { get; set; }

    /// <summary>Since when that verdict stands.</summary>
    public DateTimeOffset Since { get; set; }
    public DateTimeOffset LookedAt { get; set; }
}

/// <summary>A verdict of a gate's check from the moment on in which it was first given.</summary>
public sealed class GateVerdictRow
{
    /// <summary>UUID version 7.</summary>
    public Guid Id { get; set; }
    public required string Gate { get; set; }
    public DateTimeOffset At { get; set; }
    public int Verdict { get; set; }
    public required string Reading { get; set; }
}

/// <summary>Something that was done about a gate; never changed.</summary>
public sealed class GateActRow
{
    /// <summary>1, 2, 3, … over all gates.</summary>
    public long Number { get; set; }
    public required string Gate { get; set; }

    /// <summary>A <c>GateActKind</c>.</summary>
    public int Kind { get; set; }
    public required string Person { get; set; }
    public string? Role { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Reason { get; set; }

    /// <summary>Hash of what the plan said of the gate then.</summary>
    public required string Definition { get; set; }

    /// <summary>Canonical JSON of what was signed.</summary>
    public string? Bound { get; set; }
    public string? BoundHash { get; set; }

    /// <summary>JSON.</summary>
    public string? Conditions { get; set; }

    /// <summary>The act that this one is about.</summary>
    public long? About { get; set; }
    public int? Condition { get; set; }
    public DateTimeOffset? Until { get; set; }

    /// <summary>Entry of the decision log.</summary>
    public long Decision { get; set; }
}

/// <summary>Evidence that somebody, or a program, handed in for a gate; never changed.</summary>
public sealed class GateEvidenceRow
{
    /// <summary>UUID version 7.</summary>
    public Guid Id { get; set; }
    public required string Gate { get; set; }

    /// <summary>What it is about, such as one interface; empty where it is about the gate.</summary>
    public required string Item { get; set; }
    public bool IsPassed { get; set; }
    public required string Summary { get; set; }

    /// <summary>What it speaks for.</summary>
    public DateTimeOffset AsOf { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Person { get; set; }

    /// <summary>SHA-256 of <see cref="Content"/>, lower-case hex; null where there is none.</summary>
    public string? Hash { get; set; }
    public string? FileName { get; set; }
    public byte[]? Content { get; set; }

    /// <summary>Entry of the decision log.</summary>
    public long Decision { get; set; }
}
