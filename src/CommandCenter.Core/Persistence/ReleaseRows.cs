using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>Releases of a segment that were held; it stands until it was resumed.</summary>
public sealed class ReleaseHoldRow
{
    /// <summary>UUID version 7; what the sides know it by.</summary>
    public Guid Id { get; set; }

    /// <summary>JSON of the segment, in one form: equal segments are equal texts.</summary>
    public required string Segment { get; set; }
    public DateTimeOffset HeldAt { get; set; }
    public required string HeldBy { get; set; }
    public required string Reason { get; set; }

    /// <summary>Entry of the decision log.</summary>
    public long Decision { get; set; }

    /// <summary>When it was commanded to resume; null while it is held.</summary>
    public DateTimeOffset? ResumedAt { get; set; }
    public string? ResumedBy { get; set; }
    public string? ResumeReason { get; set; }
    public long? ResumeDecision { get; set; }
}

/// <summary>What one side has confirmed of a hold.</summary>
public sealed class ReleaseSideRow
{
    public Guid HoldId { get; set; }
    public Side Side { get; set; }

    /// <summary>A <c>ReleaseState</c>.</summary>
    public int State { get; set; }

    /// <summary>Calls for the command that stands.</summary>
    public int Attempts { get; set; }

    /// <summary>What the last call came to, in words; null where it was done or is to be made.</summary>
    public string? Error { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
}
