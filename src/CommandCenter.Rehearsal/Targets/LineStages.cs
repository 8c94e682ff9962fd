using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>Where each line of an order stands.</summary>
internal static class LineStages
{
    public static List<(int Line, string Stage)> Of(RetailOrder order, OrderLife life, DateTimeOffset at)
    {
        var lines = new List<(int, string)>();
        foreach (var parcel in order.Parcels)
        {
            var moves = life.Moves.Where(m => m.At <= at && (m.Parcel == 0 || m.Parcel == parcel.Index)).ToList();
            var rows = StageTruth.Of(life with { Moves = moves });
            var stage = rows.Count == 0 ? "created" : rows[^1].Stage;

            // a hold comes behind the routing too; whoever asks wants to know of it as long as nothing is released
            if (life.HeldAt is not null && stage is ("created" or "authorised" or "allocated" or "routed"))
            {
                stage = "held";
            }

            lines.AddRange(parcel.Lines.Select(l => (l.Id, stage)));
        }

        return lines;
    }
}
