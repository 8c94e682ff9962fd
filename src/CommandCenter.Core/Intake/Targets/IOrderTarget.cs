using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Traffic;

namespace CommandCenter.Intake.Targets;

/// <summary>
/// A foreign system that orders are sent to. It never throws for what the other end does: no answer is an answer too. Nothing is repeated in here; whoever calls decides that
/// from what is journalled.
/// </summary>
public interface IOrderTarget
{
    TargetDefinition Definition { get; }

    /// <summary>Carries one operation out; <see cref="TargetOutcome.Unable"/> where the plan declares none.</summary>
    Task<TargetAnswer> SendAsync(TargetCall call, CancellationToken cancel);

    /// <summary>Asks for one order by key.</summary>
    Task<TargetFinding> LookUpAsync(string orderKey, CancellationToken cancel);

    /// <summary>One page of everything that it holds.</summary>
    /// <param name="page">Empty at first, then what the page before named.</param>
    /// <returns>Unavailable when it does not answer or lists nothing.</returns>
    Task<Result<TargetLedgerPage>> ReadLedgerAsync(string page, CancellationToken cancel);
}

/// <summary>The targets of the applied plan.</summary>
public interface IOrderTargets
{
    /// <summary>Null where the plan declares none for the side.</summary>
    IOrderTarget? Of(Side side);
}

/// <summary>One call.</summary>
/// <param name="OrderKey">Empty for operations of a segment.</param>
/// <param name="Operation">What is asked.</param>
/// <param name="Epoch">Of the ownership record.</param>
/// <param name="IdempotencyKey"><c>orderKey:epoch:operation</c>, for changes with their number behind it.</param>
/// <param name="Order">The order as it was accepted (JSON); empty where the operation takes none.</param>
/// <param name="Change">The change as it was accepted (JSON); empty where the operation takes none.</param>
/// <param name="Kind">Kind of the change, such as <c>address</c>; null where there is none.</param>
/// <param name="IsCopy">Whether it goes to the side that holds the copy.</param>
/// <param name="CopyUntil">The last stage that a copy follows; null = the plan's lane does not say.</param>
/// <param name="Segment">For <c>Hold</c>, <c>Resume</c>, <c>Block</c> and <c>Unblock</c>; null = all.</param>
public sealed record TargetCall(
    string OrderKey, TargetOperation Operation, int Epoch, string IdempotencyKey, ReadOnlyMemory<byte> Order = default, ReadOnlyMemory<byte> Change = default,
    string? Kind = null, bool IsCopy = false, Stage? CopyUntil = null, Segment? Segment = null);

/// <summary>What became of a call.</summary>
public enum TargetOutcome
{
    /// <summary>It happened (now or with an earlier attempt of the same key).</summary>
    Done,

    /// <summary>The target refused for good; repeating is useless.</summary>
    Refused,

    /// <summary>The order has gone too far for it.</summary>
    TooLate,

    /// <summary>The request never left: nothing can have happened.</summary>
    NotSent,

    /// <summary>It was sent and no usable answer came: it may have happened, or may still.</summary>
    Unknown,

    /// <summary>The plan declares no such capability.</summary>
    Unable,
}

/// <param name="Reason">For a person, in the target's words where it gave some; null when done.</param>
public sealed record TargetAnswer(TargetOutcome Outcome, string? Reason = null)
{
    public static TargetAnswer Done { get; } = new(TargetOutcome.Done);
}

/// <summary>How an order stands at a target.</summary>
public enum TargetStanding
{
    /// <summary>It is not there.</summary>
    Absent,

    /// <summary>It answers for it.</summary>
    Owned,
    Copy,

    /// <summary>It had it and gave it up.</summary>
    Withdrawn,
}

/// <summary>One order as a target tells it.</summary>
/// <param name="Epoch">Null where the target keeps none.</param>
/// <param name="Lines">The stage of every line that it reports, in no order; empty = it did not say.</param>
/// <param name="Attributes">As far as it tells them.</param>
public sealed record TargetOrder(string OrderKey, TargetStanding Standing, int? Epoch, IReadOnlyList<Stage> Lines, OrderAttributes Attributes = default, DateTimeOffset? PlacedAt = null);

/// <summary>The answer to a look-up: the order (absent included), or no answer.</summary>
/// <param name="Order">Null when the target gave no usable answer.</param>
/// <param name="Reason">Why there is none.</param>
public sealed record TargetFinding(TargetOrder? Order, string? Reason = null);

/// <param name="Next">Null on the last page.</param>
public sealed record TargetLedgerPage(IReadOnlyList<TargetOrder> Orders, string? Next);
