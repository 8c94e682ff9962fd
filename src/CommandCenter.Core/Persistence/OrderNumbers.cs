using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>Which facts are numbers that a person may hold, and how they are written down for searching.</summary>
internal static class OrderNumbers
{
    /// <summary>Upper case, without blanks; at most 200 characters.</summary>
    public static string Normalise(string number)
    {
        var bare = number.AsSpan().ContainsAny(" \t\u00a0") ? string.Concat(number.Where(c => !char.IsWhiteSpace(c))) : number;
        return (bare.Length > 200 ? bare[..200] : bare).ToUpperInvariant();
    }

    public static bool IsNumber(string path, out OrderNumberKind kind)
    {
        kind = path switch
        {
            "sideId" => OrderNumberKind.SideId,
            "webNumber" => OrderNumberKind.WebNumber,
            "marketplaceNumber" => OrderNumberKind.MarketplaceNumber,
            "receipt" => OrderNumberKind.Receipt,
            "tracking" => OrderNumberKind.Tracking,
            _ when path.StartsWith("shipments[", StringComparison.Ordinal) && path.EndsWith("].tracking", StringComparison.Ordinal) => OrderNumberKind.Tracking,
            _ => OrderNumberKind.OrderKey,
        };
        return kind != OrderNumberKind.OrderKey;
    }

    /// <summary>Kebab-case, as <c>matchedBy</c> tells it.</summary>
    public static string Name(OrderNumberKind kind) => kind switch
    {
        OrderNumberKind.SideId => "side-id",
        OrderNumberKind.WebNumber => "web-number",
        OrderNumberKind.MarketplaceNumber => "marketplace-number",
        OrderNumberKind.Receipt => "receipt",
        OrderNumberKind.Tracking => "tracking",
        _ => "order-key",
    };
}
