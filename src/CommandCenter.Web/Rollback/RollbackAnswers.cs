using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Traffic;

namespace CommandCenter.Rollback;

/// <param name="Scope">Which orders; left out = all.</param>
public sealed record RollbackPreviewRequest(RollbackScopeBody? Scope);

/// <param name="Scope">Which orders; left out = all.</param>
/// <param name="Reason">3 to 500 characters.</param>
/// <param name="Drill">For practice, on a small slice, with the same code and the same timers.</param>
/// <param name="DetectedAt">When the trouble was noticed; left out = with the decision.</param>
/// <param name="RequestId">Made when the dialog opens; the same again answers the same.</param>
public sealed record RollbackStartRequest(RollbackScopeBody? Scope, string? Reason, bool? Drill, DateTimeOffset? DetectedAt, Guid? RequestId);

/// <param name="AlreadyRunning">Somebody had begun it before; nothing is done twice.</param>
/// <param name="BegunBy">Who began it.</param>
public sealed record RollbackStarted(Guid Id, bool AlreadyRunning, string BegunBy);

/// <param name="Percent">To orchestration now; 0 after the click.</param>
public sealed record TouchedRuleAnswer(Segment Segment, decimal Percent, bool Mirror);

/// <param name="IsPartial">There are more orders than were looked at; the counts are of those.</param>
public sealed record RollbackPreviewAnswer(
    RollbackScopeBody Scope, DateTimeOffset AsOf, long Revision, IReadOnlyList<TouchedRuleAnswer> Rules, int InFlight, bool IsPartial, IReadOnlyList<MoneySum> Money,
    IReadOnlyList<InFlightGroup> Groups, IReadOnlyList<string> CannotBeUndone, LegacyFitness Legacy, RunningRollback? Running, string? Note)
{
    internal static RollbackPreviewAnswer Of(RollbackPreview p) => new(
        RollbackScopeBody.Of(p.Scope), p.AsOf, p.Revision, [.. p.Rules.Select(r => new TouchedRuleAnswer(r.Segment, r.Percent, r.Mirror))], p.InFlight, p.IsPartial, p.Money, p.Groups,
        p.CannotBeUndone, p.Legacy, p.Running, p.Note);
}

/// <param name="Key">detected, decided, restored, observed, resolved or proven.</param>
/// <param name="At">Null while it has not been reached.</param>
/// <param name="Seconds">From the decision to it; negative before.</param>
/// <param name="WindowSeconds">How long after the decision the plan allows; null where there is no limit.</param>
/// <param name="Missed">Reached too late, or not reached though its time is over.</param>
public sealed record RollbackStepAnswer(string Key, string Label, DateTimeOffset? At, double? Seconds, double? WindowSeconds, bool Missed);

/// <param name="Left">Orders that have no outcome yet.</param>
/// <param name="Late">Of all, orders that surfaced after the table was restored.</param>
public sealed record InFlightAnswer(int Orders, int Left, int Resolved, int Transferred, int Finished, int Parked, int Late);

/// <summary>A rollback with its steps, counts and proof.</summary>
/// <param name="Phase">Progressing, Paused, Healthy or Degraded.</param>
/// <param name="Reason">Kebab-case.</param>
/// <param name="Why">As it was typed.</param>
/// <param name="Decision">Entry of the decision log.</param>
/// <param name="Revision">Of the traffic table that it made.</param>
/// <param name="Proof">Null until it was tried.</param>
public sealed record RollbackAnswer(
    Guid Id, string Phase, string Reason, string Message, RollbackScopeBody Scope, bool Drill, string Actor, string Why, long Decision, long Revision, DateTimeOffset DecidedAt, DateTimeOffset? EndedAt,
    IReadOnlyList<RollbackStepAnswer> Steps, InFlightAnswer InFlight, IReadOnlyList<OutcomeCount> Outcomes, string? Currency, DateTimeOffset? BlockedAt, DateTimeOffset? UnblockedAt, RollbackProof? Proof)
{
    internal static RollbackAnswer Of(RollbackView v) => new(
        v.Id, v.Phase.ToString(), v.Reason, v.Message, RollbackScopeBody.Of(v.Scope), v.IsDrill, v.Actor, v.Why, v.Decision, v.Revision, v.DecidedAt, v.EndedAt,
        [.. v.Steps.Select(s => new RollbackStepAnswer(s.Key, s.Label, s.At, (s.At - v.DecidedAt)?.TotalSeconds, s.Window?.TotalSeconds, s.Missed))],
        new InFlightAnswer(v.InFlight, v.InFlight - v.Resolved, v.Resolved, v.Transferred, v.Finished, v.Parked, v.Late), v.Outcomes, v.Currency, v.BlockedAt, v.UnblockedAt, v.Proof);
}

/// <param name="Cursor">For the next page; null on the last.</param>
/// <param name="Total">How many there are.</param>
public sealed record RollbackListAnswer(IReadOnlyList<RollbackAnswer> Items, string? Cursor, int Total);
