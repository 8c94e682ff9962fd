using CommandCenter.Orders;
using CommandCenter.Reconciliation.Comparing;

namespace CommandCenter.Reconciliation.Quick;

/// <summary>How one kind of fact is compared; found by its code instead of its name.</summary>
/// <param name="Legacy">Whether legacy's mappings fill it.</param>
/// <param name="Orchestration">Whether orchestration's do.</param>
internal sealed record QuickRule(ParityCell Cell, long Tolerance, bool Legacy, bool Orchestration)
{
    public bool Fills(Side side) => side == Side.Legacy ? Legacy : Orchestration;
}

/// <summary>What a plan says about comparing, by the codes of stored facts. Null stands where nothing is compared. Immutable.</summary>
internal sealed class QuickRules
{
    public QuickRules(ParityRules rules)
    {
        Rules = rules;
        CopiesAreTold = rules.Of(Side.Legacy).Fills("copy") && rules.Of(Side.Orchestration).Fills("copy");
        Stages = [null, .. ParityCells.Stages.Select(c => IsIgnored(c) ? null : new QuickRule(c, rules.Tolerance(c) * 1_000_000, rules.Of(Side.Legacy).Observes(c), rules.Of(Side.Orchestration).Observes(c)))];
        Own = [null, .. FactCodec.OrderPaths.ToArray().Select(p => Of(p))];
        Lines = [.. FactCodec.LineFields.ToArray().Select(f => Of(FactPath.OfLine("1", f)))];
        Shipments = [.. FactCodec.ShipmentFields.ToArray().Select(f => Of(FactPath.OfShipment("1", f)))];
        Quantities = [.. LineQuantities.Counted.Select(c => IsIgnored(c.Cell) ? null : new QuickRule(c.Cell, 0, Fills(Side.Legacy, c.Field), Fills(Side.Orchestration, c.Field)))];
        Compared = Own.Select((rule, code) => rule is null ? 0 : 1UL << code).Aggregate((mask, bit) => mask | bit);
    }

    public ParityRules Rules { get; }

    /// <summary>Whether both sides say which of their orders are copies.</summary>
    public bool CopiesAreTold { get; }

    /// <summary>By the stages' numbers. Its tolerance is in microseconds; below 0 times are not compared.</summary>
    public QuickRule?[] Stages { get; }

    /// <summary>Facts of the order itself.</summary>
    public QuickRule?[] Own { get; }

    /// <summary>Facts of lines that are no count.</summary>
    public QuickRule?[] Lines { get; }

    public QuickRule?[] Shipments { get; }

    /// <summary>By position in <see cref="LineQuantities.Counted"/>.</summary>
    public QuickRule?[] Quantities { get; }

    /// <summary>A bit for each code of <see cref="Own"/> that is compared.</summary>
    public ulong Compared { get; }

    private QuickRule? Of(string path) => FactCells.Of(path) is { } cell && !IsIgnored(cell) && !FactCells.IsCount(path)
        ? new QuickRule(cell, Math.Max(0, Rules.Tolerance(cell)), Rules.Of(Side.Legacy).Fills(path), Rules.Of(Side.Orchestration).Fills(path))
        : null;

    private bool Fills(Side side, string field) => Rules.Of(side).Fills("lines[x]." + field);

    private bool IsIgnored(ParityCell cell) => (Rules.Ignored & cell.Bit) != 0;
}
