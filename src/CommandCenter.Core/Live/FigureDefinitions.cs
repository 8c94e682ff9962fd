using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>What a figure means, once and for all: page, API, <c>/metrics</c> and reports read this.</summary>
/// <param name="Key">Kebab-case, stable.</param>
/// <param name="Unit"><c>s</c>, <c>%</c>, <c>orders/min</c>, <c>per 1,000 orders</c>, …</param>
/// <param name="Window">Wall-clock time that the figure looks back from its as-of.</param>
/// <param name="Denominator">Out of what, or what the sample consists of.</param>
/// <param name="Formula">How it is computed, in words of the domain.</param>
/// <param name="Source">Where its data comes from.</param>
public sealed record FigureDefinition(string Key, string Label, string Unit, TimeSpan Window, string Denominator, string Formula, string Source);

/// <summary>Every figure that needs no comparison of the two sides.</summary>
public static class FigureDefinitions
{
    /// <summary>Wall-clock window of figures unless they say otherwise; not divided by the time scale.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    /// <summary>Window of the cohort that "routed within the limit" speaks of.</summary>
    public static readonly TimeSpan RoutedWindow = TimeSpan.FromMinutes(60);

    private const string OwnersOrders = "orders of the owner's side whose second instant lies in the window";
    private const string OrderSources = "order sources of the owner's side";
    private const string Placed = "orders placed in the window";

    internal static readonly IReadOnlyList<DurationFigure> Durations =
    [
        new("routing-time", "Routing time", "eligible (authorised, holds cleared) → routed", o => o.Eligible, o => o.At(Stage.Routed), [Stage.Routed], [50, 95, 99]),
        new("authorisation-to-release", "Authorisation to release", "authorised → released", o => o.At(Stage.Authorised), o => o.At(Stage.Released), [Stage.Authorised, Stage.Released], [50, 95]),
        new("reservation-time", "Reservation time", "placed → allocated", o => o.Placed, o => o.At(Stage.Allocated), [Stage.Allocated], [50, 95]),
        new("label-time", "Label time", "packed (picked where packing is not seen) → first carrier label", o => o.At(Stage.Packed) != SideRecord.None ? o.At(Stage.Packed) : o.At(Stage.Picked), o => o.Label, [Stage.Picked], [50, 95]),
        new("pick-release-latency", "Pick-release latency", "released → picked", o => o.At(Stage.Released), o => o.At(Stage.Picked), [Stage.Released, Stage.Picked], [50, 95]),
        new("click-to-ship", "Click to ship", "placed → shipped", o => o.Placed, o => o.At(Stage.Shipped), [Stage.Shipped], [50, 95]),
        new("click-to-delivery", "Click to delivery", "placed → delivered", o => o.Placed, o => o.At(Stage.Delivered), [Stage.Delivered], [50, 95]),
    ];

    public static readonly FigureDefinition StatusPropagation = new("status-propagation-p95", "Status propagation, p95", "s", Window, "stages first seen in the window, the newest 4,096",
        "stage reached at the source → seen here (not by a customer-facing system); 95th percentile, nearest rank", "all order sources");

    public static readonly FigureDefinition OnTimeShip = new("on-time-ship", "On-time ship", "%", Window, "orders whose shipBy lies in the window, without those cancelled before it", "shipped ≤ shipBy", OrderSources);
    public static readonly FigureDefinition OnTimePickup = new("on-time-pickup", "On-time pickup", "%", Window, "orders whose readyBy lies in the window, without those cancelled before it", "ready for pickup ≤ readyBy", OrderSources);
    public static readonly FigureDefinition OnTimeDelivery = new("on-time-delivery", "On-time delivery", "%", Window, "orders whose deliverBy lies in the window, without those cancelled before it", "delivered ≤ deliverBy", OrderSources);
    public static readonly FigureDefinition CancelRate = new("cancel-rate", "Cancel rate", "%", Window, Placed, "orders that their owner reports as cancelled", OrderSources);
    public static readonly FigureDefinition SplitRate = new("split-rate", "Split rate", "%", Window, "orders routed in the window (shipped, where the owner tells of no routing)", "orders fulfilled from more than one node", OrderSources);
    public static readonly FigureDefinition SuccessRate = new("transaction-success-rate", "Transaction success rate", "%", Window, Placed, "orders without a failure reported by either side", "order sources of both sides");
    public static readonly FigureDefinition QueueDepth = new("queue-depth", "Queue depth", "orders", Window, "the newest reading of every queue", "sum of the depths that the systems report of their queues", "gauge sources");
    public static readonly FigureDefinition InventoryLag = new("inventory-sync-lag", "Inventory sync lag", "s", Window, "the newest batch of each inventory source", "median of level's as-of → seen here; the slowest source counts", "inventory sources");
    public static readonly FigureDefinition Contacts = new("contacts-per-1000", "Contacts", "per 1,000 orders", Window, Placed, "customer contacts in the window × 1,000", "contact sources and order sources");
    public static readonly FigureDefinition ManualTouches = new("manual-touches", "Manual touches", "per order", Window, Placed, "touches by a person that the owner's side reports", OrderSources);

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<FigureDefinition> All { get; } =
    [
        .. Durations.SelectMany(d => d.Definitions),
        StatusPropagation, OnTimeShip, OnTimePickup, OnTimeDelivery, CancelRate, SplitRate, SuccessRate, QueueDepth, InventoryLag, Contacts, ManualTouches,
    ];

    /// <summary>A time between two instants of one order, as data.</summary>
    /// <param name="Start">From which instant; <see cref="SideRecord.None"/> leaves the order out.</param>
    /// <param name="Needs">Stages without which it cannot be seen.</param>
    internal sealed record DurationFigure(string Key, string Label, string Formula, Func<SideRecord, long> Start, Func<SideRecord, long> End, Stage[] Needs, int[] Percentiles)
    {
        public IReadOnlyList<FigureDefinition> Definitions { get; } =
        [
            .. Percentiles.Select(p => new FigureDefinition($"{Key}-p{p}", $"{Label}, p{p}", "s", Window, OwnersOrders, $"{Formula}; {p}th percentile, nearest rank", OrderSources)),
        ];
    }
}
