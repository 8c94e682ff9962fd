using System.Globalization;
using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Reconciliation.Comparing;
using static CommandCenter.OrderExceptions.CaseSeverity;
using static CommandCenter.OrderExceptions.ExceptionBucket;
using static CommandCenter.OrderExceptions.OwnerTeam;

namespace CommandCenter.Reconciliation.Classes;

/// <summary>What cannot be, whether or not the sides differ: an order that both own, more shipped than ordered, more captured than it costs, two invoices of one parcel.</summary>
internal sealed class Impossibilities(ParityRules rules)
{
    private static readonly Dictionary<string, OrderClass> classes = new[]
    {
        new OrderClass("owned-by-both", DuplicateEvent, Operations, Critical, "Neither side calls the order a copy: both will ship, charge and notify."),
        new OrderClass("owned-by-none", BusinessRuleMismatch, Engineering, Critical, "Both sides call the order a copy of the other's: nobody will ship it."),
        new OrderClass("shipped-beyond-ordered", DuplicateEvent, Operations, Critical, "More was shipped of a line, over both sides, than was ordered."),
        new OrderClass("captured-beyond-total", BusinessRuleMismatch, Finance, Critical, "More was captured than the order costs."),
        new OrderClass("refunded-beyond-captured", DuplicateEvent, Finance, Critical, "More was refunded than was captured: a refund was given twice."),
        new OrderClass("invoiced-beyond-total", DuplicateEvent, Finance, Critical, "More was invoiced than the order costs: there is a second document."),
        new OrderClass("picked-short", InventoryDrift, Operations, High, "Less was picked of a line than was ordered, and the order went on. Only the owner may source the rest again."),
    }.ToDictionary(c => c.Rule, StringComparer.Ordinal);

    private readonly bool copiesAreTold = rules.Of(Side.Legacy).Fills("copy") && rules.Of(Side.Orchestration).Fills("copy");

    private readonly OrderPapers papers = new(rules);

    public static OrderClass? ClassOf(Difference difference) =>
        difference.Kind != DifferenceKind.Impossible ? null : classes.GetValueOrDefault(difference.Rule) ?? OrderPapers.Classes[difference.Rule];

    public IEnumerable<Difference> Of(OrderPair pair)
    {
        if (copiesAreTold && pair is { Legacy: { } legacy, Orchestration: { } orchestration })
        {
            var (here, there) = (IsCopy(legacy), IsCopy(orchestration));
            if (here == there && legacy.State.At(Stage.Cancelled) is null && orchestration.State.At(Stage.Cancelled) is null)
            {
                yield return Make(here ? "owned-by-none" : "owned-by-both", ParityCells.Presence, "owner", here ? "copy" : "owner", there ? "copy" : "owner", legacy, orchestration, pair.Number("total"));
            }
        }

        foreach (var found in Of(pair, pair.Legacy).Concat(Of(pair, pair.Orchestration)).Concat(OfShipped(pair)).Concat(papers.Of(pair)))
        {
            yield return found;
        }
    }

    private static IEnumerable<Difference> Of(OrderPair pair, SideView? side)
    {
        if (side is null)
        {
            yield break;
        }

        var (total, captured, refunded, invoiced) = (side.State.Number("total"), side.State.Number("captured"), side.State.Number("refunded"), side.State.Number("invoiced"));
        if (captured > total)
        {
            yield return Money("captured-beyond-total", ParityCells.Captured, captured.Value, total.Value);
        }

        if (refunded > captured)
        {
            yield return Money("refunded-beyond-captured", ParityCells.Refunded, refunded.Value, captured.Value);
        }

        if (invoiced > total)
        {
            yield return Money("invoiced-beyond-total", ParityCells.Invoiced, invoiced.Value, total.Value);
        }

        if (side.State.At(Stage.Packed) is not null || side.State.At(Stage.Shipped) is not null)
        {
            var sums = LineQuantities.SumsOf(side) ?? [];
            foreach (var ((line, field), sum) in sums.Where(s => s.Key.Field == "picked").OrderBy(s => s.Key.Line, StringComparer.Ordinal))
            {
                var ordered = side.State.Number(FactPath.OfLine(line, "quantity")) - (sums.GetValueOrDefault((line, "cancelled"))?.Quantity ?? 0);
                if (sum.Quantity < ordered)
                {
                    yield return Make("picked-short", ParityCells.Of(Stage.Picked), $"lines[{line}].picked", Say(sum.Quantity), Say(ordered.Value), side, side, null);
                }
            }
        }

        Difference Money(string rule, ParityCell cell, long is_, long most) => Make(rule, cell, side.State.Side == Side.Legacy ? "legacy" : "orchestration", Say(is_), Say(most), side, side, is_ - most);
    }

    /// <summary>Over both sides where one holds a copy: what a copy ships comes on top. Where the owner is not known, both may report the same parcel.</summary>
    private static IEnumerable<Difference> OfShipped(OrderPair pair)
    {
        var (here, there) = (pair.Legacy is null ? null : LineQuantities.SumsOf(pair.Legacy), pair.Orchestration is null ? null : LineQuantities.SumsOf(pair.Orchestration));
        foreach (var (line, field) in (here ?? []).Keys.Union((there ?? []).Keys).Where(k => k.Field == "shipped").Order())
        {
            var (a, b) = (here?.GetValueOrDefault((line, field))?.Quantity ?? 0, there?.GetValueOrDefault((line, field))?.Quantity ?? 0);
            if (pair.Number(FactPath.OfLine(line, "quantity")) is { } ordered && (pair.Owner is null ? Math.Max(a, b) : a + b) > ordered)
            {
                yield return Make("shipped-beyond-ordered", ParityCells.Of(Stage.Shipped), $"lines[{line}].shipped", Say(a), Say(b), pair.Legacy ?? pair.Orchestration!, pair.Orchestration ?? pair.Legacy!, pair.Number("total"));
            }
        }
    }

    internal static Difference Make(string rule, ParityCell cell, string field, string? legacy, string? orchestration, SideView a, SideView b, long? money)
    {
        var since = a.State.LastOccurredAt > b.State.LastOccurredAt ? a.State.LastOccurredAt : b.State.LastOccurredAt;
        return new Difference(cell, field, rule, DifferenceKind.Impossible, legacy, orchestration, since, since, IsPending: false, money);
    }

    internal static bool IsCopy(SideView side) => side.State.Number("copy") is not (null or 0);

    internal static string Say(long number) => number.ToString(CultureInfo.InvariantCulture);
}
