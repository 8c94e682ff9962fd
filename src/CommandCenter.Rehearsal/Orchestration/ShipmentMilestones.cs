using System.Globalization;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Orchestration;

/// <summary>The platform's shipments: a snapshot of the parcel at each milestone.</summary>
internal static class ShipmentMilestones
{
    public static void Write(ref Dice dice, RetailOrder order, OrderLife life, List<VersionRow> into)
    {
        foreach (var parcel in order.Parcels)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"shp_{order.Number:x10}_{parcel.Index}");
            var milestones = new List<(string Name, DateTimeOffset At)>();
            var version = 0;
            var state = "";
            foreach (var move in life.Moves)
            {
                if (move.Parcel != parcel.Index)
                {
                    continue;
                }

                if (move.Step == Step.Recalled)
                {
                    // there is no milestone for it: the snapshot stays until the parcel is released again
                    version++;
                    continue;
                }

                var refused = move.Step == Step.LabelRefused;
                if (!refused)
                {
                    (state, var milestone) = Name(move.Step);
                    milestones.Add((milestone, move.At));
                }

                version++;
                var mishap = Mishap.Throw(ref dice, life);
                if (mishap.Missing)
                {
                    continue;
                }

                var commit = move.At + TimeSpan.FromMilliseconds(dice.Between(10, 150)) + mishap.Late;
                var body = Render(order, life, parcel, id, version, mishap.Malformed ? "" : state, move.At, milestones, refused);
                OrchestrationRecords.Log(into, OrchestrationFeeds.Shipments, order.Number, id, move.At, commit, body);
                if (mishap.Repeated)
                {
                    OrchestrationRecords.Log(into, OrchestrationFeeds.Shipments, order.Number, id, move.At, commit.AddSeconds(2), body);
                }
            }
        }
    }

    private static (string State, string Milestone) Name(Step step) => step switch
    {
        Step.Released => ("RELEASED_TO_NODE", "releasedAt"),
        Step.Picked => ("PICKED", "pickedAt"),
        Step.Packed => ("PACKED", "packedAt"),
        Step.ReadyForPickup => ("READY", "readyAt"),
        Step.Shipped => ("HANDED_OVER", "shippedAt"),
        Step.Collected => ("COLLECTED", "collectedAt"),
        _ => ("DELIVERED", "deliveredAt"),
    };

    private static byte[] Render(RetailOrder order, OrderLife life, Parcel parcel, string id, int version, string state, DateTimeOffset at, List<(string Name, DateTimeOffset At)> milestones, bool refused) =>
        JsonBody.Of(json =>
        {
            var packed = milestones.Exists(m => m.Name == "packedAt");
            var shipped = milestones.Exists(m => m.Name == "shippedAt");
            var delivered = milestones.Exists(m => m.Name is "deliveredAt");
            json.WriteString("shipmentId", id);
            json.WriteString("orderKey", order.Key);
            json.WriteNumber("version", version);
            json.WriteString("state", state);
            json.WriteString("updatedAt", OrchestrationRecords.Time(at));
            json.WriteString("fulfillmentType", order.Lane.OrchestrationType);
            json.WriteString("placedAt", OrchestrationRecords.Time(order.PlacedAt));
            json.WriteString("nodeId", parcel.Node.Id);
            json.WriteString("carrier", parcel.Carrier);
            json.WriteString("service", parcel.Service);
            json.WriteString("trackingNumber", packed && !refused ? parcel.Tracking : "");
            if (refused)
            {
                json.WriteString("labelError", "CARRIER_REJECTED");
            }

            json.WriteNumber("manualTouches", life.ManualTouches);
            json.WriteStartObject("milestones");
            foreach (var (name, when) in milestones)
            {
                json.WriteString(name, OrchestrationRecords.Time(when));
            }

            json.WriteEndObject();
            json.WriteStartArray("lines");
            foreach (var line in parcel.Lines)
            {
                var missing = line.Id == life.ShortLine && life.ShortDropped ? 1 : 0;
                var done = line.Quantity - missing;
                var picked = milestones.Exists(m => m.Name == "pickedAt");
                json.WriteStartObject();
                json.WriteString("lineId", line.Id.ToString(CultureInfo.InvariantCulture));
                json.WriteString("shipmentId", id);
                json.WriteString("sku", line.Sku.Code);
                json.WriteNumber("quantity", line.Quantity);
                json.WriteNumber("picked", picked ? done : 0);
                json.WriteNumber("packed", packed ? done : 0);
                json.WriteNumber("shipped", shipped ? done : 0);
                json.WriteNumber("delivered", delivered ? done : 0);
                json.WriteNumber("cancelled", picked ? missing : 0);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
}
