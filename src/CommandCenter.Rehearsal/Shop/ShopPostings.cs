using System.Globalization;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;
using CommandCenter.Rehearsal.Targets;

namespace CommandCenter.Rehearsal.Shop;

/// <summary>What the storefront posts for an order: the order, and what its customer changes afterwards.</summary>
internal static class ShopPostings
{
    public const string Order = "order";
    private const ulong Stream = 7;
    private const double AddressChanged = 0.006;
    private const double HeldByCare = 0.003;
    private static readonly string[] streets = ["Alder Street", "Birch Lane", "Harbor Road", "Mill Avenue", "Orchard Way"];

    /// <summary>Due in milliseconds since 1970; in the order in which they are due.</summary>
    public static IEnumerable<(string Kind, long Due, byte[] Body)> Of(long seed, RetailOrder order, double speed)
    {
        var changes = new List<(string Kind, long Due, byte[] Body)> { (Order, order.ArrivedAt.ToUnixTimeMilliseconds(), OrderBodyWriter.Of(order)) };
        var dice = Dice.For(seed, order.Number, Stream);
        var moves = dice.Chance(AddressChanged) && !order.Lane.IsPickup;
        var street = string.Create(CultureInfo.InvariantCulture, $"{dice.Below(900) + 1} {dice.Of(streets)}");
        var moved = Due(order.ArrivedAt, 10 + dice.LogNormal(240, 0.6), speed);
        var held = dice.Chance(HeldByCare);
        var from = Due(order.ArrivedAt, 10 + dice.LogNormal(60, 0.5), speed);
        var until = from + (long)(1000 * dice.LogNormal(900, 0.4) / speed);
        if (moves)
        {
            changes.Add(("address", moved, JsonBody.Of(json =>
            {
                json.WriteString("kind", "address");
                json.WriteString("street", street);
            })));
        }

        var life = OrderLives.Plan(seed, order, speed).Owner;
        if (life.CancelReason == "CUSTOMER" && life.At(Step.Cancelled) is { } off && life.At(Step.Reinstated) is null)
        {
            changes.Add(("cancel", off.ToUnixTimeMilliseconds(), Simple("cancel", "customer")));
        }
        else if (held)
        {
            changes.Add(("hold", from, Simple("hold", "customer asked to wait")));
            changes.Add(("release-hold", until, Simple("release-hold", "customer confirmed")));
        }

        return changes.OrderBy(c => c.Due);
    }

    private static long Due(DateTimeOffset from, double seconds, double speed) => (from + TimeSpan.FromSeconds(seconds / speed)).ToUnixTimeMilliseconds();

    private static byte[] Simple(string kind, string reason) => JsonBody.Of(json =>
    {
        json.WriteString("kind", kind);
        json.WriteString("reason", reason);
    });
}
