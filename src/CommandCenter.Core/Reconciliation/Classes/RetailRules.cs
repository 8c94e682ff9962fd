using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Reconciliation.Comparing;
using static CommandCenter.OrderExceptions.CaseSeverity;
using static CommandCenter.OrderExceptions.ExceptionBucket;
using static CommandCenter.OrderExceptions.OwnerTeam;

namespace CommandCenter.Reconciliation.Classes;

/// <summary>What retail knows about differences between two sides, most particular first. The first that fits decides.</summary>
internal static class RetailRules
{
    private static readonly (Func<Difference, OrderPair, bool> Fits, OrderClass Class)[] rules =
    [
        ((d, _) => IsAgainst(d) && d is { Legacy: null, Orchestration: null } && d.Cell == ParityCells.Captured, new("captured-unbooked", BusinessRuleMismatch, Finance, Critical, "Money was taken from the customer, and neither side has booked it.")),
        ((d, _) => IsAgainst(d) && (d.Cell.IsMoney || d.Cell == ParityCells.Tenders), new("money-against-record", BusinessRuleMismatch, Finance, Critical, "The system that decides on this money says something else than the side that booked it.")),
        ((d, _) => IsAgainst(d) && d.Cell.Stage is Stage.Shipped or Stage.Delivered or Stage.Collected, new("left-unnoticed", DataDelay, Operations, High, "What decides on shipments says that goods have gone, and the side that answers for the order does not know it.")),
        ((d, _) => IsAgainst(d), new("against-record", BusinessRuleMismatch, Operations, High, "The system of record says something else than the side that answers for the order.")),
        (Is(ParityCells.Of(Stage.Cancelled)), new("cancelled-on-one-side", BusinessRuleMismatch, Operations, High, "One side cancelled the order and the other goes on with it. It must be cancelled on both, once.")),
        (Is(ParityCells.Of(Stage.Returned)), new("returned-on-one-side", BusinessRuleMismatch, Operations, Medium, "One side took the order back and the other does not know. A return stays with the owner of the order.")),
        ((d, p) => IsLabel(d) && Failed(p, "label"), new("label-refused", CarrierResponseFailure, Vendor, High, "The carrier refused the label, and nothing leaves without one.")),
        (Is(ParityCells.Shipments, DifferenceKind.Differs), new("parcel-differs", CarrierResponseFailure, Vendor, High, "Carrier, service or tracking number of the same parcel differ: one of the two labels is not the one on the box.")),
        ((d, p) => d.Cell == ParityCells.Shipments && p.Text("lane") == "marketplace", new("tracking-not-uploaded", DataDelay, Operations, High, "The marketplace counts an order without valid tracking as late; one side has to upload it.")),
        ((d, _) => d is { Field: "currency" }, new("currency-differs", BusinessRuleMismatch, Finance, Critical, "The two sides count the order in different currencies: no figure of it can be compared.")),
        ((d, _) => d.Field == "taxExemption", new("exemption-differs", BusinessRuleMismatch, Finance, High, "The two sides do not know the order as exempt from tax by the same certificate. Without one it is not exempt.")),
        ((d, _) => d.Field == "fraudVerdict", new("verdict-differs", BusinessRuleMismatch, Operations, High, "The verdict of the fraud screening travels with the order: it is screened once, and both sides go by that.")),
        ((d, _) => d.Field == "address" && d.Kind == DifferenceKind.Differs, new("address-differs", BusinessRuleMismatch, Operations, High, "The two sides would send the order to different places: a change of address reached one of them.")),
        ((d, p) => d.Cell == ParityCells.Tax && d.Kind == DifferenceKind.Differs && d.Money <= Lines(p), new("tax-rounding", BusinessRuleMismatch, Finance, Low, "Tax differs by no more than one minor unit a line, which rounding explains.")),
        (Is(ParityCells.Tax, DifferenceKind.Differs), new("tax-differs", BusinessRuleMismatch, Finance, Critical, "Tax differs by more than one minor unit a line. What was quoted at acceptance holds; nothing is recalculated.")),
        (Is(ParityCells.Tax), new("tax-missing", BusinessRuleMismatch, Finance, High, "One side has no tax for the order. Missing is not 0: an exemption needs its certificate.")),
        ((d, _) => d.Cell == ParityCells.Shipping && Doubled(d), new("shipping-charged-again", BusinessRuleMismatch, Finance, Critical, "One side charged shipping several times what the other did: an order that is split is charged once.")),
        ((d, _) => d.Cell == ParityCells.Invoiced && d.Kind == DifferenceKind.Differs && Doubled(d), new("invoiced-again", DuplicateEvent, Finance, Critical, "One side invoiced several times what the other did: a second document for the same order.")),
        ((d, _) => d.Cell == ParityCells.Refunded && d.Kind == DifferenceKind.Differs && NeitherIsZero(d), new("refunded-again", DuplicateEvent, Finance, Critical, "Both sides refunded, and not the same: a refund is given once, to the original tender.")),
        (Is(ParityCells.Tenders), new("tenders-differ", DuplicateEvent, Finance, High, "The order was paid differently on the two sides: a gift card or points are redeemed once, and tenders sum to the total.")),
        ((d, _) => d.Cell.IsMoney && d.Kind == DifferenceKind.Differs, new("money-differs", BusinessRuleMismatch, Finance, High, "An amount differs beyond its tolerance. What was captured at acceptance holds.")),
        (Is(ParityCells.Reservations), new("reservation-differs", InventoryDrift, Operations, Medium, "The two sides have set different quantities aside for the same order.")),
        ((d, _) => d.Cell == ParityCells.Of(Stage.Picked) && d.Field != d.Cell.Name, new("picked-differs", InventoryDrift, Operations, High, "Different quantities were picked. Only the owner may source the rest again.")),
        ((d, _) => d.Kind == DifferenceKind.Differs && d.Cell.Stage is not null && d.Field != d.Cell.Name, new("quantity-differs", BusinessRuleMismatch, Operations, High, "The two sides count different quantities for the same stage.")),
        ((d, _) => d.Kind == DifferenceKind.Differs && (d.Cell == ParityCells.Cancellations || d.Cell == ParityCells.Returns), new("quantity-differs", BusinessRuleMismatch, Operations, High, "The two sides cancelled or took back different quantities.")),
        (Is(ParityCells.Promises, DifferenceKind.Differs), new("promise-differs", BusinessRuleMismatch, Operations, Medium, "The customer was promised something else than the other side works to.")),
        (Is(ParityCells.Node, DifferenceKind.Differs), new("node-differs", BusinessRuleMismatch, Operations, High, "The two sides routed the order to different nodes: only the owner's may ship it.")),
        (Is(ParityCells.Lines, DifferenceKind.Differs), new("line-differs", BusinessRuleMismatch, Operations, High, "A line of the order differs in article, quantity, price or method.")),
        (Is(ParityCells.Attributes, DifferenceKind.Differs), new("attribute-differs", BusinessRuleMismatch, Operations, High, "Lane, region, channel or another attribute that decides where orders go differs.")),
    ];

    /// <summary>The rule that fits; null where none of retail's does.</summary>
    public static OrderClass? Find(Difference difference, OrderPair pair)
    {
        foreach (var (fits, found) in rules)
        {
            if (fits(difference, pair))
            {
                return found;
            }
        }

        return null;
    }

    private static Func<Difference, OrderPair, bool> Is(ParityCell cell) => (d, _) => d.Cell == cell;

    private static Func<Difference, OrderPair, bool> Is(ParityCell cell, DifferenceKind kind) => (d, _) => d.Cell == cell && d.Kind == kind;

    private static bool IsAgainst(Difference d) => d.Kind == DifferenceKind.AgainstRecord;

    private static bool IsLabel(Difference d) => d.Cell == ParityCells.Shipments || d.Cell.Stage is Stage.Packed or Stage.Shipped;

    private static bool Failed(OrderPair pair, string what) =>
        pair.Legacy?.State.Text("failure")?.Contains(what, StringComparison.Ordinal) == true || pair.Orchestration?.State.Text("failure")?.Contains(what, StringComparison.Ordinal) == true;

    private static int Lines(OrderPair pair)
    {
        var lines = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fact in (pair.Legacy ?? pair.Orchestration)?.State.Facts ?? [])
        {
            if (fact.Path.StartsWith("lines[", StringComparison.Ordinal) && fact.Path.IndexOf("].", StringComparison.Ordinal) is > 0 and var end)
            {
                lines.Add(fact.Path[..end]);
            }
        }

        return Math.Max(1, lines.Count);
    }

    private static bool Doubled(Difference d) => Amounts(d) is (> 0, > 0) and var (a, b) && Math.Max(a, b) % Math.Min(a, b) == 0 && Math.Max(a, b) >= 2 * Math.Min(a, b);

    private static bool NeitherIsZero(Difference d) => Amounts(d) is (not 0, not 0);

    private static (long Legacy, long Orchestration) Amounts(Difference d) =>
        long.TryParse(d.Legacy, System.Globalization.CultureInfo.InvariantCulture, out var a) && long.TryParse(d.Orchestration, System.Globalization.CultureInfo.InvariantCulture, out var b) ? (a, b) : (0, 0);
}
