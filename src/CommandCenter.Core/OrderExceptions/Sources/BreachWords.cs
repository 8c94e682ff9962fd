using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.OrderExceptions.Sources;

/// <summary>What a limit that passed means: the bucket and team that it belongs to, and the sentence of why.</summary>
internal sealed class BreachWords(LimitId limit, Side side, string lane)
{
    private readonly Side other = side == Side.Legacy ? Side.Orchestration : Side.Legacy;

    /// <summary>A few words, such as <c>No carrier label in time on Legacy</c>.</summary>
    public string Title => limit switch
    {
        { Due: LimitDue.CarrierCutoff } => $"{Missed} before the carrier cut-off on {side}",
        { Due: { } promise } => $"{Missed} by {promise.Name()} on {side}",
        _ when limit.Stage == Milestone.Propagation => $"News of {side} not on {other} in time",
        _ => $"{Missed} in time on {side}",
    };

    /// <summary><c>sla-breach:</c> and what must be reached, with what it is due by: what <c>exceptions.owners</c> of the plan names.</summary>
    private string Rule => $"sla-breach:{limit.Stage.Name}{(limit.Due is { } due ? ":" + due.Name() : "")}";

    private string Missed => limit.Stage == Milestone.Label ? "No carrier label"
        : limit.Stage == Milestone.Reservation ? "Stock not reserved"
        : limit.Stage == Milestone.Confirmed ? "Shipment not confirmed"
        : $"Not {limit.Stage.Name}";

    private (ExceptionBucket Bucket, OwnerTeam Team) Belongs =>
        limit.Due == LimitDue.CarrierCutoff || limit.Stage == Milestone.Label || limit.Stage == Milestone.Confirmed ? (ExceptionBucket.CarrierResponseFailure, OwnerTeam.Vendor)
        : limit.Stage == Milestone.Reservation ? (ExceptionBucket.InventoryDrift, OwnerTeam.Operations)
        : (ExceptionBucket.DataDelay, OwnerTeam.Operations);

    private string Why => limit switch
    {
        { Due: LimitDue.CarrierCutoff } => $"The carrier's cut-off for the order's node and service has passed and {side} has not reported {limit.Stage.Name}: it leaves with the next collection at the earliest, and may miss its promise.",
        { Due: LimitDue.ShipBy } => $"The order's promise to be shipped (shipBy) has passed and {side} has not reported {limit.Stage.Name}. A marketplace counts it as a late shipment.",
        { Due: { } promise } => $"The order's own promise ({promise.Name()}) has passed and {side} has not reported {limit.Stage.Name}.",
        _ when limit.Stage == Milestone.Reservation => $"The plan's limit for reservation of {lane} has passed and {side} has neither reserved nor allocated stock: what it was sold from may be gone.",
        _ when limit.Stage == Milestone.Label => $"The plan's limit for label of {lane} has passed and {side} has no carrier label: nothing leaves without one.",
        _ when limit.Stage == Milestone.Confirmed => $"The plan's limit for confirmed of {lane} has passed and not every shipment on {side} is on a carrier's manifest: what left may not be paid for or found again.",
        _ when limit.Stage == Milestone.Propagation => $"{side} owns the order and has gone on; {other} holds a copy and has not been told within the plan's limit for propagation of {lane}. Who looks there sees an old state.",
        _ => $"The plan's limit for {limit.Stage.Name} of {lane} has passed and {side} has not reported it.",
    };

    public CaseSignal Signal(DateTimeOffset deadline) => new()
    {
        Fingerprint = "", Rule = Rule, Bucket = Belongs.Bucket, Team = Belongs.Team, Title = Title, Why = Why, Lane = lane, Side = limit.Stage == Milestone.Propagation ? other : side,
        Stage = limit.Stage.Stage, Since = deadline, AtLeast = CaseSeverity.Medium,
    };
}
