using CommandCenter.Orders;

namespace CommandCenter.Traffic;

/// <summary>What is hashed to the slot.</summary>
public enum SplitBy
{
    /// <summary>The order key: orders spread evenly.</summary>
    Order,

    /// <summary>The store: a store's orders stay together. An order without a store meets no such rule.</summary>
    Store,
}

/// <summary>One rule of the traffic table.</summary>
/// <param name="Id"><c>r</c> and the revision that made it; <c>default</c> for the last.</param>
/// <param name="Hundredths">Share of orchestration in hundredths of a percent, 0 to 10000: slots below it are orchestration's.</param>
/// <param name="Mirror">Whether the other side gets a copy.</param>
public sealed record TrafficRule(string Id, Segment Segment, int Hundredths, bool Mirror, SplitBy SplitBy)
{
    /// <summary>The last rule of every table: all orders to legacy, no copies.</summary>
    public static TrafficRule Default { get; } = new("default", Segment.All, 0, Mirror: false, SplitBy.Order);

    /// <summary>Share of orchestration in percent, with at most two decimals.</summary>
    public decimal Percent => Hundredths / 100m;

    internal bool Meets(in OrderAttributes order) => Segment.Matches(order) && (SplitBy == SplitBy.Order || TrafficSlot.IsKey(order.Store));
}

/// <summary>The side that an order would belong to, and why.</summary>
/// <param name="Slot">0..9999.</param>
/// <param name="Rule">Id of the rule that decided.</param>
public readonly record struct TrafficDecision(Side Owner, bool Mirrored, int Slot, string Rule);
