using CommandCenter.Live;

namespace CommandCenter.Scorecard.Figures;

/// <summary>What an order gives to a figure, and how those are put together.</summary>
public enum PeriodFigureKind
{
    /// <summary>A time in seconds, kept to the millisecond; shown as a median and percentiles by nearest rank, of all values and not of a sketch of them.</summary>
    Duration,

    /// <summary>Yes or no, or so much out of so much; shown in percent of those asked.</summary>
    Share,

    /// <summary>A number; shown per order.</summary>
    Amount,
}

/// <summary>What is better of a figure.</summary>
public enum Better
{
    Lower,
    Higher,

    /// <summary>Neither: it says how much there was.</summary>
    Neither,
}

/// <summary>A figure that is kept by hour for as long as there are orders. It means what the live figure of the same key means; its window is the period.</summary>
/// <param name="Code">As it is stored: never used again for another.</param>
/// <param name="Key">Kebab-case; of a duration without the percentile.</param>
/// <param name="Unit">Of the value that is shown: <c>s</c>, <c>%</c>, <c>per order</c>, <c>orders</c>.</param>
/// <param name="Period">Which instant of an order decides the period that it counts in.</param>
/// <param name="Denominator">Out of what, or what the sample consists of.</param>
/// <param name="Formula">How it is computed, in words of the domain.</param>
/// <param name="Source">Where its data comes from.</param>
public sealed record PeriodFigure(int Code, string Key, string Label, string Unit, PeriodFigureKind Kind, Better Better, string Period, string Denominator, string Formula, string Source)
{
    /// <summary>It speaks of what was due in the period, and so says nothing before the period is over.</summary>
    public bool IsPromise { get; init; }

    /// <summary>How many there were, not how many an order.</summary>
    public bool IsCount { get; init; }
}

/// <summary>Every figure that is kept by period.</summary>
public static class PeriodFigures
{
    private const string OfOwner = "orders of the owner's side";

    public static readonly PeriodFigure Orders = new(1, "orders", "Orders placed", "orders", PeriodFigureKind.Amount, Better.Neither, "placed", OfOwner, "orders placed", FigureDefinitions.CancelRate.Source) { IsCount = true };
    public static readonly PeriodFigure OnTimeShip = Share(10, FigureDefinitions.OnTimeShip, Better.Higher, "shipBy", OfOwner + " with a shipBy, without those cancelled before it") with { IsPromise = true };
    public static readonly PeriodFigure OnTimePickup = Share(11, FigureDefinitions.OnTimePickup, Better.Higher, "readyBy", OfOwner + " with a readyBy, without those cancelled before it") with { IsPromise = true };
    public static readonly PeriodFigure OnTimeDelivery = Share(12, FigureDefinitions.OnTimeDelivery, Better.Higher, "deliverBy", OfOwner + " with a deliverBy, without those cancelled before it") with { IsPromise = true };
    public static readonly PeriodFigure CancelRate = Share(13, FigureDefinitions.CancelRate, Better.Lower, "placed", OfOwner);
    public static readonly PeriodFigure SplitRate = Share(14, FigureDefinitions.SplitRate, Better.Lower, "routed; shipped where the owner tells of no routing", OfOwner + " with a node");
    public static readonly PeriodFigure SuccessRate = Share(15, FigureDefinitions.SuccessRate, Better.Higher, "placed", "all orders, those too of which it is unclear whose they are");
    public static readonly PeriodFigure ManualTouches = new(16, FigureDefinitions.ManualTouches.Key, FigureDefinitions.ManualTouches.Label, "per order", PeriodFigureKind.Amount, Better.Lower, "placed", OfOwner,
        FigureDefinitions.ManualTouches.Formula, FigureDefinitions.ManualTouches.Source);

    public static readonly PeriodFigure DuplicateShipments = new(17, "duplicate-shipments", "Duplicate shipments", "%", PeriodFigureKind.Share, Better.Lower, "shipped", OfOwner + " that were shipped",
        "orders with a line of which more was shipped than ordered, over both sides", "order sources of both sides");

    public static readonly PeriodFigure RoutingAccuracy = new(18, "routing-accuracy", "Routing accuracy", "%", PeriodFigureKind.Share, Better.Higher, "routed", OfOwner + " that the other side routed, too (mirrored)",
        "orders that both sides send to the same nodes", "order sources of both sides");

    public static readonly PeriodFigure CancelledRevenue = new(19, "cancelled-revenue", "Cancelled revenue", "%", PeriodFigureKind.Share, Better.Lower, "placed", "the value of " + OfOwner + " in the plan's currency, minor units",
        "value of the orders that their owner reports as cancelled", FigureDefinitions.CancelRate.Source);

    public static readonly PeriodFigure ShippingCost = new(20, "shipping-cost", "Shipping cost", "minor units per order", PeriodFigureKind.Amount, Better.Lower, "shipped",
        OfOwner + " in the plan's currency with a shipment of which the cost is told", "cost of all shipments of the order", FigureDefinitions.CancelRate.Source);

    public static readonly PeriodFigure NewsLag = new(21, "news-lag", "News of an order", "s", PeriodFigureKind.Duration, Better.Lower, "first seen", "orders of the owner's side, without those first told of more than a day late: they are history that was read in",
        "the first stage at the source → seen here", FigureDefinitions.CancelRate.Source);

    public static readonly PeriodFigure OnTimeShipLines = new(22, "on-time-ship-lines", "On-time ship, by line", "%", PeriodFigureKind.Share, Better.Higher, "shipBy", "lines of orders of the owner's side with a shipBy, without those cancelled before it",
        "lines of the orders with shipped ≤ shipBy", FigureDefinitions.OnTimeShip.Source) { IsPromise = true };

    public static readonly PeriodFigure Chargebacks = new(23, "chargebacks", "Chargebacks", "chargebacks", PeriodFigureKind.Amount, Better.Lower, "charged back", OfOwner, "chargebacks that the owner's side reports", FigureDefinitions.CancelRate.Source) { IsCount = true };

    public static readonly PeriodFigure StatusPropagation = new(24, "status-propagation", "Status propagation", "s", PeriodFigureKind.Duration, Better.Lower, "first seen",
        "stages of orders that the owner's side told of, without those told of more than a day late", "stage reached at the source → seen here (not by a customer-facing system)", FigureDefinitions.CancelRate.Source);

    /// <summary>Those of money: counted in the one currency that the plan names, and not at all where it names none.</summary>
    public static IReadOnlyList<PeriodFigure> OfMoney { get; } = [CancelledRevenue, ShippingCost];

    /// <summary>The times between two instants of an order, in the order of <see cref="FigureDefinitions.Durations"/>; they count in the period of the second instant.</summary>
    public static IReadOnlyList<PeriodFigure> Durations { get; } =
    [
        .. FigureDefinitions.Durations.Select(d => new PeriodFigure(
            CodeOf(d.Key), d.Key, d.Label, "s", PeriodFigureKind.Duration, Better.Lower, "the second instant", OfOwner + " that have both instants", d.Formula, d.Definitions[0].Source)),
    ];

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<PeriodFigure> All { get; } = [Orders, .. Durations, OnTimeShip, OnTimeShipLines, OnTimePickup, OnTimeDelivery, CancelRate, SplitRate, SuccessRate, ManualTouches, Chargebacks, DuplicateShipments, RoutingAccuracy, CancelledRevenue, ShippingCost, NewsLag, StatusPropagation];

    private static PeriodFigure Share(int code, FigureDefinition live, Better better, string period, string denominator) =>
        new(code, live.Key, live.Label, "%", PeriodFigureKind.Share, better, period, denominator, live.Formula, live.Source);

    private static int CodeOf(string duration) => duration switch
    {
        "routing-time" => 2,
        "authorisation-to-release" => 3,
        "reservation-time" => 4,
        "label-time" => 5,
        "pick-release-latency" => 6,
        "click-to-ship" => 7,
        "click-to-delivery" => 8,
        _ => throw new InvalidOperationException($"The duration {duration} has no number to be stored under."),
    };
}
