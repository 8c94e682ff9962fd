using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Ledger;

/// <summary>From what happens to where the order stands: the furthest stage, on whichever parcel got there first.</summary>
internal static class StageTruth
{
    public static List<StageRow> Of(OrderLife life)
    {
        var reached = new List<(string Stage, int Rank, DateTimeOffset At)>();
        (string Stage, int Rank, DateTimeOffset At) beforeCancel = ("", 0, default);
        foreach (var move in life.Moves)
        {
            if (move.Step == Step.Reinstated)
            {
                reached.Add((beforeCancel.Stage, beforeCancel.Rank, move.At));
                continue;
            }

            if (move.Step == Step.Recalled)
            {
                var unreleased = reached.FindLast(r => r.Rank < 6);
                reached.Add((unreleased.Stage, unreleased.Rank, move.At));
                continue;
            }

            var (name, rank) = Name(move.Step);
            var further = reached.Count == 0 || rank > reached[^1].Rank || (name == "allocated" && reached[^1].Stage == "routed");
            if (name.Length == 0 || !further)
            {
                continue;
            }

            if (move.Step == Step.Cancelled)
            {
                beforeCancel = reached[^1];
            }

            reached.Add((name, rank, move.At));
        }

        var rows = new List<StageRow>(reached.Count);
        for (var i = 0; i < reached.Count; i++)
        {
            rows.Add(new StageRow(reached[i].Stage, reached[i].At.ToUnixTimeMilliseconds(), i + 1 < reached.Count ? reached[i + 1].At.ToUnixTimeMilliseconds() : long.MaxValue));
        }

        return rows;
    }

    /// <summary>Allocated and routed have no fixed order between the sides: whichever comes second is the further one.</summary>
    private static (string Name, int Rank) Name(Step step) => step switch
    {
        Step.Created => ("created", 1),
        Step.Authorised => ("authorised", 2),
        Step.Held => ("held", 3),
        Step.Allocated => ("allocated", 4),
        Step.Routed => ("routed", 5),
        Step.Released => ("released", 6),
        Step.Picked => ("picked", 7),
        Step.Packed => ("packed", 8),
        Step.ReadyForPickup => ("ready-for-pickup", 9),
        Step.Shipped => ("shipped", 10),
        Step.Collected => ("collected", 11),
        Step.Delivered => ("delivered", 12),
        Step.Returned => ("returned", 14),
        Step.Cancelled => ("cancelled", 15),
        _ => ("", 0),
    };
}
