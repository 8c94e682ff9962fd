using System.Globalization;
using System.Text.Json;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>Writes an order as the storefront sends it.</summary>
internal static class OrderBodyWriter
{
    public static byte[] Of(RetailOrder order) => JsonBody.Of(json =>
    {
        json.WriteString("orderKey", order.Key);
        json.WriteString("lane", order.Lane.Name);
        json.WriteString("region", order.Region);
        json.WriteString("brand", order.Brand == "AR" ? "alder-rowe" : "hearth-birch");
        json.WriteString("channel", order.Channel);
        Text(json, "store", order.Store?.Number);
        json.WriteString("skuClass", order.Lines[0].Sku.Class);
        json.WriteString("placedAt", Time(order.PlacedAt));
        Text(json, "webNumber", order.WebNumber);
        Text(json, "marketplaceNumber", order.MarketplaceNumber);
        Text(json, "register", order.Register);
        Text(json, "receipt", order.Receipt);
        Text(json, "originalKey", order.OriginalKey);
        json.WriteStartArray("lines");
        foreach (var parcel in order.Parcels)
        {
            foreach (var line in parcel.Lines)
            {
                json.WriteStartObject();
                json.WriteString("line", line.Id.ToString(CultureInfo.InvariantCulture));
                json.WriteString("sku", line.Sku.Code);
                json.WriteNumber("quantity", line.Quantity);
                json.WriteNumber("unitPrice", line.Sku.Cents);
                json.WriteString("method", line.Method);
                json.WriteString("node", parcel.Node.Id);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteStartObject("money");
        json.WriteString("currency", "USD");
        json.WriteNumber("goods", order.Money.Goods);
        json.WriteNumber("shipping", order.Money.Shipping);
        json.WriteNumber("discount", order.Money.Discount);
        json.WriteNumber("tax", order.Money.Tax);
        json.WriteNumber("giftCard", order.Money.GiftCard);
        json.WriteNumber("total", order.Money.Total);
        json.WriteEndObject();
        json.WriteStartObject("promises");
        Text(json, "shipBy", order.ShipBy is { } ship ? Time(ship) : null);
        Text(json, "deliverBy", order.DeliverBy is { } deliver ? Time(deliver) : null);
        Text(json, "readyBy", order.ReadyBy is { } ready ? Time(ready) : null);
        json.WriteEndObject();
        json.WriteStartObject("customer");
        json.WriteString("id", order.Customer.Id);
        json.WriteString("name", order.Customer.Name);
        json.WriteString("phone", order.Customer.Phone);
        json.WriteEndObject();
    });

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
