using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>An order that was accepted, with its ownership record: payload, decision and owner are one row, so that none stands without the others.</summary>
public sealed class IntakeOrderRow
{
    public required string OrderKey { get; set; }

    /// <summary>Order of acceptance.</summary>
    public long Number { get; set; }

    /// <summary>As the caller gave it; null for orders that were taken over from a ledger.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>SHA-256 of <see cref="Payload"/>.</summary>
    public required byte[] BodyHash { get; set; }

    /// <summary>JSON as it came.</summary>
    public required byte[] Payload { get; set; }
    public string? Lane { get; set; }
    public string? Region { get; set; }
    public string? Brand { get; set; }
    public string? Channel { get; set; }
    public string? Store { get; set; }
    public string? SkuClass { get; set; }
    public string? Tenant { get; set; }
    public string? TransactionType { get; set; }
    public DateTimeOffset PlacedAt { get; set; }

    /// <summary>Minor units.</summary>
    public long? Total { get; set; }
    public string? Currency { get; set; }
    public DateTimeOffset AcceptedAt { get; set; }
    public Side Owner { get; set; }

    /// <summary>1 at acceptance; each transfer raises it by one.</summary>
    public int Epoch { get; set; }

    /// <summary>Whether the other side holds, or is to get, a copy.</summary>
    public bool Mirrored { get; set; }

    /// <summary>Of the traffic table that decided; 0 for orders that were taken over from a ledger.</summary>
    public long Revision { get; set; }
    public required string Rule { get; set; }
    public int Slot { get; set; }

    /// <summary>It finishes where it is: a rollback found so, or a person said so.</summary>
    public bool Pinned { get; set; }

    /// <summary>When its owner was seen to have nothing more to do for it.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>What was answered at acceptance.</summary>
    public Side AcceptedOwner { get; set; }

    /// <summary>What was answered at acceptance.</summary>
    public bool AcceptedMirrored { get; set; }
}

/// <summary>What is, or was, to be sent to a side about an order.</summary>
public sealed class IntakeEntryRow
{
    public long Number { get; set; }
    public required string OrderKey { get; set; }
    public Side Side { get; set; }

    /// <summary>A <see cref="Plan.TargetOperation"/>.</summary>
    public int Operation { get; set; }
    public int Epoch { get; set; }
    public long? ChangeNumber { get; set; }

    /// <summary>An <see cref="Intake.Journal.EntryState"/>.</summary>
    public int State { get; set; }
    public int Attempts { get; set; }
    public string? Error { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>First attempt that may have had an effect.</summary>
    public DateTimeOffset? FirstTriedAt { get; set; }

    /// <summary>Last attempt that may have had an effect; since <see cref="UpdatedAt"/> the entry is as it is.</summary>
    public DateTimeOffset? TriedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>It goes to the side that holds the copy.</summary>
    public bool IsCopy { get; set; }

    /// <summary>How often a person had it given to its side before, for its idempotency key.</summary>
    public int Again { get; set; }
}

/// <summary>A change of an order as it was accepted.</summary>
public sealed class IntakeChangeRow
{
    public long Number { get; set; }
    public required string OrderKey { get; set; }
    public required string IdempotencyKey { get; set; }
    public required string Kind { get; set; }
    public required byte[] BodyHash { get; set; }
    public required byte[] Body { get; set; }
    public DateTimeOffset AcceptedAt { get; set; }

    /// <summary>Who answered for the order then.</summary>
    public Side Owner { get; set; }
}

/// <summary>A post that contradicted what had been accepted before.</summary>
public sealed class IntakeRefusalRow
{
    public long Number { get; set; }
    public DateTimeOffset At { get; set; }
    public required string OrderKey { get; set; }
    public required string IdempotencyKey { get; set; }
    public required string Code { get; set; }
    public required string Reason { get; set; }
}

/// <summary>The one row that every batch of the intake and every change of the traffic table lock: no order is accepted by a table that has been replaced.</summary>
public sealed class TrafficHeadRow
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; }
    public long Revision { get; set; }

    /// <summary>The number that the next order, entry or change gets.</summary>
    public long NextNumber { get; set; }
}

/// <summary>A rollback with the moments of its steps.</summary>
public sealed class RollbackRow
{
    public Guid Id { get; set; }

    /// <summary>JSON of the scope.</summary>
    public required string Scope { get; set; }
    public bool IsDrill { get; set; }
    public required string Actor { get; set; }
    public required string Reason { get; set; }

    /// <summary>Entry of the decision log.</summary>
    public long Decision { get; set; }

    /// <summary>Revision of the traffic table that it made.</summary>
    public long Revision { get; set; }

    /// <summary>Hash of the plan that it began with.</summary>
    public required string PlanHash { get; set; }

    /// <summary>A <c>RollbackPhase</c>.</summary>
    public int Phase { get; set; }
    public required string PhaseReason { get; set; }
    public DateTimeOffset DetectedAt { get; set; }
    public DateTimeOffset DecidedAt { get; set; }
    public DateTimeOffset? RestoredAt { get; set; }
    public DateTimeOffset? ObservedAt { get; set; }
    public DateTimeOffset? ResolvedAt { get; set; }
    public DateTimeOffset? ProvenAt { get; set; }

    /// <summary>When warehouse and stores began to refuse what the side released that does not answer.</summary>
    public DateTimeOffset? BlockedAt { get; set; }
    public DateTimeOffset? UnblockedAt { get; set; }

    /// <summary>JSON of the proof; null before it.</summary>
    public string? Proof { get; set; }
}

/// <summary>An order in a rollback: the journal of its transfer, and its outcome.</summary>
public sealed class RollbackOrderRow
{
    public Guid RollbackId { get; set; }
    public required string OrderKey { get; set; }

    /// <summary>Of the order: order of acceptance.</summary>
    public long Number { get; set; }

    /// <summary>It surfaced after the table had been restored.</summary>
    public bool IsLate { get; set; }

    /// <summary>A <c>TransferStep</c>.</summary>
    public int Step { get; set; }

    /// <summary>A <c>RollbackOutcome</c>; 0 = none yet.</summary>
    public int Outcome { get; set; }

    /// <summary>The furthest stage of its lines when it was asked for, by name.</summary>
    public string? Stage { get; set; }
    public string? Reason { get; set; }
    public string? Lane { get; set; }
    public long? Total { get; set; }
    public string? Currency { get; set; }
    public DateTimeOffset JoinedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}
