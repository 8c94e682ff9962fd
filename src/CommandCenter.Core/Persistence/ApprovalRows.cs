namespace CommandCenter.Persistence;

/// <summary>A command that waits, or waited, for a second person.</summary>
public sealed class ApprovalRow
{
    public Guid Id { get; set; }
    public required string Command { get; set; }
    public required string Summary { get; set; }

    /// <summary>Canonical bytes, hashed as stored.</summary>
    public required byte[] Content { get; set; }

    /// <summary>SHA-256 of <see cref="Content"/>, lower-case hex.</summary>
    public required string Hash { get; set; }
    public required string ProposedBy { get; set; }
    public required string Reason { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Open, Approved, Refused, Used or Withdrawn; expiry is not stored.</summary>
    public required string State { get; set; }
    public string? DecidedBy { get; set; }
    public string? DecidedReason { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>How far a webhook has been told of the decision log.</summary>
public sealed class NotificationCursorRow
{
    /// <summary>Id of the webhook in the plan.</summary>
    public required string Webhook { get; set; }

    /// <summary>The last entry that it acknowledged or did not ask for.</summary>
    public long Sequence { get; set; }

    /// <summary>Failed deliveries of the next entry in a row.</summary>
    public int Failures { get; set; }
    public string? LastError { get; set; }

    /// <summary>Not tried before; while a delivery runs, when another process may take it for dead.</summary>
    public DateTimeOffset NextAt { get; set; }

    /// <summary>When it last took an entry; null before the first.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }
}
