using System.Globalization;
using System.Text.Json;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Orchestration;

/// <summary>The platform's order events, one for each thing that happens to an order as a whole.</summary>
internal static class OrderEvents
{
    public static void Write(ref Dice dice, RetailOrder order, OrderLife life, List<VersionRow> into)
    {
        var cents = life is { IsCopy: true, IsSpared: false } && dice.Chance(0.003) ? dice.Below(2) == 0 ? 1 : -1 : 0;
        var strayHold = dice.Chance(0.001) && life is { IsCopy: false, IsSpared: false };
        var sequence = 0;
        foreach (var move in life.Moves)
        {
            if (Name(move.Step) is not { } name)
            {
                continue;
            }

            var mishap = Mishap.Throw(ref dice, life);
            var commit = (move.At > order.ArrivedAt ? move.At : order.ArrivedAt) + TimeSpan.FromMilliseconds(dice.Between(10, 120));
            sequence++;
            if (mishap.Missing && sequence > 1)
            {
                continue;
            }

            var id = Id(order, sequence);
            var body = Render(order, life, id, sequence, name, move, cents, mishap.Malformed);
            OrchestrationRecords.Log(into, OrchestrationFeeds.Events, order.Number, id, move.At, commit + mishap.Late, body);
            if (mishap.Repeated)
            {
                // at least once means sometimes twice: the same id, the same content, later
                OrchestrationRecords.Log(into, OrchestrationFeeds.Events, order.Number, id, move.At, commit + mishap.Late + TimeSpan.FromSeconds(2), body);
            }

            if (strayHold && move.Step == Step.Authorised)
            {
                sequence = StrayHold(order, life, sequence, move.At, into);
            }
        }
    }

    /// <summary>A hold that was put on the wrong order, and the event that takes it back.</summary>
    private static int StrayHold(RetailOrder order, OrderLife life, int sequence, DateTimeOffset at, List<VersionRow> into)
    {
        var held = new Move(Step.Held, at.AddMilliseconds(40), 0);
        var voided = new Move(Step.Held, at.AddMilliseconds(4000), 0);
        var wrong = Id(order, ++sequence);
        OrchestrationRecords.Log(into, OrchestrationFeeds.Events, order.Number, wrong, held.At, held.At.AddMilliseconds(60), Render(order, life, wrong, sequence, ("order.held", "ON_HOLD"), held, 0, malformed: false));
        var undo = Id(order, ++sequence);
        OrchestrationRecords.Log(into, OrchestrationFeeds.Events, order.Number, undo, voided.At, voided.At.AddMilliseconds(60), Render(order, life, undo, sequence, ("event.voided", null), voided, 0, malformed: false, voids: wrong));
        return sequence;
    }

    private static (string Type, string? Status)? Name(Step step) => step switch
    {
        Step.Created => ("order.created", "OPEN"),
        Step.Authorised => ("order.authorized", "PAYMENT_AUTHORIZED"),
        Step.Held => ("order.held", "ON_HOLD"),
        Step.HoldCleared => ("order.hold_released", null),
        Step.Routed => ("order.sourced", "SOURCED"),
        Step.Allocated => ("order.reserved", "RESERVED"),
        Step.Cancelled => ("order.cancelled", "CANCELLED"),
        Step.Reinstated => ("order.reinstated", null),
        Step.Returned => ("order.returned", "RETURNED"),
        _ => null,
    };

    private static string Id(RetailOrder order, int sequence) => string.Create(CultureInfo.InvariantCulture, $"evt_{order.Number:x10}{sequence:x2}");

    private static byte[] Render(RetailOrder order, OrderLife life, string id, int sequence, (string Type, string? Status) name, Move move, int cents, bool malformed, string? voids = null) =>
        JsonBody.Of(json =>
        {
            json.WriteString("id", id);
            json.WriteString("type", name.Type);
            json.WriteNumber("sequence", sequence);
            json.WriteString("occurredAt", malformed ? "yesterday" : OrchestrationRecords.Time(move.At));
            json.WriteString("orderKey", order.Key);
            json.WriteString("orderId", string.Create(CultureInfo.InvariantCulture, $"ord_{order.Number:x10}"));
            Text(json, "status", name.Status);
            json.WriteString("role", life.IsCopy ? "REPLICA" : "OWNER");
            json.WriteString("fulfillmentType", order.Lane.OrchestrationType);
            json.WriteString("placedAt", OrchestrationRecords.Time(order.PlacedAt));
            Text(json, "voids", voids);
            switch (move.Step)
            {
                case Step.Created:
                    WriteOrder(json, order, cents);
                    break;
                case Step.Authorised:
                    json.WriteStartObject("payment");
                    json.WriteNumber("authorizedMinor", order.Money.Total - order.Money.GiftCard);
                    json.WriteString("expiresAt", OrchestrationRecords.Time(move.At.AddDays(7)));
                    json.WriteEndObject();
                    break;
                case Step.Held:
                    json.WriteString("holdReason", voids is null ? life.HoldReason ?? "ADDRESS_CHECK" : "ADDRESS_CHECK");
                    break;
                case Step.HoldCleared:
                    json.WriteString("holdClearedAt", OrchestrationRecords.Time(move.At));
                    break;
                case Step.Routed:
                    json.WriteString("eligibleAt", OrchestrationRecords.Time(life.EligibleAt ?? move.At));
                    json.WriteString("nodeId", order.Node.Id);
                    break;
                case Step.Cancelled:
                    json.WriteString("reason", life.CancelReason ?? "CUSTOMER");
                    break;
                default:
                    break;
            }
        });

    private static void WriteOrder(Utf8JsonWriter json, RetailOrder order, int cents)
    {
        json.WriteStartObject("order");
        json.WriteString("webNumber", order.WebNumber);
        Text(json, "marketplaceNumber", order.MarketplaceNumber);
        Text(json, "receipt", order.Receipt);
        json.WriteString("channel", order.Channel.ToUpperInvariant());
        json.WriteString("brand", order.Brand == "AR" ? "alder-rowe" : "hearth-birch");
        json.WriteString("region", order.Region.ToUpperInvariant());
        Text(json, "storeNumber", order.Store?.Number);
        json.WriteString("currency", "USD");
        json.WriteNumber("goodsMinor", order.Money.Goods);
        json.WriteNumber("discountMinor", order.Money.Discount);
        json.WriteNumber("shippingMinor", order.Money.Shipping);
        json.WriteNumber("taxMinor", order.Money.Tax + cents);
        json.WriteNumber("totalMinor", order.Money.Total + cents);
        json.WriteStartArray("tenders");
        json.WriteStringValue("CARD");
        if (order.Money.GiftCard > 0)
        {
            json.WriteStringValue("GIFT_CARD");
        }

        json.WriteEndArray();
        Text(json, "shipBy", Time(order.ShipBy));
        Text(json, "deliverBy", Time(order.DeliverBy));
        Text(json, "readyBy", Time(order.ReadyBy));
        json.WriteStartObject("customer");
        json.WriteString("id", order.Customer.Id);
        json.WriteString("fullName", order.Customer.Name);
        json.WriteString("phone", order.Customer.Phone);
        json.WriteEndObject();
        json.WriteStartArray("lines");
        foreach (var line in order.Lines)
        {
            json.WriteStartObject();
            json.WriteString("lineId", line.Id.ToString(CultureInfo.InvariantCulture));
            json.WriteString("sku", line.Sku.Code);
            json.WriteNumber("quantity", line.Quantity);
            json.WriteNumber("unitPriceMinor", line.Sku.Cents);
            json.WriteString("method", line.Method.ToUpperInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string? Time(DateTimeOffset? at) => at is { } value ? OrchestrationRecords.Time(value) : null;

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
