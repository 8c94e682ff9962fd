using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Reconciliation.Comparing;
using static CommandCenter.OrderExceptions.CaseSeverity;
using static CommandCenter.OrderExceptions.ExceptionBucket;
using static CommandCenter.OrderExceptions.OwnerTeam;

namespace CommandCenter.Reconciliation.Classes;

/// <summary>What cannot be of an order's papers: its labels, tenders, invoices, messages and its address. Looked at only where a mapping reads them.</summary>
internal sealed class OrderPapers(ParityRules rules)
{
    public static Dictionary<string, OrderClass> Classes { get; } = new[]
    {
        new OrderClass("second-invoice", DuplicateEvent, Finance, Critical, "There are two documents of the same type for the same parcel: the order is billed twice."),
        new OrderClass("message-sent-again", DuplicateEvent, Operations, Medium, "The customer was sent the same message twice. Only the owner of an order speaks to its customer."),
        new OrderClass("tenders-off-total", BusinessRuleMismatch, Finance, High, "What the order was paid with does not add up to what it costs."),
        new OrderClass("redeemed-beyond-tender", DuplicateEvent, Finance, Critical, "More was taken from a gift card or from points than the order was to take: it was redeemed twice."),
        new OrderClass("refunded-beyond-tender", DuplicateEvent, Finance, Critical, "More was given back to a tender than was paid with it: a refund went to another tender than the original one, or twice."),
        new OrderClass("two-live-labels", CarrierResponseFailure, Vendor, High, "The same goods have two labels that are both good. The one that is not on the box must be voided, and after the manifest it cannot be."),
        new OrderClass("address-changed-after-release", BusinessRuleMismatch, Operations, High, "The customer changed the address after the order was released: what is picked may leave for the old one."),
    }.ToDictionary(c => c.Rule, StringComparer.Ordinal);

    private readonly bool anyInvoices = Fills(rules, "invoices.type");
    private readonly bool anyMessages = Fills(rules, "messages.template");
    private readonly bool anyTenders = Fills(rules, "tenders.amount");
    private readonly bool anyLabels = Fills(rules, "shipments.labelAt");
    private readonly bool anyAddress = Fills(rules, "addressChangedAt");

    public IEnumerable<Difference> Of(OrderPair pair)
    {
        if (anyInvoices)
        {
            foreach (var found in Repeated(pair, "invoices", "type", "second-invoice", ParityCells.Invoiced, e => !e.Has("voidedAt")))
            {
                yield return found;
            }
        }

        if (anyMessages)
        {
            foreach (var found in Repeated(pair, "messages", "template", "message-sent-again", ParityCells.Messages, e => e.Number("suppressed") is not > 0))
            {
                yield return found;
            }
        }

        // a copy holds papers as it was told of them: they are no second ones
        foreach (var side in new[] { pair.Legacy, pair.Orchestration }.OfType<SideView>().Where(s => !Impossibilities.IsCopy(s)))
        {
            foreach (var found in (anyTenders ? Tenders(side) : []).Concat(anyLabels ? Labels(side) : []).Concat(anyAddress ? Address(side) : []))
            {
                yield return found;
            }
        }
    }

    /// <summary>More than one of the same kind and parcel, over all that tell of them: the system that makes them where it is read, else both sides. The same document told by both is one.</summary>
    private static IEnumerable<Difference> Repeated(OrderPair pair, string collection, string kind, string rule, ParityCell cell, Func<OrderElement, bool> counts)
    {
        var shared = pair.Shared is { } third ? OrderElement.Of(third.State, collection) : [];
        (SideView? View, IReadOnlyList<OrderElement> All)[] told = shared.Count > 0 ? [(pair.Shared, shared)] : [(pair.Legacy, Of(pair.Legacy)), (pair.Orchestration, Of(pair.Orchestration))];
        var groups = told.SelectMany(t => t.All.Where(e => counts(e) && e.Text(kind) is not null).Select(e => (t.View, Element: e)))
            .GroupBy(t => (Kind: t.Element.Text(kind)!, Shipment: t.Element.Text("shipment") ?? ""));
        foreach (var group in groups.OrderBy(g => g.Key.Kind, StringComparer.Ordinal).ThenBy(g => g.Key.Shipment, StringComparer.Ordinal))
        {
            var ids = group.Select(g => g.Element.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (ids.Count > 1)
            {
                var (here, there) = (pair.Legacy ?? pair.Shared ?? pair.Orchestration!, pair.Orchestration ?? pair.Shared ?? pair.Legacy!);
                yield return Impossibilities.Make(
                    rule, cell, $"{collection}[{ids[1]}].{kind}", Said(pair.Legacy ?? pair.Shared), Said(pair.Orchestration ?? pair.Shared), here, there, group.Max(g => g.Element.Number("amount")));

                string? Said(SideView? view) => string.Join(", ", group.Where(g => g.View == view).Select(g => g.Element.Id).Order(StringComparer.Ordinal)) is { Length: > 0 } text ? $"{group.Key.Kind} {text}" : null;
            }
        }

        IReadOnlyList<OrderElement> Of(SideView? side) => side is null ? [] : OrderElement.Of(side.State, collection);
    }

    private IEnumerable<Difference> Tenders(SideView side)
    {
        var tenders = OrderElement.Of(side.State, "tenders");
        if (tenders.Count > 0 && tenders.All(t => t.Number("amount") is not null) && side.State.Number("total") is { } total
            && tenders.Sum(t => t.Number("amount")!.Value) is var sum && Math.Abs(sum - total) > rules.Tolerance(ParityCells.Tenders))
        {
            yield return Make("tenders-off-total", ParityCells.Tenders, "total", side, Impossibilities.Say(sum), Math.Abs(sum - total));
        }

        foreach (var tender in tenders)
        {
            if (tender.Number("redeemed") > tender.Number("amount"))
            {
                yield return Make("redeemed-beyond-tender", ParityCells.Tenders, $"tenders[{tender.Id}].redeemed", side, Impossibilities.Say(tender.Number("redeemed")!.Value), tender.Number("redeemed") - tender.Number("amount"));
            }

            if (tender.Number("refunded") > tender.Number("amount"))
            {
                yield return Make("refunded-beyond-tender", ParityCells.Refunded, $"tenders[{tender.Id}].refunded", side, Impossibilities.Say(tender.Number("refunded")!.Value), tender.Number("refunded") - tender.Number("amount"));
            }
        }
    }

    /// <summary>Goods within several parcels whose labels are good come to more than was ordered; where nobody says what is in a parcel, there are more labels than pieces.</summary>
    private static IEnumerable<Difference> Labels(SideView side)
    {
        var live = OrderElement.Of(side.State, "shipments").Where(s => s.Has("labelAt") && !s.Has("voidedAt")).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        if (live.Count < 2)
        {
            yield break;
        }

        var pieces = OrderElement.Of(side.State, "lines").ToDictionary(l => l.Id, l => l.Number("quantity"), StringComparer.Ordinal);
        var labelled = new Dictionary<string, Dictionary<string, long>>(StringComparer.Ordinal);
        foreach (var fact in side.State.Facts)
        {
            if (fact.Value.Type == FactType.Integer && FactPath.TryOfLineShipment(fact.Path, out var line, out var shipment, out var field) && field is "picked" or "packed" or "shipped" && live.Contains(shipment))
            {
                var parcels = labelled.TryGetValue(line, out var known) ? known : labelled[line] = new(StringComparer.Ordinal);
                parcels[shipment] = Math.Max(parcels.GetValueOrDefault(shipment), fact.Value.Number);
            }
        }

        var tooMany = labelled.Count > 0
            ? labelled.Any(l => pieces.GetValueOrDefault(l.Key) is { } ordered && l.Value.Values.Sum() > ordered)
            : pieces.Count > 0 && pieces.Values.All(p => p is not null) && live.Count > pieces.Values.Sum();
        if (tooMany)
        {
            var ids = live.Order(StringComparer.Ordinal).ToList();
            yield return Make("two-live-labels", ParityCells.Shipments, FactPath.OfShipment(ids[1], "labelAt"), side, string.Join(", ", ids), null);
        }
    }

    private static IEnumerable<Difference> Address(SideView side)
    {
        var changed = side.State.Instant("addressChangedAt");
        var released = side.State.At(Stage.Released) ?? side.State.At(Stage.Picked) ?? side.State.At(Stage.Packed);
        var gone = side.State.At(Stage.Shipped) ?? side.State.At(Stage.Collected) ?? side.State.At(Stage.Delivered);
        if (changed > released && !(changed >= gone) && side.State.At(Stage.Cancelled) is null && side.State.At(Stage.Returned) is null)
        {
            yield return Make("address-changed-after-release", ParityCells.Attributes, "addressChangedAt", side, FactValue.OfInstant(changed.Value).ToString(), null);
        }
    }

    private static Difference Make(string rule, ParityCell cell, string field, SideView side, string said, long? money)
    {
        var isLegacy = side.State.Side == Side.Legacy;
        return Impossibilities.Make(rule, cell, field, isLegacy ? said : null, isLegacy ? null : said, side, side, money);
    }

    private static bool Fills(ParityRules rules, string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var fact = dot < 0 ? path : FactPath.OfElement(path[..dot], "x", path[(dot + 1)..]);
        return rules.Of(Side.Legacy).Fills(fact) || rules.Of(Side.Orchestration).Fills(fact);
    }
}
