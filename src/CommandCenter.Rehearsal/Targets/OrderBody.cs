using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>Reads an order that was sent: what is missing gets a default, what cannot be used is named.</summary>
internal static partial class OrderBody
{
    private const long FirstNumber = 1L << 39;
    private const int MostLines = 200;

    /// <summary>Orders that are sent are numbered by their key, the same on both sides, apart from the world's own stream.</summary>
    public static long NumberOf(string key)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in Encoding.ASCII.GetBytes(key))
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return FirstNumber + (long)(hash % (ulong)FirstNumber);
    }

    /// <summary>Capital letters, digits and - . _ : — the registers know no others; at most 40.</summary>
    public static bool IsKey(string? key) => key is not null && KeyForm().IsMatch(key);

    /// <param name="order">As it was sent.</param>
    /// <param name="number">What this side numbers it.</param>
    /// <param name="now">When it arrived.</param>
    /// <param name="orchestrationOwns">Which side answers for it.</param>
    /// <param name="wrong">The member that cannot be used and what is allowed; null when all can.</param>
    public static RetailOrder? Read(JsonElement order, long number, DateTimeOffset now, bool orchestrationOwns, out string? wrong)
    {
        var reading = new Reading(order);
        var made = order.ValueKind == JsonValueKind.Object ? Read(reading, number, now, orchestrationOwns) : null;
        wrong = made is null || reading.Wrong is not null ? reading.Wrong ?? "order: a JSON object" : null;
        return wrong is null ? made : null;
    }

    private static RetailOrder? Read(Reading reading, long number, DateTimeOffset now, bool orchestrationOwns)
    {
        var key = reading.Text("orderKey", "");
        if (!IsKey(key))
        {
            reading.Refuse("orderKey", "1 to 40 of A-Z 0-9 - . _ :");
            return null;
        }

        var lane = reading.OneOf("lane", null, [.. Lane.All.Select(l => l.Name)]) is { } name ? Lane.All.First(l => l.Name == name) : null;
        var store = reading.Text("store", "") is { Length: > 0 } site ? Network.Stores.FirstOrDefault(s => s.Number == site) : null;
        if (store is null && reading.Text("store", "").Length > 0)
        {
            reading.Refuse("store", "the four digits of one of the 84 stores");
        }

        var region = reading.OneOf("region", store?.Region ?? "west", [.. Network.Regions]);
        var brand = reading.OneOf("brand", "alder-rowe", ["alder-rowe", "hearth-birch"]) == "hearth-birch" ? "HB" : "AR";
        var channel = reading.OneOf("channel", lane == Lane.Marketplace ? "marketplace" : "web", ["web", "app", "store", "marketplace"]);
        var placed = reading.Instant("placedAt") ?? BusinessClock.WholeSeconds(now);
        if (placed > now + TimeSpan.FromMinutes(5) || placed < now - TimeSpan.FromDays(60))
        {
            reading.Refuse("placedAt", "at most 5 minutes ahead and 60 days ago");
        }

        if (reading.Wrong is not null || lane is null || region is null || channel is null)
        {
            return null;
        }

        if (lane.IsFromStore && store is null)
        {
            store = Network.StoresOf(region)[0];
        }

        var node = lane.IsFromStore ? store!.Node : Network.CentreOf(region);
        var lines = OrderLines.Read(reading, lane, node, MostLines);
        if (lines is null)
        {
            return null;
        }

        var money = OrderMoney.Read(reading, lines);
        var shipBy = reading.Instant("promises", "shipBy");
        var deliverBy = reading.Instant("promises", "deliverBy");
        var readyBy = reading.Instant("promises", "readyBy");
        if (reading.Wrong is not null || money is null)
        {
            return null;
        }

        return new RetailOrder
        {
            Number = number,
            Key = key,
            PlacedAt = placed < now ? placed : now,
            ArrivedAt = now,
            Lane = lane,
            OrchestrationOwns = orchestrationOwns,
            Brand = brand,
            Channel = channel,
            Region = region,
            Store = store,
            Register = reading.Text("register", "") is { Length: > 0 } register ? register : null,
            Receipt = reading.Text("receipt", "") is { Length: > 0 } receipt ? receipt : null,
            WebNumber = reading.Text("webNumber", string.Create(CultureInfo.InvariantCulture, $"W{brand[0]}{number}")),
            MarketplaceNumber = reading.Text("marketplaceNumber", "") is { Length: > 0 } market ? market : null,
            OriginalKey = reading.Text("originalKey", "") is { Length: > 0 } original ? original : null,
            Customer = OrderLines.Customer(reading.Document),
            Lines = [.. lines.Select(l => l.Line)],
            Money = money,
            Parcels = OrderLines.Pack(number, lane, lines),
            ShipBy = shipBy,
            DeliverBy = deliverBy,
            ReadyBy = readyBy,
        };
    }

    [GeneratedRegex(@"^[A-Z0-9][A-Z0-9._:\-]{0,39}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyForm();
}
