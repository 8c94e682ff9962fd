using System.Globalization;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Legacy;

/// <summary>The warehouse system's shipment table: one row per parcel, overwritten as it goes on. It knows nothing of packing.</summary>
internal static class WmsShipments
{
    public static void Write(ref Dice dice, RetailOrder order, OrderLife life, List<VersionRow> into, long after)
    {
        foreach (var parcel in order.Parcels)
        {
            var id = (2_000_000_000 + order.Number * 10 + parcel.Index).ToString(CultureInfo.InvariantCulture);
            var states = new List<(DateTimeOffset, DateTimeOffset, string, byte[])>();
            var moments = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            string? state = null;
            var sequence = 0;
            foreach (var move in life.Moves)
            {
                if (move.Parcel != parcel.Index || move.Step == Step.Packed)
                {
                    continue;
                }

                if (move.Step == Step.Recalled)
                {
                    // the table has no word for it: the row stays until the parcel is released again
                    sequence++;
                    continue;
                }

                var refused = move.Step == Step.LabelRefused;
                if (!refused)
                {
                    (state, var column) = Column(move.Step);
                    moments[column] = move.At;
                }

                var mishap = Mishap.Throw(ref dice, life);
                if (mishap.Missing)
                {
                    continue;
                }

                sequence++;
                var commit = move.At + TimeSpan.FromMilliseconds(dice.Between(20, 400));
                var changed = BusinessZone.Compact(commit);
                states.Add((move.At, commit + mishap.Late, changed, Render(order, life, parcel, id, changed, move.At, mishap.Malformed ? "ZZ" : state!, sequence, moments, refused)));
            }

            LegacyRecords.Version(into, LegacyFeeds.Shipments, id, order.Number, after, states);
        }
    }

    private static (string State, string Column) Column(Step step) => step switch
    {
        Step.Released => ("RL", "rel"),
        Step.Picked => ("PK", "pck"),
        Step.ReadyForPickup => ("RP", "rdy"),
        Step.Shipped => ("SH", "shd"),
        Step.Collected => ("CO", "col"),
        _ => ("DL", "dlv"),
    };

    private static byte[] Render(RetailOrder order, OrderLife life, Parcel parcel, string id, string changed, DateTimeOffset happened, string state, int sequence, Dictionary<string, DateTimeOffset> moments, bool refused) =>
        JsonBody.Of(json =>
        {
            json.WriteString("shp", id);
            json.WriteString("ord", order.Key);
            json.WriteNumber("seq", sequence);
            json.WriteString("chg", changed);
            json.WriteString("wrk", BusinessZone.Millis(happened));
            json.WriteString("st", state);
            json.WriteString("cls", order.Lane.LegacyCode);
            json.WriteString("sold", BusinessZone.Compact(order.PlacedAt));
            json.WriteString("site", parcel.Node.Site);
            json.WriteString("wave", parcel.Node.IsStore ? "" : Timetable.WaveLabel(moments["rel"]));
            foreach (var (column, at) in moments)
            {
                json.WriteString(column, BusinessZone.Compact(at));
            }

            var shipped = moments.ContainsKey("shd");
            json.WriteString("scac", parcel.Carrier);
            json.WriteString("svc", parcel.Service == "TWO_DAY" ? "2DA" : parcel.Service.Length == 0 ? "" : "GND");
            json.WriteString("trk", shipped ? parcel.Tracking : "");
            json.WriteString("lbl", shipped && life.At(Step.Packed, parcel.Index) is { } packed ? BusinessZone.Compact(packed) : "");
            json.WriteString("lbl_err", refused ? "CARRIER REJECT" : "");
            json.WriteNumber("touch", life.ManualTouches);
            json.WriteStartArray("dtl");
            foreach (var line in parcel.Lines)
            {
                var missing = line.Id == life.ShortLine && life.ShortDropped ? 1 : 0;
                var done = line.Quantity - missing;
                json.WriteStartObject();
                json.WriteNumber("ln", line.Id);
                json.WriteString("sku", line.Sku.Code);
                json.WriteString("shp", id);
                json.WriteNumber("rq", line.Quantity);
                json.WriteNumber("pq", moments.ContainsKey("pck") ? done : 0);
                json.WriteNumber("sq", shipped ? done : 0);
                json.WriteNumber("dq", moments.ContainsKey("dlv") ? done : 0);
                json.WriteNumber("xq", moments.ContainsKey("pck") ? missing : 0);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
}
