namespace CommandCenter.Rehearsal.Retail;

/// <summary>What can happen to an order or to one of its parcels.</summary>
internal enum Step
{
    Created,
    Authorised,
    Held,
    HoldCleared,
    Allocated,
    Routed,
    Cancelled,
    Reinstated,
    Returned,
    Released,
    Picked,
    Packed,
    LabelRefused,
    ReadyForPickup,
    Shipped,
    Collected,
    Delivered,
    ParcelCancelled,
    Recalled,
}

/// <param name="Parcel">0 for the order itself, else the parcel's index.</param>
internal readonly record struct Move(Step Step, DateTimeOffset At, int Parcel);

/// <summary>What one side will report about one order, in the order in which it happens.</summary>
internal sealed record OrderLife
{
    public required bool IsCopy { get; init; }
    public required IReadOnlyList<Move> Moves { get; init; }

    /// <summary>Authorised and every hold cleared; routing time starts here. Null when it never came to that.</summary>
    public DateTimeOffset? EligibleAt { get; init; }

    public string? HoldReason { get; init; }
    public string? CancelReason { get; init; }

    /// <summary>Line of which one piece was not found, or 0.</summary>
    public int ShortLine { get; init; }

    /// <summary>The short piece was dropped (true) or picked elsewhere, later (false).</summary>
    public bool ShortDropped { get; init; }

    public int ManualTouches { get; init; }

    /// <summary>No mishap of chance hits what is told of it: it is looked at to find out about something else.</summary>
    public bool IsSpared { get; init; }

    /// <summary>Since when somebody holds the order; null while nobody does.</summary>
    public DateTimeOffset? HeldAt { get; init; }

    /// <summary>What would have happened meanwhile; it follows when the hold is released.</summary>
    public IReadOnlyList<Move> HeldBack { get; init; } = [];

    /// <summary>What would have happened to parcels whose release waits.</summary>
    public IReadOnlyList<Move> Gated { get; init; } = [];

    public DateTimeOffset? At(Step step, int parcel = 0)
    {
        foreach (var move in Moves)
        {
            if (move.Step == step && move.Parcel == parcel)
            {
                return move.At;
            }
        }

        return null;
    }

    /// <summary>True when the order was called off and nobody took that back.</summary>
    public bool EndsCancelled => At(Step.Cancelled) is not null && At(Step.Reinstated) is null;
}
