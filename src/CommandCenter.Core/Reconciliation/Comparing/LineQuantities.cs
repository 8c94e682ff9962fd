using CommandCenter.Orders;

namespace CommandCenter.Reconciliation.Comparing;

/// <summary>Quantities of an order's lines by what was done to them, each summed over the shipments that it was done in: the sides may split an order into parcels differently.</summary>
internal static class LineQuantities
{
    /// <summary>What is counted of a line, with the stage that the pieces go through.</summary>
    public static readonly (string Field, ParityCell Cell, Stage? Stage)[] Counted =
    [
        ("picked", ParityCells.Of(Stage.Picked), Stage.Picked), ("packed", ParityCells.Of(Stage.Packed), Stage.Packed), ("shipped", ParityCells.Of(Stage.Shipped), Stage.Shipped),
        ("delivered", ParityCells.Of(Stage.Delivered), Stage.Delivered), ("cancelled", ParityCells.Cancellations, null), ("returned", ParityCells.Returns, null),
    ];

    public static void Compare(ParityRules rules, OrderPair pair, SideView legacy, SideView orchestration, Findings found)
    {
        var (left, right) = (SumsOf(legacy), SumsOf(orchestration));
        if (left is null && right is null)
        {
            return;
        }

        var expectations = new Expectations(rules, pair.Owner, pair.Text("lane"));
        foreach (var (line, field) in (left ?? []).Keys.Union((right ?? []).Keys).Order())
        {
            var (_, cell, stage) = Counted.First(c => c.Field == field);
            if (found.IsIgnored(cell))
            {
                continue;
            }

            var (here, there) = (left?.GetValueOrDefault((line, field)), right?.GetValueOrDefault((line, field)));
            var (a, b) = (here?.Quantity ?? 0, there?.Quantity ?? 0);
            if (a == b)
            {
                if (here is not null && there is not null)
                {
                    found.Agree(cell);
                }

                continue;
            }

            var lower = a < b ? Side.Legacy : Side.Orchestration;
            switch (expectations.OfQuantity(cell, stage, lower, rules.Of(lower).Fills("lines[x]." + field), stage is { } counts && (lower == Side.Legacy ? legacy : orchestration).State.At(counts) is not null))
            {
                case Lack.NotObservable:
                    found.NotObservable(cell);
                    break;
                case Lack.NotExpected:
                    found.NotExpected(cell);
                    break;
                case Lack.Missing:
                    found.Differ(cell, $"lines[{line}].{field}", FactValue.OfInteger(a).ToString(), FactValue.OfInteger(b).ToString(), Math.Max(here?.Since ?? 0, there?.Since ?? 0), null);
                    break;
            }
        }
    }

    /// <summary>The sum of one quantity of one line; null where the side says nothing of it.</summary>
    public static Dictionary<(string Line, string Field), Sum>? SumsOf(SideView side)
    {
        Dictionary<(string, string), Sum>? sums = null;
        var facts = side.State.Facts;
        for (var i = 0; i < facts.Count; i++)
        {
            var path = facts[i].Path;
            if (!path.StartsWith("lines[", StringComparison.Ordinal) || facts[i].Value.Type != FactType.Integer)
            {
                continue;
            }

            var field = path[(path.LastIndexOf("].", StringComparison.Ordinal) + 2)..];
            if (!Array.Exists(Counted, c => c.Field == field))
            {
                continue;
            }

            var shipments = path.IndexOf("].shipments[", StringComparison.Ordinal);
            var line = path[6..(shipments >= 0 ? shipments : path.LastIndexOf("].", StringComparison.Ordinal))];
            sums ??= [];
            var before = sums.GetValueOrDefault((line, field)) ?? new Sum(0, 0);
            sums[(line, field)] = new Sum(before.Quantity + facts[i].Value.Number, Math.Max(before.Since, side.StatedBy[i].OccurredMicros));
        }

        return sums;
    }

    /// <param name="Since">The newest statement in it, UTC microseconds.</param>
    internal sealed record Sum(long Quantity, long Since);
}
