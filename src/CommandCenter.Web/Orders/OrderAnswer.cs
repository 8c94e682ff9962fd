using CommandCenter.Intake;
using CommandCenter.OrderExceptions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Reconciliation;
using CommandCenter.Sources;

namespace CommandCenter.Orders;

/// <summary>One order as the API tells it.</summary>
/// <param name="MatchedBy">order-key, side-id, web-number, marketplace-number, receipt or tracking.</param>
/// <param name="Legacy">Null where the side never reported it.</param>
/// <param name="Events">Every event of both sides, oldest first.</param>
public sealed record OrderAnswer(
    string OrderKey, Side? Owner, string MatchedBy, OrderSideAnswer? Legacy, OrderSideAnswer? Orchestration, IReadOnlyList<OrderEventAnswer> Events, IReadOnlyList<CustomerContact> Contacts)
{
    /// <summary>The ownership record with its journal; null where the intake did not accept the order.</summary>
    public OwnershipView? Ownership { get; init; }

    /// <summary>Its SLA clocks as they are stored, shortest first, also those that have ended; history that was late when it was first read has none.</summary>
    public IReadOnlyList<OrderTimerAnswer> Timers { get; init; } = [];

    /// <summary>Its open differences, as the last comparison left them.</summary>
    public IReadOnlyList<MismatchAnswer> Mismatches { get; init; } = [];

    /// <summary>Its cases, resolved ones included, newest first, at most 50.</summary>
    public IReadOnlyList<CaseAnswer> Cases { get; init; } = [];

    /// <summary>An order that was accepted and that no side has reported yet.</summary>
    public static OrderAnswer Of(OwnershipView accepted)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        return new OrderAnswer(accepted.OrderKey, accepted.Owner, "order-key", null, null, [], []) { Ownership = accepted };
    }

    /// <param name="plan">What remarks are made by; null while none runs.</param>
    public static OrderAnswer Of(OrderDetail order, CutoverPlan? plan)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new OrderAnswer(
            order.OrderKey, order.Owner, order.MatchedBy, OrderSideAnswer.Of(order.Legacy, plan), OrderSideAnswer.Of(order.Orchestration, plan), [.. order.Events.Select(OrderEventAnswer.Of)], order.Contacts);
    }
}

/// <param name="Limit">Names the limit in its lane, such as <c>shipped from placed due shipBy</c>.</param>
/// <param name="Stage">What must be reached: a stage, or reservation, label, propagation or confirmed.</param>
/// <param name="Due">The promise or cut-off that it is due by; null for a duration.</param>
/// <param name="BreachedAt">When it breached first; stays when late news withdraws the breach.</param>
public sealed record OrderTimerAnswer(
    string Limit, Milestone Stage, LimitDue? Due, Side Side, StoredTimerState State, DateTimeOffset StartedAt, DateTimeOffset Deadline, DateTimeOffset? BreachedAt, DateTimeOffset ChangedAt)
{
    public static IReadOnlyList<OrderTimerAnswer> AllOf(IReadOnlyList<StoredTimer> timers)
    {
        ArgumentNullException.ThrowIfNull(timers);
        return [.. timers.Select(t => new OrderTimerAnswer(t.Limit.ToString(), t.Limit.Stage, t.Limit.Due, t.Side, t.State, t.StartedAt, t.Deadline, t.BreachedAt, t.ChangedAt))];
    }
}

/// <param name="Remarks">What is odd about stages: out of the side's order, cancelled although gone, without a time, after the promise.</param>
/// <param name="Facts">Path → value: instants in RFC 3339 UTC, money in minor units of the fact <c>currency</c>.</param>
public sealed record OrderSideAnswer(
    Stage? Stage, IReadOnlyList<StageTimeAnswer> Stages, IReadOnlyList<StageRemarkAnswer> Remarks, IReadOnlyDictionary<string, string> Facts, DateTimeOffset LastOccurredAt, DateTimeOffset LastObservedAt, int EventCount, int ConflictCount)
{
    public static OrderSideAnswer? Of(OrderState? state, CutoverPlan? plan) => state is null ? null : new OrderSideAnswer(
        state.Stage, [.. state.StageTimes.Select(t => new StageTimeAnswer(t.Stage, t.OccurredAt, t.ObservedAt, (t.ObservedAt - t.OccurredAt).TotalSeconds, t.Source))],
        plan is null ? [] : [.. StageRemarks.Of(state, plan).Select(r => new StageRemarkAnswer(r.Stage, r.Kind, r.Than, r.By?.TotalSeconds))],
        OrderEventAnswer.Texts(state.Facts), state.LastOccurredAt, state.LastObservedAt, state.EventCount, state.ConflictCount);
}

/// <param name="LagSeconds">Observed − occurred.</param>
public sealed record StageTimeAnswer(Stage Stage, DateTimeOffset OccurredAt, DateTimeOffset ObservedAt, double LagSeconds, string Source);

/// <param name="Than">OutOfOrder: the stage that it lies before. AlthoughGone: how far the order had come.</param>
/// <param name="BySeconds">OutOfOrder: how much before. AfterPromise: how much late.</param>
public sealed record StageRemarkAnswer(Stage Stage, StageRemarkKind Kind, Stage? Than, double? BySeconds);

/// <param name="Number">Commit order in the store.</param>
/// <param name="Counts">False where another content of the same id counts.</param>
public sealed record OrderEventAnswer(
    long Number, string Source, string EventId, Side Side, OrderEventKind Kind, Stage? Stage, long Version, DateTimeOffset OccurredAt, DateTimeOffset ObservedAt, double LagSeconds,
    IReadOnlyDictionary<string, string> Facts, string? Names, bool UncertainTime, bool Superseded, bool Conflict, bool Counts)
{
    public static OrderEventAnswer Of(StoredEvent stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var e = stored.Event;
        return new OrderEventAnswer(
            stored.Number, e.Source, e.EventId, e.Side, e.Kind, e.Stage, e.Stamp.Version, e.OccurredAt, e.ObservedAt, (e.ObservedAt - e.OccurredAt).TotalSeconds, Texts(e.Facts), e.Names, e.UncertainTime,
            stored.Superseded, stored.Conflict, stored.Counts);
    }

    internal static Dictionary<string, string> Texts(IReadOnlyList<Fact> facts)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var fact in facts) texts[fact.Path] = fact.Value.ToString();
        return texts;
    }
}
