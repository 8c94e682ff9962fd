using System.Runtime.CompilerServices;
using CommandCenter.Orders;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;

namespace CommandCenter.Reconciliation.Quick;

/// <content>Lines.</content>
internal sealed partial class QuickLook
{
    /// <summary>What is counted of lines, paired as facts are; also where only one side has the order, since more may have left than was ordered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool AreLinesPlain(in StoredPair pair, in Expectations expected)
    {
        var left = legacyLines.Lines;
        var right = orchestrationLines.Lines;
        var none = default(TalliedLine);
        var behind = 0;
        foreach (ref readonly var line in left)
        {
            var same = behind;
            while (same < right.Length && !LineTally.IdOf(legacy, line).SequenceEqual(LineTally.IdOf(orchestration, right[same])))
            {
                same++;
            }

            for (; same < right.Length && behind < same; behind++)
            {
                if (!IsLinePlain(pair, expected, none, right[behind]))
                {
                    return false;
                }
            }

            if (!IsLinePlain(pair, expected, line, same < right.Length ? right[same] : none))
            {
                return false;
            }

            behind = same < right.Length ? same + 1 : behind;
        }

        for (; behind < right.Length; behind++)
        {
            if (!IsLinePlain(pair, expected, none, right[behind]))
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsLinePlain(in StoredPair pair, in Expectations expected, in TalliedLine here, in TalliedLine there)
    {
        if (IsShort(legacy, here) || IsShort(orchestration, there) || IsBeyondOrdered(pair, here, there))
        {
            return false;
        }

        for (var quantity = 0; pair.IsOnBoth && quantity < Pieces.Length; quantity++)
        {
            if (!(here.Has(quantity) || there.Has(quantity)) || rules.Quantities[quantity] is not { } rule)
            {
                continue;
            }

            if (here.Pieces[quantity] == there.Pieces[quantity])
            {
                agrees |= here.Has(quantity) && there.Has(quantity) ? rule.Cell.Bit : 0;
                continue;
            }

            var lower = here.Pieces[quantity] < there.Pieces[quantity] ? Side.Legacy : Side.Orchestration;
            var stage = LineQuantities.Counted[quantity].Stage;
            switch (expected.OfQuantity(rule.Cell, stage, lower, rule.Fills(lower), stage is { } counts && Of(lower).Has(counts)))
            {
                case Lack.NotObservable:
                    notObservable |= rule.Cell.Bit;
                    break;
                case Lack.NotExpected:
                    notExpected |= rule.Cell.Bit;
                    break;
                case Lack.Missing:
                    return false;
            }
        }

        return true;
    }

    private static bool IsShort(StateReading side, in TalliedLine line) =>
        line.Has(LineTally.Picked) && (side.Has(Stage.Packed) || side.Has(Stage.Shipped)) && line.Pieces[LineTally.Picked] < line.Ordered - line.Pieces[LineTally.Cancelled];

    private static bool IsBeyondOrdered(in StoredPair pair, in TalliedLine here, in TalliedLine there)
    {
        var (a, b) = (here.Pieces[LineTally.Shipped], there.Pieces[LineTally.Shipped]);
        var ordered = pair.Owner == Side.Orchestration ? there.Ordered ?? here.Ordered : here.Ordered ?? there.Ordered;
        return (here.Has(LineTally.Shipped) || there.Has(LineTally.Shipped)) && (pair.Owner is null ? Math.Max(a, b) : a + b) > ordered;
    }
}
