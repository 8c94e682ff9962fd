namespace CommandCenter.Reconciliation.Stock;

/// <summary>One article at one node as both sides see it.</summary>
/// <param name="Legacy">Available to sell, pieces.</param>
/// <param name="Orchestration">Available to sell, pieces.</param>
/// <param name="OnHand">Of the side that is the record of stock, or of whichever tells; null = nobody tells.</param>
/// <param name="Reserved">The larger of both sides' reservations; null = nobody tells.</param>
/// <param name="DiffersSince">Since when the two differ, also while the amount changes; null = they do not.</param>
/// <param name="Lasts">The same difference outlasted a reading of both sides: it is no order that one of them was told of earlier.</param>
/// <param name="Drift">By how many pieces it is larger now than when it began; below zero = it shrinks.</param>
public sealed record StockPair(
    string Sku, string Node, long Legacy, long Orchestration, long? OnHand, long? Reserved, DateTimeOffset LegacyAsOf, DateTimeOffset OrchestrationAsOf, DateTimeOffset? DiffersSince, bool Lasts, long Drift)
{
    /// <summary>Orchestration's minus legacy's, pieces.</summary>
    public long Apart => Orchestration - Legacy;

    /// <summary>Pieces that may be sold and are not there: what one side offers beyond the other where that lasts, or what is reserved beyond what is on hand.</summary>
    public long Oversell => Math.Max(Lasts ? Math.Abs(Apart) : 0, Reserved is { } reserved && OnHand is { } there ? Math.Max(0, reserved - there) : 0);
}

/// <summary>Stock of both sides.</summary>
/// <param name="Pairs">SKU-nodes whose two readings are of one as-of and of which either is not zero.</param>
/// <param name="LeftOut">SKU-nodes whose two readings lie too far apart to say anything.</param>
/// <param name="LegacyLag">Age of the side's oldest reading; null where it has none.</param>
/// <param name="Missing">Why nothing can be said; null where it can.</param>
/// <param name="Old">Which sources of stock are not read now (paused, starting, or they do not answer), in words, so that what is said is of before; null where all are.</param>
public sealed record StockPicture(IReadOnlyList<StockPair> Pairs, int LeftOut, TimeSpan? LegacyLag, TimeSpan? OrchestrationLag, string? Missing, string? Old = null)
{
    /// <summary>Why nothing can be decided by it now; null where something can.</summary>
    public string? CannotTell => Missing ?? Old;

    /// <summary>Lasting differences.</summary>
    public int Differing => Pairs.Count(p => p.Lasts);

    /// <summary>Inventory mismatch: SKU-nodes whose available-to-sell differ at one as-of, of those where either is not zero, percent; null where nothing could be compared.</summary>
    public double? Mismatch => Pairs.Count == 0 ? null : 100.0 * Differing / Pairs.Count;

    /// <summary>Pieces that may be sold and are not there.</summary>
    public long Oversell => Pairs.Sum(p => p.Oversell);
}
