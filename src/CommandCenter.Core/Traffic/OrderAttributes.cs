namespace CommandCenter.Traffic;

/// <summary>What is known of an order when the side that owns it is decided; null = not known. Frozen with the ownership record.</summary>
public readonly record struct OrderAttributes(
    string? Lane = null, string? Region = null, string? Brand = null, string? Channel = null, string? Store = null, string? SkuClass = null, string? Tenant = null);
