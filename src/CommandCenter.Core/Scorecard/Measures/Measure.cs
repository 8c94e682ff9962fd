using CommandCenter.Live;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Sources;

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
/// <param name="Name">In plain words, for who reads no other page.</param>
/// <param name="Below">Out of what, or of what kind, in plain words.</param>
/// <param name="Figure">Its definition.</param>
/// <param name="Decimals">Shown behind the point; of durations none is.</param>
public sealed record Measure(string Name, string Below, BalanceSide Side, PeriodFigure Figure, int Decimals = 1)
{
    /// <summary>Kebab-case; that of the figure.</summary>
    public string Key => Figure.Key;

    /// <summary>Whether it is money, in minor units of the plan's currency.</summary>
    public bool IsMoney => Figure == PeriodFigures.ShippingCost;
}

/// <summary>Every measure of the scorecard, in the order in which they are asked for.</summary>
public static class MeasureList
{
    /// <summary>Counted from the contacts themselves, for any period.</summary>
    public static readonly PeriodFigure Contacts = new(0, FigureDefinitions.Contacts.Key, FigureDefinitions.Contacts.Label, FigureDefinitions.Contacts.Unit, PeriodFigureKind.Amount, Better.Lower, "contacted",
        "orders placed in the same time", "customer contacts × 1,000", FigureDefinitions.Contacts.Source);

    /// <summary>Taken from the cases themselves, for any period.</summary>
    public static readonly PeriodFigure ResolutionTime = new(0, "exception-resolution-time", "Exception resolution time", "s", PeriodFigureKind.Duration, Better.Lower, "resolved", "cases resolved",
        "opened → resolved, by a person or because it passed", "exception cases");

    /// <summary>Kept by an hour of its own: stock is compared every few minutes and kept as it is now.</summary>
    public static readonly PeriodFigure InventoryAccuracy = new(0, "inventory-accuracy", "Inventory accuracy", "%", PeriodFigureKind.Share, Better.Higher, "compared, every five minutes",
        "SKU-nodes where either side is not zero, without those of which it is not known yet whether their difference lasts", "SKU-nodes whose available-to-sell agree at one as-of", "inventory sources of both sides");

    /// <summary>Taken from the gauges themselves, for any period.</summary>
    public static readonly PeriodFigure Labour = new(0, GaugeReading.UnitsPerLabourHour, "Store units per labour hour", "per hour", PeriodFigureKind.Amount, Better.Higher, "read", "readings of the period", "mean of the readings",
        "gauge sources, name units-per-labour-hour");

    /// <summary>Kept by an hour of its own: depths are read every few minutes.</summary>
    public static readonly PeriodFigure QueueDepth = new(0, FigureDefinitions.QueueDepth.Key, FigureDefinitions.QueueDepth.Label, FigureDefinitions.QueueDepth.Unit, PeriodFigureKind.Amount, Better.Lower, "read, every five minutes",
        "readings while every queue was heard of", "mean over the readings of the sum of the depths that the systems report of their queues", FigureDefinitions.QueueDepth.Source);

    /// <summary>Kept by an hour of its own: it is read every few minutes.</summary>
    public static readonly PeriodFigure InventoryLag = new(0, FigureDefinitions.InventoryLag.Key, FigureDefinitions.InventoryLag.Label, FigureDefinitions.InventoryLag.Unit, PeriodFigureKind.Amount, Better.Lower, "read, every five minutes",
        "readings while every inventory source was heard of", "mean over the readings of the median of level's as-of → seen here, of the slowest source", FigureDefinitions.InventoryLag.Source);

    /// <summary>Every figure by hour that orders do not give.</summary>
    public static IReadOnlyList<PeriodFigure> Others { get; } = [Contacts, ResolutionTime, InventoryAccuracy, Labour, QueueDepth, InventoryLag];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        new("Click to shipment", "typical time", BalanceSide.Service, Kept("click-to-ship")),
        new("Click to delivery", "typical time", BalanceSide.Service, Kept("click-to-delivery")),
        new("Shipped on time", "by the promised instant", BalanceSide.Service, PeriodFigures.OnTimeShip),
        new("Delivered on time", "by the promised instant", BalanceSide.Service, PeriodFigures.OnTimeDelivery),
        new("Ready for pickup on time", "by the promised instant", BalanceSide.Service, PeriodFigures.OnTimePickup),
        new("Orders without an error", "of all orders placed", BalanceSide.Accuracy, PeriodFigures.SuccessRate, Decimals: 2),
        new("Cancelled orders", "of all orders placed", BalanceSide.Accuracy, PeriodFigures.CancelRate),
        new("Orders split", "from more than one place", BalanceSide.Accuracy, PeriodFigures.SplitRate),
        new("Orders sent to the right place", "where both systems chose one", BalanceSide.Accuracy, PeriodFigures.RoutingAccuracy),
        new("Right stock figures", "of all items in all places", BalanceSide.Accuracy, InventoryAccuracy),
        new("Shipped twice", "of all orders shipped", BalanceSide.Accuracy, PeriodFigures.DuplicateShipments, Decimals: 2),
        new("Work by hand", "touches per order", BalanceSide.Efficiency, PeriodFigures.ManualTouches, Decimals: 2),
        new("Customer contacts", "per 1,000 orders", BalanceSide.Efficiency, Contacts),
        new("Time to solve a problem order", "typical time", BalanceSide.Efficiency, ResolutionTime),
        new("Store productivity", "units per labour hour", BalanceSide.Efficiency, Labour),
        new("Shipping cost", "per order shipped", BalanceSide.Money, PeriodFigures.ShippingCost),
        new("Cancelled revenue", "of the value ordered", BalanceSide.Money, PeriodFigures.CancelledRevenue),
    ];

    /// <summary>Null where there is none of that key.</summary>
    public static Measure? Of(string key) => All.FirstOrDefault(m => m.Key == key);

    private static PeriodFigure Kept(string key) => PeriodFigures.All.Single(f => f.Key == key);
}
