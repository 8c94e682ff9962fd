using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>One comparison of both sides, with how far it came.</summary>
public sealed class ParityRunRow
{
    public Guid Id { get; set; }

    /// <summary>A <c>ParityRunKind</c>.</summary>
    public int Kind { get; set; }

    /// <summary>A <c>ParityRunState</c>.</summary>
    public int State { get; set; }
    public required string RequestedBy { get; set; }
    public required string PlanHash { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public DateTimeOffset? LegacyReadTo { get; set; }
    public DateTimeOffset? OrchestrationReadTo { get; set; }

    /// <summary>JSON of what it was narrowed to; null = everything.</summary>
    public string? Scope { get; set; }
    public long Orders { get; set; }
    public long Differing { get; set; }
    public long Pending { get; set; }
    public string? Error { get; set; }
}

/// <summary>How one lane's orders stood in one cell at the end of a run.</summary>
public sealed class ParityCountRow
{
    public Guid RunId { get; set; }
    public required string Lane { get; set; }
    public int Cell { get; set; }
    public long Agrees { get; set; }
    public long Differs { get; set; }
    public long Understood { get; set; }
    public long Pending { get; set; }
    public long NotObservable { get; set; }
    public long NotExpected { get; set; }
}

/// <summary>One difference of one order, from when it was first seen until it was gone.</summary>
public sealed class ParityMismatchRow
{
    public required string OrderKey { get; set; }
    public required string Field { get; set; }
    public required string Rule { get; set; }

    /// <summary>When it was seen first; with the three before it the key, since the same may come again.</summary>
    public DateTimeOffset FirstSeen { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public required string Fingerprint { get; set; }
    public string? Lane { get; set; }
    public int Cell { get; set; }
    public int Kind { get; set; }
    public Side? Owner { get; set; }
    public string? Legacy { get; set; }
    public string? Orchestration { get; set; }
    public int Bucket { get; set; }
    public int Team { get; set; }
    public int Severity { get; set; }
    public required string ClassRule { get; set; }
    public required string Why { get; set; }
    public string? Place { get; set; }
    public required string Pattern { get; set; }
    public long? Money { get; set; }
    public string? Currency { get; set; }
    public bool IsPending { get; set; }
    public DateTimeOffset Since { get; set; }
    public DateTimeOffset RipensAt { get; set; }
}

/// <summary>A control total of a run.</summary>
public sealed class ParityTotalRow
{
    public Guid RunId { get; set; }

    /// <summary>Days since 0001-01-01.</summary>
    public int Day { get; set; }
    public required string Currency { get; set; }
    public required string Tender { get; set; }

    /// <summary>A <c>ControlFigure</c>.</summary>
    public int Figure { get; set; }
    public long Legacy { get; set; }
    public long Orchestration { get; set; }

    /// <summary>JSON: reason → minor units.</summary>
    public required string Residue { get; set; }
}

/// <summary>Differences that people understand: they count apart until it ends.</summary>
public sealed class UnderstoodRow
{
    public Guid Id { get; set; }

    /// <summary>Fingerprint of the group.</summary>
    public required string Fingerprint { get; set; }

    /// <summary>Only this order; null = the whole group.</summary>
    public string? OrderKey { get; set; }
    public required string Reason { get; set; }
    public required string Person { get; set; }
    public DateTimeOffset At { get; set; }
    public DateTimeOffset Until { get; set; }
    public DateTimeOffset? WithdrawnAt { get; set; }

    /// <summary>Entry of the decision log.</summary>
    public long Decision { get; set; }
}
