using CommandCenter.Scorecard.Figures;

namespace CommandCenter.Scorecard.Measures;

/// <summary>What a migration is judged by. One side that improved does not make up for another that got worse.</summary>
public enum BalanceSide
{
    Service,
    Accuracy,
    Efficiency,
    Money,
}

/// <summary>One row of the scorecard.</summary>
/// <param name="Key">The figure's key where it is kept by day; kebab-case.</param>
/// <param name="Name">In plain words, for who reads no other page.</param>
/// <param name="Below">Out of what, or of what kind, in plain words.</param>
/// <param name="Figure">What it is computed from; null where it is not kept by day.</param>
/// <param name="Missing">Why there is nothing to show, where <paramref name="Figure"/> is null.</param>
/// <param name="Decimals">Shown behind the point; of durations none is.</param>
public sealed record Measure(string Key, string Name, string Below, BalanceSide Side, PeriodFigure? Figure, string? Missing = null, int Decimals = 1);

/// <summary>Every measure of the scorecard, in the order in which they are asked for.</summary>
public static class MeasureList
{
    public static IReadOnlyList<Measure> All { get; } =
    [
        Kept("click-to-ship", "Click to shipment", "typical time", BalanceSide.Service),
        Kept("click-to-delivery", "Click to delivery", "typical time", BalanceSide.Service),
        Kept("on-time-ship", "Shipped on time", "by the promised instant", BalanceSide.Service),
        Kept("on-time-delivery", "Delivered on time", "by the promised instant", BalanceSide.Service),
        Kept("on-time-pickup", "Ready for pickup on time", "by the promised instant", BalanceSide.Service),
        Kept("transaction-success-rate", "Orders without an error", "of all orders placed", BalanceSide.Accuracy, 2),
        Kept("cancel-rate", "Cancelled orders", "of all orders placed", BalanceSide.Accuracy),
        Kept("split-rate", "Orders split", "from more than one place", BalanceSide.Accuracy),
        Unkept("routing-accuracy", "Orders sent to the right place", "of all orders routed", BalanceSide.Accuracy, "not measured yet"),
        Unkept("inventory-accuracy", "Right stock figures", "of all items in all places", BalanceSide.Accuracy, "compared for the moment, not kept by day"),
        Unkept("duplicate-shipments", "Shipped twice", "order lines", BalanceSide.Accuracy, "counted by each comparison, not by day"),
        Kept("manual-touches", "Work by hand", "touches per order", BalanceSide.Efficiency, 2),
        Unkept("contacts-per-1000", "Customer contacts", "per 1,000 orders", BalanceSide.Efficiency, "of the last half hour only, not by day"),
        Unkept("exception-resolution-time", "Time to solve a problem order", "typical time", BalanceSide.Efficiency, "each case has its own, not kept by day"),
        Unkept("units-per-labour-hour", "Store productivity", "units per labour hour", BalanceSide.Efficiency, "no source delivers labour hours"),
        Unkept("shipping-cost", "Shipping cost", "per order", BalanceSide.Money, "no source delivers what shipments cost"),
        Unkept("cancelled-revenue", "Cancelled revenue", "value of cancelled orders", BalanceSide.Money, "orders have it, not kept by day"),
    ];

    private static Measure Kept(string key, string name, string below, BalanceSide side, int decimals = 1) => new(key, name, below, side, PeriodFigures.All.Single(f => f.Key == key), null, decimals);

    private static Measure Unkept(string key, string name, string below, BalanceSide side, string why) => new(key, name, below, side, null, why);
}
