using CommandCenter.Orders;
using CommandCenter.Reconciliation.Comparing;

namespace CommandCenter.Reconciliation.Classes;

/// <summary>A difference of one order with what it counts as: what is stored, grouped and shown.</summary>
/// <param name="Pattern">What the two values have in common with those of other orders, such as <c>legacy is higher</c>.</param>
/// <param name="Fingerprint">Of the group: rule, class, lane, node or carrier, pattern.</param>
/// <param name="Money">Minor units at stake: what lies between two amounts, or the order's total; null where it is not known.</param>
public sealed record Mismatch(
    string OrderKey, string? Lane, Side? Owner, Difference Difference, OrderClass Class, string? Place, string Pattern, string Fingerprint, long? Money, string? Currency);

/// <summary>Compares, checks and classifies one order.</summary>
internal sealed class OrderInspector(ParityRules rules)
{
    private readonly OrderComparer comparer = new(rules);
    private readonly Impossibilities impossible = new(rules);
    private readonly Classifier classifier = new(rules.Plan);

    public (OrderComparison Comparison, IReadOnlyList<Mismatch> Mismatches) Inspect(OrderPair pair, Horizon horizon)
    {
        var comparison = comparer.Compare(pair, horizon);
        List<Mismatch>? found = null;
        foreach (var difference in comparison.Differences.Concat(impossible.Of(pair)))
        {
            var counts = classifier.Classify(difference, pair);
            var (place, pattern) = (PlaceOf(difference, comparison), Patterns.Of(difference));
            var fingerprint = string.Join('|', difference.Rule, counts.Rule, comparison.Lane ?? "-", place ?? "-", pattern);
            (found ??= []).Add(new Mismatch(
                pair.Key, comparison.Lane, comparison.Owner, difference, counts, place, pattern, fingerprint.Length <= 300 ? fingerprint : fingerprint[..300], difference.Money ?? comparison.Total, comparison.Currency));
        }

        return (comparison, found ?? (IReadOnlyList<Mismatch>)[]);
    }

    /// <summary>Trouble of parcels is the carrier's, trouble behind routing is the node's, everything before it has no place yet.</summary>
    private static string? PlaceOf(Difference difference, OrderComparison order) =>
        difference.Cell == ParityCells.Shipments ? order.Carrier
        : difference.Cell.Stage is Stage.Released or Stage.Picked or Stage.Packed or Stage.ReadyForPickup or Stage.Shipped or Stage.Collected ? order.Node
        : null;
}

/// <summary>What two values look like beside each other, in words that many orders share.</summary>
internal static class Patterns
{
    private const int LongestWord = 40;

    public static string Of(Difference difference)
    {
        var (a, b) = (difference.Legacy, difference.Orchestration);
        if (difference.Kind == DifferenceKind.Impossible)
        {
            return difference.Rule;
        }

        if (a is null || b is null)
        {
            return a is null ? "nothing on Legacy" : "nothing on Orchestration";
        }

        var isMoment = difference.Cell.Stage is not null || difference.Cell == ParityCells.Promises || difference.Field == "placedAt";
        if (isMoment && DateTimeOffset.TryParse(a, System.Globalization.CultureInfo.InvariantCulture, out var early) && DateTimeOffset.TryParse(b, System.Globalization.CultureInfo.InvariantCulture, out var late))
        {
            return early > late ? "later on Legacy" : "later on Orchestration";
        }

        if (long.TryParse(a, System.Globalization.CultureInfo.InvariantCulture, out var left) && long.TryParse(b, System.Globalization.CultureInfo.InvariantCulture, out var right) && !difference.Field.EndsWith("sku", StringComparison.Ordinal))
        {
            return left == 0 ? "0 on Legacy" : right == 0 ? "0 on Orchestration" : left > right ? "higher on Legacy" : "higher on Orchestration";
        }

        // words of a kind there are few of tell what happened; numbers, articles and days only tell that something did
        return difference.Cell == ParityCells.Lines || difference.Cell == ParityCells.Shipments || a.Length > LongestWord || b.Length > LongestWord ? "another value" : $"{a} / {b}";
    }
}
