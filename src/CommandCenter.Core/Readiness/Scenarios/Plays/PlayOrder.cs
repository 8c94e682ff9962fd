using System.Security.Cryptography;
using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Traffic;

namespace CommandCenter.Readiness.Scenarios.Plays;

/// <summary>One line of an order that is made up.</summary>
/// <param name="Node">That it leaves from; null = as the world decides.</param>
internal sealed record PlayLine(int Quantity, string? Node);

/// <summary>An order that is made up for a play, as a storefront would send it. It names nobody.</summary>
internal sealed record PlayOrder(string Key, string WebNumber, OrderAttributes Attributes, Side ExpectedOwner, byte[] Body)
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVXYZ0123456789";
    private const int MostTries = 5000;
    private static readonly (string Sku, long Cents)[] goods = [("TEE-1042-NVY-M", 1800), ("MUG-8120-WHT-M", 1200), ("SCF-7088-GRY-M", 1900)];

    /// <summary>Makes one whose key the table gives to <paramref name="side"/>.</summary>
    /// <param name="side">Null = whichever it names.</param>
    /// <returns>Null where the table gives no such order to that side.</returns>
    public static PlayOrder? Make(TrafficTable table, Side? side, OrderAttributes attributes, IReadOnlyList<PlayLine> lines, DateTimeOffset placed, string? original)
    {
        for (var i = 0; i < MostTries; i++)
        {
            var end = RandomNumberGenerator.GetString(Letters, 8);
            var key = $"RH-{end[..4]}-{end[4..]}";
            var owner = table.Decide(key, attributes).Owner;
            if (side is null || owner == side)
            {
                return new PlayOrder(key, "WR" + end, attributes, owner, Write(key, "WR" + end, attributes, lines, placed, original));
            }
        }

        return null;
    }

    private static byte[] Write(string key, string webNumber, OrderAttributes attributes, IReadOnlyList<PlayLine> lines, DateTimeOffset placed, string? original)
    {
        var priced = lines.Select((l, i) => (l.Quantity, l.Node, goods[i % goods.Length].Sku, goods[i % goods.Length].Cents)).ToList();
        var sum = priced.Sum(l => l.Cents * l.Quantity);
        var pickup = attributes.Lane?.Contains("pickup", StringComparison.Ordinal) == true;
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["orderKey"] = key, ["lane"] = attributes.Lane, ["region"] = attributes.Region, ["brand"] = attributes.Brand, ["channel"] = attributes.Channel, ["store"] = attributes.Store,
            ["skuClass"] = attributes.SkuClass, ["placedAt"] = placed.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture), ["webNumber"] = webNumber,
            ["originalKey"] = original,
            ["lines"] = priced.Select((l, i) => new { line = (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), sku = l.Sku, quantity = l.Quantity, unitPrice = l.Cents, method = pickup ? "pickup" : "ship", node = l.Node })
                .Select(l => l.node is null ? (object)new { l.line, l.sku, l.quantity, l.unitPrice, l.method } : l).ToList(),
            ["money"] = new { currency = "USD", goods = sum, shipping = 0L, discount = 0L, tax = 0L, giftCard = 0L, total = sum },
            ["customer"] = new { id = "C0000000" },
        }.Where(m => m.Value is not null).ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal));
    }
}
