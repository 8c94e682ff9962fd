using System.Globalization;
using System.Text.Json;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>Reads the lines of an order that was sent, and packs them.</summary>
internal static class OrderLines
{
    private static readonly Dictionary<string, Sku> known =
        Catalogue.Ordinary.Concat(Catalogue.HighValue).Concat(Catalogue.Regulated).ToDictionary(s => s.Code, StringComparer.Ordinal);

    private static readonly Dictionary<string, Node> nodes =
        Network.Centres.Concat(Network.Stores.Select(s => s.Node)).ToDictionary(n => n.Id, StringComparer.Ordinal);

    private static readonly string[] carriers = ["NRTH", "PWAY"];

    /// <summary>Null when some line cannot be used; no line at all becomes one shirt.</summary>
    public static List<(RetailLine Line, Node Node)>? Read(Reading reading, Lane lane, Node node, int most)
    {
        var method = lane.IsPickup ? "pickup" : "ship";
        if (Reading.Find(reading.Document, "lines") is not { } given)
        {
            return [(new RetailLine(1, Catalogue.Ordinary[0], 1, method), node)];
        }

        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() is 0 || given.GetArrayLength() > most)
        {
            reading.Refuse("lines", $"an array of 1 to {most.ToString(CultureInfo.InvariantCulture)} lines");
            return null;
        }

        var lines = new List<(RetailLine Line, Node Node)>();
        foreach (var line in given.EnumerateArray())
        {
            var at = $"lines[{lines.Count.ToString(CultureInfo.InvariantCulture)}]";
            if (line.ValueKind != JsonValueKind.Object)
            {
                reading.Refuse(at, "an object");
                return null;
            }

            var id = reading.Number(line, "line", at + ".line", 1, 9999) ?? lines.Count + 1;
            var code = reading.Text(line, "sku", at + ".sku", Catalogue.Ordinary[0].Code);
            var quantity = reading.Number(line, "quantity", at + ".quantity", 1, 999) ?? 1;
            var price = reading.Number(line, "unitPrice", at + ".unitPrice", 0, 100_000_000);
            var from = reading.Text(line, "node", at + ".node", node.Id);
            var asked = reading.Text(line, "method", at + ".method", method);
            if (!nodes.TryGetValue(from, out var leaves))
            {
                reading.Refuse(at + ".node", "DC-RENO, DC-JOLIET, DC-ALLENTOWN or SFS- with a store's four digits");
            }

            if (asked is not ("ship" or "pickup"))
            {
                reading.Refuse(at + ".method", "ship or pickup");
            }

            if (lines.Exists(l => l.Line.Id == id))
            {
                reading.Refuse(at + ".line", "each number once");
            }

            if (reading.Wrong is not null)
            {
                return null;
            }

            var sku = known.GetValueOrDefault(code) ?? new Sku(code, 2000, reading.Text("skuClass", "apparel"));
            lines.Add((new RetailLine((int)id, price is { } cents ? sku with { Cents = cents } : sku, (int)quantity, asked), leaves!));
        }

        return lines;
    }

    /// <summary>What leaves from one node travels together.</summary>
    public static Parcel[] Pack(long number, Lane lane, List<(RetailLine Line, Node Node)> lines)
    {
        var carrier = lane.IsPickup ? "" : carriers[number % 2];
        var service = lane.IsPickup ? "" : lane == Lane.Marketplace ? "TWO_DAY" : "GROUND";
        return
        [
            .. lines.GroupBy(l => l.Node.Id, StringComparer.Ordinal).Select((leaving, i) => new Parcel(
                i + 1, leaving.First().Node, carrier, service,
                carrier.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"1{carrier[0]}{(number * 10 + i + 1) % 1_000_000_000_000:000000000000}"),
                [.. leaving.Select(l => l.Line)])),
        ];
    }

    public static Customer Customer(JsonElement order)
    {
        var customer = Reading.Find(order, "customer");
        var given = customer is { ValueKind: JsonValueKind.Object } known ? known : default;
        return new Customer(
            customer is { ValueKind: JsonValueKind.String } id ? id.GetString()! : Text(given, "id") ?? "C0000000",
            Text(given, "name") ?? "",
            Text(given, "phone") ?? "");
    }

    private static string? Text(JsonElement of, string name) => Reading.Find(of, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}

/// <summary>Reads the money of an order that was sent; what is not told is worked out, what is told must add up.</summary>
internal static class OrderMoney
{
    private const long Most = 1_000_000_000_000;

    public static Money? Read(Reading reading, List<(RetailLine Line, Node Node)> lines)
    {
        var given = Reading.Find(reading.Document, "money") ?? default;
        var goods = Cents("goods") ?? lines.Sum(l => l.Line.Sku.Cents * l.Line.Quantity);
        var money = new Money(goods, Cents("discount") ?? 0, Cents("shipping") ?? 0, Cents("tax") ?? 0, Cents("giftCard") ?? 0);
        if (Cents("total") is { } total && total != money.Total)
        {
            reading.Refuse("money.total", "goods - discount + shipping + tax");
        }

        if (Reading.Find(given, "currency") is { } currency && !(currency.ValueKind == JsonValueKind.String && currency.GetString() == "USD"))
        {
            reading.Refuse("money.currency", "USD");
        }

        return reading.Wrong is null ? money : null;

        long? Cents(string name) => reading.Number(given, name, "money." + name, 0, Most);
    }
}
