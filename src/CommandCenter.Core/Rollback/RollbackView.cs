using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Orders;

namespace CommandCenter.Rollback;

/// <summary>How sure it is that nothing was lost or doubled.</summary>
public enum ProofVerdict
{
    /// <summary>Read from both ledgers.</summary>
    Proven,

    /// <summary>From polled data: a side lists no ledger.</summary>
    Observed,

    /// <summary>Neither ledgers nor polled data reach far enough.</summary>
    CannotTell,

    /// <summary>The ledgers contradict the ownership records.</summary>
    Disproven,
}

/// <summary>One order that the ledgers tell otherwise than the record.</summary>
public sealed record ProofProblem(string OrderKey, string What);

/// <summary>What the comparison of both ledgers came to.</summary>
/// <param name="Checked">Orders of the scope that were compared.</param>
/// <param name="Problems">The first 100 of <paramref name="ProblemCount"/>.</param>
/// <param name="Digest">SHA-256 over every order of the rollback with its outcome, in hex.</param>
/// <param name="Note">Why it is no more than it is; null for a proof.</param>
public sealed record RollbackProof(
    ProofVerdict Verdict, DateTimeOffset AsOf, long LegacyOrders, long OrchestrationOrders, long Checked, long ProblemCount, IReadOnlyList<ProofProblem> Problems, string? Digest, string? Note);

/// <summary>One step with its time and its window.</summary>
/// <param name="Key">detected, decided, restored, observed, resolved or proven.</param>
/// <param name="At">Null while it has not been reached.</param>
/// <param name="Window">How long after the decision the plan allows, after its time scale; null where there is no limit.</param>
/// <param name="Missed">Reached too late, or not reached though its time is over.</param>
public sealed record RollbackStepView(string Key, string Label, DateTimeOffset? At, TimeSpan? Window, bool Missed);

/// <summary>How many orders of one stage came to what.</summary>
/// <param name="Stage">Furthest stage of open lines when it was asked for; null = not asked yet, or it was not said.</param>
public sealed record OutcomeCount(string? Stage, TransferOutcome Outcome, int Orders, long Total);

/// <summary>A rollback as pages and API show it.</summary>
/// <param name="Reason">Kebab-case.</param>
/// <param name="Message">One sentence.</param>
/// <param name="InFlight">Orders of the scope that were, or still are, to be resolved.</param>
/// <param name="Late">Of those, orders that surfaced after the table was restored.</param>
public sealed record RollbackView(
    Guid Id, RollbackScope Scope, bool IsDrill, string Actor, string Why, long Decision, long Revision, Phase Phase, string Reason, string Message, DateTimeOffset DecidedAt, DateTimeOffset? EndedAt,
    IReadOnlyList<RollbackStepView> Steps, int InFlight, int Resolved, int Transferred, int Finished, int Parked, int Late, DateTimeOffset? BlockedAt, DateTimeOffset? UnblockedAt,
    IReadOnlyList<OutcomeCount> Outcomes, string? Currency, RollbackProof? Proof);

/// <summary>An order of a rollback.</summary>
public sealed record RollbackOrderView(string OrderKey, string? Lane, string? Stage, TransferStep Step, TransferOutcome Outcome, string? Reason, long? Total, string? Currency, bool IsLate, DateTimeOffset? FinishedAt);

/// <param name="Cursor">Of the next page; null on the last.</param>
/// <param name="Total">How many there are.</param>
public sealed record RollbackPage(IReadOnlyList<RollbackView> Items, string? Cursor, int Total);

/// <param name="Cursor">Of the next page; null on the last.</param>
public sealed record RollbackOrderPage(IReadOnlyList<RollbackOrderView> Items, string? Cursor);
