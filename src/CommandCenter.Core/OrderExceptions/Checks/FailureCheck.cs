using CommandCenter.OrderExceptions.Sources;
using CommandCenter.Orders;

namespace CommandCenter.OrderExceptions.Checks;

/// <summary>Orders that a side reports as failed: a label refused, a routing that found no node.</summary>
internal sealed class FailureCheck : OrderCheck
{
    private static readonly string[] carrierWords = ["carrier", "label", "manifest", "tracking", "shipment"];

    public override string Name => "order-failures";

    protected override IEnumerable<CaseSignal> Find(CheckedOrder order)
    {
        foreach (var state in order.States)
        {
            if (state.Text("failure") is { } failure)
            {
                yield return Signal(order, state, failure, null, carrierWords.Any(w => failure.Contains(w, StringComparison.OrdinalIgnoreCase)));
            }
            // a label that was voided has been given up
            else if (OrderElement.Of(state, "shipments").FirstOrDefault(s => s.Text("failure") is not null && !s.Has("voidedAt") && !s.Has("shippedAt")) is { } shipment)
            {
                yield return Signal(order, state, shipment.Text("failure")!, shipment.Text("carrier"), true);
            }
        }
    }

    private static CaseSignal Signal(CheckedOrder order, OrderState state, string failure, string? carrier, bool isCarriers) => order.Signal(
        isCarriers ? "carrier-failure" : "order-failure", isCarriers ? ExceptionBucket.CarrierResponseFailure : ExceptionBucket.BusinessRuleMismatch, isCarriers ? OwnerTeam.Vendor : OwnerTeam.Operations,
        $"{carrier ?? state.Side.ToString()}: {(failure.Length <= 80 ? failure : failure[..79] + "…")}", $"{state.Side} reports that the order cannot go on: {failure}", state.LastObservedAt, CaseSeverity.Medium) with
    {
        Fingerprint = CasePrint.Of("failure", order.Row.OrderKey, state.Side.ToString(), failure), Side = state.Side, Stage = state.Stage,
    };
}

/// <summary>Orders of which the same event came with two contents: both are kept, and one counts.</summary>
internal sealed class ConflictCheck : OrderCheck
{
    public override string Name => "event-conflicts";

    protected override IEnumerable<CaseSignal> Find(CheckedOrder order) => order.States.Where(s => s.ConflictCount > 0).Select(s => order.Signal(
        "event-conflict", ExceptionBucket.DuplicateEvent, OwnerTeam.Engineering, $"{s.Side} tells one event in two ways",
        "An event came again under the same id with another content. Both are kept; the one with the higher version, then the later time, counts. The order's own page shows both.", s.LastObservedAt, CaseSeverity.Low) with
    {
        Fingerprint = CasePrint.Of("conflict", order.Row.OrderKey, s.Side.ToString()), Side = s.Side, Stage = null, Times = s.ConflictCount,
    });
}
