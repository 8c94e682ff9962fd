using CommandCenter.Orders;

namespace CommandCenter.OrderExceptions.Checks;

/// <summary>Goods that wait for their customer longer than they are held.</summary>
internal sealed class PickupCheck : OrderCheck
{
    public const string Rule = "pickup-uncollected";

    public override string Name => "uncollected-pickups";

    protected override IEnumerable<CaseSignal> Find(CheckedOrder order)
    {
        if (order.Owned is not { Stage: Stage.ReadyForPickup } state || state.At(Stage.ReadyForPickup) is not { } ready || ready + order.Scaled(order.Plan.Exceptions.PickupHeld) is var until && order.Now < until)
        {
            yield break;
        }

        yield return order.Signal(
            Rule, ExceptionBucket.DataDelay, OwnerTeam.Operations, "Nobody collected it",
            $"It has been ready for pickup since {ready.UtcDateTime:yyyy-MM-dd HH:mm} UTC, longer than it is held. The goods go back on the shelf and the customer gets one refund; or it was collected and {state.Side} was not told.",
            until, CaseSeverity.Medium);
    }
}
