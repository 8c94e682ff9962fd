namespace CommandCenter.Orders;

/// <summary>A step in the life of an order. Numbers are stored: never reuse one.</summary>
public enum Stage
{
    Created = 1,
    Authorised = 2,
    Held = 3,
    Allocated = 4,
    Routed = 5,
    Released = 6,
    Picked = 7,
    Packed = 8,
    ReadyForPickup = 9,
    Shipped = 10,
    Collected = 11,
    Delivered = 12,
    Cancelled = 13,
    Returned = 14,
}

/// <summary>Names of stages as plans, pages, API and logs write them.</summary>
public static class Stages
{
    private static readonly Dictionary<string, Stage> byName = Enum.GetValues<Stage>().ToDictionary(Name, s => s, StringComparer.Ordinal);

    /// <summary>The nine that every order page and reconciliation shows; the others appear where a side reports them.</summary>
    public static IReadOnlyList<Stage> Always { get; } =
        [Stage.Created, Stage.Allocated, Stage.Routed, Stage.Picked, Stage.Packed, Stage.Shipped, Stage.Delivered, Stage.Cancelled, Stage.Returned];

    public static IReadOnlyList<Stage> All { get; } = Enum.GetValues<Stage>();

    /// <summary>The name used everywhere outside the code, such as <c>ready-for-pickup</c>.</summary>
    public static string Name(this Stage stage) => stage == Stage.ReadyForPickup ? "ready-for-pickup" : stage.ToString().ToLowerInvariant();

    public static bool TryParse(string? name, out Stage stage) => byName.TryGetValue(name ?? "", out stage);

    /// <summary>What a copy never does: it neither authorises nor waits for a review nor sets stock aside.</summary>
    public static bool IsOwnersAlone(this Stage stage) => stage is Stage.Authorised or Stage.Held or Stage.Allocated;

    /// <summary>True when nothing more is to be done for an order that stands here.</summary>
    public static bool IsFinal(this Stage stage) => stage is Stage.Collected or Stage.Delivered or Stage.Cancelled or Stage.Returned;
}
