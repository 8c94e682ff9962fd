using System.Numerics;
using System.Runtime.CompilerServices;
using CommandCenter.Orders;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;

namespace CommandCenter.Reconciliation.Quick;

/// <summary>An order in which there is nothing to find: what it counts as, and its figures.</summary>
internal readonly record struct PlainOrder(string? Lane, CellMasks Cells, OrderFigures Figures);

/// <summary>
/// Compares the stored states of an order where they lie. It knows only orders in which there is nothing to find: as soon as something might be, it gives the order up, and the order is decoded
/// and inspected in full. So it says nothing that the full inspection does not say, and need not know how a difference is described; whoever adds to that what differs or cannot be adds it here.
/// What runs for each order is compiled in full at once: a run is over before it would have been found to be worth it. One order at a time.
/// </summary>
internal sealed partial class QuickLook(QuickRules rules)
{
    private static readonly byte lane = FactCodec.CodeOf("lane"), copy = FactCodec.CodeOf("copy"), businessDate = FactCodec.CodeOf("businessDate"), placedAt = FactCodec.CodeOf("placedAt"),
        currency = FactCodec.CodeOf("currency"), tenders = FactCodec.CodeOf("tenders"), total = FactCodec.CodeOf("total"), captured = FactCodec.CodeOf("captured"),
        refunded = FactCodec.CodeOf("refunded"), invoiced = FactCodec.CodeOf("invoiced"), addressChangedAt = FactCodec.CodeOf("addressChangedAt");
    private static readonly int labelAt = FactCodec.ShipmentFields.IndexOf("labelAt");

    private readonly StateReading legacy = new();
    private readonly StateReading orchestration = new();
    private readonly LineTally legacyLines = new();
    private readonly LineTally orchestrationLines = new();
    private readonly Words words = new();
    private ulong agrees, notObservable, notExpected;

    /// <returns>False where there may be something to find.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryLook(in StoredPair pair, out PlainOrder plain)
    {
        (agrees, notObservable, notExpected) = (0, 0, 0);
        plain = default;
        if (pair.Shared.Count > 0 || !TryRead(pair.Legacy, legacy, legacyLines) || !TryRead(pair.Orchestration, orchestration, orchestrationLines))
        {
            return false;
        }

        var (first, second) = pair.Owner == Side.Orchestration ? (orchestration, legacy) : (legacy, orchestration);
        var named = Text(lane, first, second);
        var expected = new Expectations(rules.Rules, pair.Owner, named);
        var isPlain = !pair.IsOnBoth
            ? IsAloneAsExpected(pair)
            : AreStagesPlain(expected) && AreFactsPlain(expected) && AreDetailsPlain(expected);
        if (!isPlain || !AreLinesPlain(pair, expected) || IsImpossible(pair))
        {
            return false;
        }

        plain = new PlainOrder(named, new CellMasks(agrees, 0, 0, notObservable & ~agrees, notExpected & ~agrees), new OrderFigures(
            Number(businessDate, first, second), Number(placedAt, first, second), Text(currency, first, second), Text(tenders, first, second),
            FiguresOf(legacy, legacyLines), FiguresOf(orchestration, orchestrationLines)));
        return true;
    }

    private static bool TryRead(ArraySegment<byte> stored, StateReading into, LineTally lines)
    {
        if (stored.Count == 0)
        {
            into.Clear();
        }

        return (stored.Count == 0 || into.TryRead(stored)) && lines.TryRead(into);
    }

    private bool IsAloneAsExpected(in StoredPair pair)
    {
        var (lacking, present) = pair.Legacy.Count == 0 ? (Side.Legacy, orchestration) : (Side.Orchestration, legacy);
        notExpected |= ParityCells.Presence.Bit & ~rules.Rules.Ignored;
        return !Expectations.OfOrder(rules.Rules, pair.Owner, pair.Mirrored, lacking, present.Number(copy));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool AreStagesPlain(in Expectations expected)
    {
        agrees |= ParityCells.Presence.Bit & ~rules.Rules.Ignored;
        for (var some = legacy.Reached | orchestration.Reached; some != 0; some &= some - 1)
        {
            var stage = BitOperations.TrailingZeroCount(some);
            if (rules.Stages[stage] is not { } rule)
            {
                continue;
            }

            var (here, there) = (legacy.Has((Stage)stage), orchestration.Has((Stage)stage));
            if (here && there)
            {
                if (rule.Tolerance >= 0 && Math.Abs(legacy.At(stage) - orchestration.At(stage)) > rule.Tolerance)
                {
                    return false;
                }

                agrees |= rule.Cell.Bit;
                continue;
            }

            var lacking = here ? Side.Orchestration : Side.Legacy;
            if (!rule.Fills(lacking))
            {
                notObservable |= rule.Cell.Bit;
            }
            else if (expected.OfStage(lacking, Of(lacking).Has(Stage.Cancelled), (Stage)stage))
            {
                return false;
            }
            else
            {
                notExpected |= rule.Cell.Bit;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool AreFactsPlain(in Expectations expected)
    {
        var both = legacy.Said & orchestration.Said;
        for (var some = (legacy.Said | orchestration.Said) & rules.Compared; some != 0; some &= some - 1)
        {
            var code = BitOperations.TrailingZeroCount(some);
            var rule = rules.Own[code]!;
            var isPlain = (both >> code & 1) != 0 ? Agree(rule, legacy.Value(code), orchestration.Value(code))
                : (legacy.Said >> code & 1) != 0 ? One(expected, rule, legacy.Value(code), Side.Orchestration)
                : One(expected, rule, orchestration.Value(code), Side.Legacy);
            if (!isPlain)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Facts of lines and shipments lie in one order on both sides: what one has and the other has not is passed over on the way to the next that both have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool AreDetailsPlain(in Expectations expected)
    {
        var left = legacy.Details;
        var right = orchestration.Details;
        var behind = 0;
        foreach (ref readonly var fact in left)
        {
            if (RuleOf(legacy, fact) is not { } rule)
            {
                continue;
            }

            var same = behind;
            while (same < right.Length && !IsSamePlace(fact, right[same]))
            {
                same++;
            }

            if (same == right.Length)
            {
                if (!One(expected, rule, fact.Value, Side.Orchestration))
                {
                    return false;
                }

                continue;
            }

            if (!AreAlonePlain(expected, right[behind..same]) || !Agree(rule, fact.Value, right[same].Value))
            {
                return false;
            }

            behind = same + 1;
        }

        return AreAlonePlain(expected, right[behind..]);
    }

    private bool AreAlonePlain(in Expectations expected, ReadOnlySpan<ReadDetail> onOrchestration)
    {
        foreach (ref readonly var fact in onOrchestration)
        {
            if (RuleOf(orchestration, fact) is { } rule && !One(expected, rule, fact.Value, Side.Legacy))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What the full inspection calls an impossibility of the order as a whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsImpossible(in StoredPair pair) =>
        IsImpossible(legacy) || IsImpossible(orchestration)
        || (rules.CopiesAreTold && pair.IsOnBoth && !legacy.Has(Stage.Cancelled) && !orchestration.Has(Stage.Cancelled)
            && (legacy.Number(copy) is null or 0) == (orchestration.Number(copy) is null or 0));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsImpossible(StateReading side) =>
        side.Number(captured) > side.Number(total) || side.Number(refunded) > side.Number(captured) || side.Number(invoiced) > side.Number(total) || HasNewAddress(side) || HasSeveralLabels(side);

    private static bool HasNewAddress(StateReading side) =>
        side.Number(addressChangedAt) is { } changed && (side.Has(Stage.Released) ? changed > side.At((int)Stage.Released) : side.Has(Stage.Picked) ? changed > side.At((int)Stage.Picked) : side.Has(Stage.Packed));

    /// <summary>Whether two of them are good for the same goods is for the full inspection to say.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool HasSeveralLabels(StateReading side)
    {
        var labels = 0;
        foreach (ref readonly var fact in side.Details)
        {
            labels += !fact.IsLine && fact.Field == labelAt ? 1 : 0;
        }

        return labels > 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Agree(QuickRule rule, in ReadValue here, in ReadValue there)
    {
        agrees |= rule.Cell.Bit;
        return legacy.Same(here, orchestration, there)
            || (here.Type == there.Type && here.Type != FactType.Text && Math.Abs(here.Number - there.Number) <= rule.Tolerance * (here.Type == FactType.Instant ? 1_000_000 : 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool One(in Expectations expected, QuickRule rule, in ReadValue value, Side lacking)
    {
        if (!rule.Fills(lacking))
        {
            notObservable |= rule.Cell.Bit;
            return true;
        }

        notExpected |= rule.Cell.Bit;
        var (lacks, has) = lacking == Side.Legacy ? (legacy, orchestration) : (orchestration, legacy);
        return !expected.OfFact(
            rule.Cell, Expectations.IsNothing(rule.Cell, value.Type, value.Number), lacking, lacks.Has(Stage.Created), lacks.Has(Stage.Cancelled), has.Has(Stage.Created));
    }

    private QuickRule? RuleOf(StateReading reading, in ReadDetail fact) =>
        (fact.IsLine ? rules.Lines : rules.Shipments)[fact.Field] is { } rule && reading.Id(fact).IndexOf("].shipments["u8) < 0 ? rule : null;

    private bool IsSamePlace(in ReadDetail here, in ReadDetail there) =>
        here.Field == there.Field && here.IsLine == there.IsLine && legacy.Id(here).SequenceEqual(orchestration.Id(there));

    private StateReading Of(Side side) => side == Side.Legacy ? legacy : orchestration;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private string? Text(int code, StateReading first, StateReading second) => Text(code, first) ?? Text(code, second);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private string? Text(int code, StateReading side) => (side.Said >> code & 1) != 0 && side.Value(code).Type == FactType.Text ? words.Of(side.Text(side.Value(code))) : null;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long? Number(int code, StateReading first, StateReading second) => first.Number(code) ?? second.Number(code);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static SideFigures FiguresOf(StateReading side, LineTally lines)
    {
        var shipped = 0L;
        foreach (ref readonly var line in lines.Lines)
        {
            shipped += line.Pieces[LineTally.Shipped] * (line.UnitPrice ?? 0);
        }

        return new SideFigures(side.Number(total) ?? 0, shipped, side.Number(invoiced) ?? 0, side.Number(captured) ?? 0, side.Number(refunded) ?? 0);
    }
}
