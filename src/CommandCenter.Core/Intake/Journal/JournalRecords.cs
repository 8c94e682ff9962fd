using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Traffic;

namespace CommandCenter.Intake.Journal;

/// <summary>What has become of an entry of the journal. Numbers are stored; from 10 on nothing more is to be done.</summary>
public enum EntryState
{
    /// <summary>To be sent; no attempt can have had an effect.</summary>
    Waiting = 0,

    /// <summary>An attempt may be under way.</summary>
    Sending = 1,

    /// <summary>An attempt was not answered: nothing is sent again before a look-up.</summary>
    Unknown = 2,

    /// <summary>Refused, or cannot be found out: a person decides.</summary>
    Parked = 3,
    Done = 10,

    /// <summary>Overtaken by a transfer before it was ever sent.</summary>
    Dropped = 11,
}

/// <summary>The ownership record of an accepted order, as the journal works with it.</summary>
internal sealed record OwnedOrder
{
    public required string OrderKey { get; init; }
    public long Number { get; init; }
    public string? IdempotencyKey { get; init; }
    public required byte[] BodyHash { get; init; }
    public OrderAttributes Attributes { get; init; }
    public DateTimeOffset AcceptedAt { get; init; }
    public Side Owner { get; init; }
    public int Epoch { get; init; }
    public bool Mirrored { get; init; }

    /// <summary>What was answered at acceptance, whatever a transfer made of it since.</summary>
    public Side AcceptedOwner { get; init; }
    public bool AcceptedMirrored { get; init; }
    public long Revision { get; init; }
    public bool Pinned { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    public Side Other => Owner == Side.Legacy ? Side.Orchestration : Side.Legacy;
}

/// <summary>What is to be sent to a side about an order.</summary>
internal sealed record JournalEntry
{
    public long Number { get; init; }
    public required string OrderKey { get; init; }
    public Side Side { get; init; }
    public TargetOperation Operation { get; init; }
    public int Epoch { get; init; }

    /// <summary>It goes to the side that holds the copy.</summary>
    public bool IsCopy { get; init; }
    public long? ChangeNumber { get; init; }
    public EntryState State { get; init; }
    public int Attempts { get; init; }
    public string? Error { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FirstTriedAt { get; init; }
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>0 = for the first time; n = the n-th time that a person had it given to its side again, under a key of its own: the one before may be remembered there and answered without effect.</summary>
    public int Again { get; init; }

    /// <summary>Done, its side answers for the order.</summary>
    public bool GivesOwnership => Operation is TargetOperation.Create or TargetOperation.ActivateCopy;

    /// <summary>Whether an attempt may have had an effect.</summary>
    public bool WasTried => TriedAt is not null || State is EntryState.Sending or EntryState.Unknown;

    /// <summary><c>orderKey:epoch:operation</c>; changes have their number behind it, and what is given again by a person <c>again-n</c>.</summary>
    public string IdempotencyKey => string.Create(CultureInfo.InvariantCulture, $"{OrderKey}:{Epoch}:{Operation}")
        + (ChangeNumber is { } change ? string.Create(CultureInfo.InvariantCulture, $":{change}") : "")
        + (Again > 0 ? string.Create(CultureInfo.InvariantCulture, $":again-{Again}") : "");
}

/// <summary>A change as it was accepted.</summary>
/// <param name="Owner">Who answered for the order then.</param>
internal sealed record AcceptedChangeRecord(long Number, string OrderKey, string IdempotencyKey, string Kind, byte[] BodyHash, ReadOnlyMemory<byte> Body, DateTimeOffset AcceptedAt, Side Owner);
