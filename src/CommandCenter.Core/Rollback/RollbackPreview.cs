using CommandCenter.Intake.Transfer;
using CommandCenter.Traffic;

namespace CommandCenter.Rollback;

/// <summary>A sum of money.</summary>
/// <param name="Currency">ISO code; empty where the orders did not say it.</param>
/// <param name="Minor">In minor units.</param>
/// <param name="Orders">Orders that it is the sum of; those whose total is not known are in none.</param>
public sealed record MoneySum(string Currency, long Minor, int Orders);

/// <summary>Orders in flight that stand at one stage and would get the same.</summary>
/// <param name="Stage">As last polled from orchestration; null = not seen yet.</param>
/// <param name="Action">Null: orchestration is asked first.</param>
/// <param name="What">The same in words, with what a side lacks for more.</param>
public sealed record InFlightGroup(string? Stage, InFlightAction? Action, string What, int Orders, IReadOnlyList<MoneySum> Money);

/// <summary>A rule that sends orders of the scope to orchestration now, and will not after the click.</summary>
public sealed record TouchedRule(Segment Segment, decimal Percent, bool Mirror);

/// <summary>A rollback of the same scope that runs already.</summary>
public sealed record RunningRollback(Guid Id, string Actor, DateTimeOffset DecidedAt);

/// <summary>What a rollback would touch. It only says: a rollback waits for no preview and is stopped by none.</summary>
/// <param name="AsOf">When it was looked at.</param>
/// <param name="Revision">Of the traffic table then.</param>
/// <param name="Rules">Rules that send orders of the scope to orchestration now.</param>
/// <param name="InFlight">Orders of the scope that orchestration answers for.</param>
/// <param name="IsPartial">There are more orders than were looked at; the counts are of those.</param>
/// <param name="CannotBeUndone">Sentences with counts; empty where everything can.</param>
/// <param name="Note">What else a person must know; null where there is nothing.</param>
public sealed record RollbackPreview(
    RollbackScope Scope, DateTimeOffset AsOf, long Revision, IReadOnlyList<TouchedRule> Rules, int InFlight, bool IsPartial, IReadOnlyList<MoneySum> Money,
    IReadOnlyList<InFlightGroup> Groups, IReadOnlyList<string> CannotBeUndone, LegacyFitness Legacy, RunningRollback? Running, string? Note);
