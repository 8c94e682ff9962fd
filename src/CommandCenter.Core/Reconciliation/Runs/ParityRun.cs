using CommandCenter.Reconciliation.Parity;

namespace CommandCenter.Reconciliation.Runs;

/// <summary>What a run compares. Numbers are stored: never reuse one.</summary>
public enum ParityRunKind
{
    /// <summary>Every order.</summary>
    Full = 1,

    /// <summary>What changed since the last one, and what became ripe: how things stood at its end.</summary>
    Incremental = 2,
}

/// <summary>Numbers are stored: never reuse one.</summary>
public enum ParityRunState
{
    Running = 1,
    Done = 2,
    Failed = 3,

    /// <summary>The process ended, or another plan was applied, before it was done.</summary>
    Stopped = 4,

    /// <summary>It was asked for and has not begun; never stored.</summary>
    Waiting = 5,
}

/// <summary>What a full run is narrowed to; every part is optional.</summary>
/// <param name="PlacedFrom">Inclusive.</param>
/// <param name="PlacedTo">Exclusive.</param>
public sealed record ParityScope(string? Lane = null, string? Region = null, string? Store = null, string? Node = null, DateTimeOffset? PlacedFrom = null, DateTimeOffset? PlacedTo = null)
{
    public bool IsEverything => this == new ParityScope();
}

/// <summary>A comparison of both sides.</summary>
/// <param name="LegacyReadTo">Up to where legacy had been read; null = nothing said so.</param>
/// <param name="Orders">Orders that were compared.</param>
/// <param name="Differing">Of those, with a ripe difference.</param>
public sealed record ParityRun(
    Guid Id, ParityRunKind Kind, ParityRunState State, string RequestedBy, string PlanHash, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, DateTimeOffset? LegacyReadTo, DateTimeOffset? OrchestrationReadTo,
    ParityScope? Scope, long Orders, long Differing, long Pending, string? Error)
{
    /// <summary>By lane and cell; empty where it was not read or the run has not ended.</summary>
    public IReadOnlyList<LaneCount> Counts { get; init; } = [];

    /// <summary>Control totals of a full run; empty where they were not read.</summary>
    public IReadOnlyList<ControlTotal> Totals { get; init; } = [];
}

/// <summary>One cell of one lane at the end of a run.</summary>
public sealed record LaneCount(string Lane, ParityCount Count);
