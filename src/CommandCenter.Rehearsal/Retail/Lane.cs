namespace CommandCenter.Rehearsal.Retail;

/// <summary>A class of orders: its share of the day and how much of it the storefront gives to orchestration.</summary>
/// <param name="Name">The storefront's own name.</param>
/// <param name="LegacyCode">What the legacy stack calls it.</param>
/// <param name="OrchestrationType">What the platform calls it.</param>
/// <param name="Share">Of all orders, 0 to 1.</param>
/// <param name="OrchestrationPercent">Of its orders, 0 to 100.</param>
internal sealed record Lane(string Name, string LegacyCode, string OrchestrationType, double Share, double OrchestrationPercent)
{
    public static Lane ShipToHome { get; } = new("ship-to-home", "STH", "SHIP_TO_HOME", 0.62, 25);
    public static Lane ShipFromStore { get; } = new("ship-from-store", "SFS", "SHIP_FROM_STORE", 0.14, 50);
    public static Lane InStorePickup { get; } = new("in-store-pickup", "BPS", "PICKUP_IN_STORE", 0.08, 10);
    public static Lane CurbsidePickup { get; } = new("curbside-pickup", "CRB", "PICKUP_CURBSIDE", 0.05, 10);
    public static Lane Marketplace { get; } = new("marketplace", "MKT", "MARKETPLACE", 0.06, 25);
    public static Lane Backorder { get; } = new("backorder", "BKO", "BACKORDER", 0.03, 100);
    public static Lane Exchange { get; } = new("exchange", "EXC", "EXCHANGE", 0.015, 0);
    public static Lane HighValue { get; } = new("high-value", "HVL", "HIGH_VALUE", 0.003, 0);
    public static Lane Regulated { get; } = new("regulated", "REG", "REGULATED", 0.002, 0);

    public static IReadOnlyList<Lane> All { get; } =
        [ShipToHome, ShipFromStore, InStorePickup, CurbsidePickup, Marketplace, Backorder, Exchange, HighValue, Regulated];

    public bool IsPickup => this == InStorePickup || this == CurbsidePickup;

    public bool IsFromStore => this == ShipFromStore || IsPickup;

    /// <summary>The lane that a uniform number in [0, 1) falls into.</summary>
    public static Lane At(double unit)
    {
        foreach (var lane in All)
        {
            unit -= lane.Share;
            if (unit < 0)
            {
                return lane;
            }
        }

        return ShipToHome;
    }
}
