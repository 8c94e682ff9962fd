using System.Globalization;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Legacy;

/// <summary>Customers who call, write or chat about an order. The care desk works on the legacy stack, whoever owns the order.</summary>
internal static class CareContacts
{
    private static readonly string[] channels = ["TEL", "TEL", "MAIL", "CHAT"];
    private static readonly string[] reasons = ["WISMO", "WISMO", "WISMO", "CANCEL", "ADDRESS", "REFUND", "DAMAGED"];

    public static void Write(ref Dice dice, RetailOrder order, OrderLife owner, double speed, List<VersionRow> into)
    {
        var troubled = owner.ManualTouches > 0 || owner.EndsCancelled;
        var calls = dice.Chance(troubled ? Rates.ContactWhenTroubled : Rates.Contact);
        var at = BusinessClock.WholeSeconds(order.ArrivedAt + TimeSpan.FromSeconds(1 + dice.LogNormal(3600, 0.8) / speed));
        var channel = dice.Of(channels);
        var reason = order.Lane.IsPickup ? "PICKUP" : dice.Of(reasons);
        if (!calls)
        {
            return;
        }

        var id = "CC" + (1_000_000_000 + order.Number).ToString(CultureInfo.InvariantCulture);
        into.Add(new VersionRow(LegacyFeeds.Contacts, BusinessZone.Seconds(at), id, order.Number, at.ToUnixTimeMilliseconds() + 900, long.MaxValue, JsonBody.Of(json =>
        {
            json.WriteString("cid", id);
            json.WriteString("ref", order.Key);
            json.WriteString("ch", channel);
            json.WriteString("rsn", reason);
            json.WriteString("at", BusinessZone.Seconds(at));
            json.WriteString("caller", order.Customer.Phone);
        })));
    }
}
