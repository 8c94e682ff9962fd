using System.Globalization;
using System.Text.Json;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Legacy;

/// <summary>One row of the POS table while it fills.</summary>
internal sealed class PosRow(RetailOrder order, OrderLife life)
{
    private readonly Dictionary<string, DateTimeOffset> moments = new(StringComparer.Ordinal);
    private string state = "NEW";
    private string stateBeforeVoid = "NEW";
    private bool reinstated;

    public int Revision { get; set; }

    public string? Promotion { get; init; }

    /// <summary>False for moves that this table does not hear of.</summary>
    public bool Take(Move move)
    {
        var (column, next) = move.Step switch
        {
            Step.Created => ("sold_at", "NEW"),
            Step.Authorised => ("auth_ts", "TENDER_ACCEPTED"),
            Step.Held => ("hold_ts", "HOLD_FRD"),
            Step.HoldCleared => ("hold_clr_ts", "TENDER_ACCEPTED"),
            Step.Allocated => ("alloc_ts", "ALLOC"),
            Step.Routed => ("rte_ts", "ROUTED"),
            Step.Cancelled => ("can_ts", "VOID"),
            Step.Reinstated => ("rst_ts", stateBeforeVoid),
            Step.Returned => ("ret_ts", "RTN"),
            _ => ("", ""),
        };
        if (column.Length == 0)
        {
            return false;
        }

        if (move.Step == Step.Cancelled)
        {
            stateBeforeVoid = state;
        }

        if (move.Step == Step.Reinstated)
        {
            moments.Remove("can_ts");
            reinstated = true;
        }

        moments[column] = move.At;
        state = next;
        return true;
    }

    public byte[] Render(long transaction, string updated, DateTimeOffset happened, int cents, bool malformed) => JsonBody.Of(json =>
    {
        // which column a broken row breaks in differs from order to order
        var broken = malformed ? (int)(order.Number % 3) : -1;
        json.WriteNumber("txn", transaction);
        json.WriteString("ref", order.Number % 5 == 0 ? order.Key.ToLowerInvariant() + " " : order.Key);
        json.WriteNumber("rev", Revision);
        json.WriteString("updated", updated);
        json.WriteString("evt_ts", BusinessZone.Millis(happened));
        json.WriteString("tx_state", broken == 0 ? "??" : state);
        json.WriteString("corr", reinstated ? "RST" : "");
        json.WriteString("ord_no", order.WebNumber.Replace('W', 'L'));
        json.WriteString("web_no", order.WebNumber);
        Text(json, "mkt_no", order.MarketplaceNumber);
        Text(json, "rcpt", order.Receipt);

        // the registers write store numbers as numbers: the zeros are gone
        Text(json, "store_no", broken == 1 && order.Store is not null ? "41B" : order.Store?.Number.TrimStart('0'));
        Text(json, "reg", order.Register);
        Text(json, "biz_dt", order.Register is null ? null : BusinessZone.Day(order.PlacedAt));
        json.WriteString("cls", order.Lane.LegacyCode);
        json.WriteString("chan", order.Channel switch { "web" => "WEB", "app" => "MOB", "store" => "STR", _ => "MKT" });
        json.WriteString("brand", order.Brand);
        json.WriteString("rgn", order.Region[..1].ToUpperInvariant());
        json.WriteString("repl", life.IsCopy ? "Y" : "N");
        Text(json, "site", moments.ContainsKey("rte_ts") ? order.Node.Site.TrimStart('0') : null);
        json.WriteString("sold_at", broken == 2 ? "" : BusinessZone.Seconds(order.PlacedAt));
        foreach (var (column, at) in moments)
        {
            if (column != "sold_at")
            {
                json.WriteString(column, BusinessZone.Millis(at));
            }
        }

        if (life.EligibleAt is { } eligible && (moments.ContainsKey("alloc_ts") || moments.ContainsKey("rte_ts") || eligible <= happened))
        {
            json.WriteString("elig_ts", BusinessZone.Millis(eligible));
        }

        Text(json, "hold_rsn", moments.ContainsKey("hold_ts") ? "FRD" : null);
        Text(json, "can_rsn", moments.ContainsKey("can_ts") ? life.CancelReason switch { "FRAUD" => "F1", "NO_STOCK" => "N1", _ => "C1" } : null);
        Text(json, "ship_by", Seconds(order.ShipBy));
        Text(json, "dlv_by", Seconds(order.DeliverBy));
        Text(json, "rdy_by", Seconds(order.ReadyBy));
        WriteMoney(json, cents);
        json.WriteStartObject("cust");
        json.WriteString("id", order.Customer.Id);
        json.WriteString("name", order.Customer.Name);
        json.WriteString("phone", order.Customer.Phone);
        json.WriteEndObject();
        WriteItems(json);
        json.WriteNumber("touch", moments.ContainsKey("hold_ts") ? 1 : 0);
        Text(json, "promo", Promotion);
    });

    private void WriteMoney(Utf8JsonWriter json, int cents)
    {
        json.WriteString("cur", "USD");
        json.WriteString("goods", Amount(order.Money.Goods));
        json.WriteString("disc", Amount(order.Money.Discount));
        json.WriteString("shp", Amount(order.Money.Shipping));
        json.WriteString("tax", Amount(order.Money.Tax + cents));
        json.WriteString("amt", Amount(order.Money.Total + cents));
        json.WriteString("tnd", order.Money.GiftCard > 0 ? "CC+GC" : "CC");
        if (moments.TryGetValue("auth_ts", out var authorised))
        {
            json.WriteString("auth_amt", Amount(order.Money.Total - order.Money.GiftCard));
            json.WriteString("auth_exp", BusinessZone.Seconds(authorised.AddDays(7)));
        }
    }

    private void WriteItems(Utf8JsonWriter json)
    {
        var allocated = moments.ContainsKey("alloc_ts");
        json.WriteStartArray("items");
        foreach (var parcel in order.Parcels)
        {
            foreach (var line in parcel.Lines)
            {
                json.WriteStartObject();
                json.WriteNumber("ln", line.Id);
                json.WriteString("sku", line.Sku.Code);
                json.WriteString("qty", line.Quantity.ToString(CultureInfo.InvariantCulture));
                json.WriteString("up", Amount(line.Sku.Cents));
                json.WriteString("fm", line.Method == "pickup" ? "PU" : "SH");
                json.WriteNumber("rsv", allocated ? line.Quantity : 0);
                Text(json, "site", moments.ContainsKey("rte_ts") ? parcel.Node.Site.TrimStart('0') : null);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static string? Seconds(DateTimeOffset? at) => at is { } value ? BusinessZone.Seconds(value) : null;

    private static string Amount(long cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, value);
        }
    }
}
