using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Ledger;

/// <summary>What a life does outside of the side that lives it.</summary>
internal static class Effects
{
    /// <param name="captured">Another side had authorised the payment before: it is not done twice.</param>
    public static List<EffectRow> Of(OrderLife life, bool captured)
    {
        var rows = new List<EffectRow>();
        foreach (var move in life.Moves)
        {
            foreach (var kind in Kinds(move.Step))
            {
                // a copy learns that it was authorised and where it is allocated; everything else it could not have done without doing it
                var merelyKnown = kind == "authorise" ? captured || life.IsCopy : move.Step is Step.Allocated or Step.Cancelled && life.IsCopy;
                if (!merelyKnown)
                {
                    rows.Add(new EffectRow(kind, move.Parcel, move.At.ToUnixTimeMilliseconds(), life.IsCopy));
                }
            }
        }

        return rows;
    }

    private static string[] Kinds(Step step) => step switch
    {
        Step.Authorised => ["authorise"],
        Step.Allocated => ["reserve"],
        Step.Packed => ["label"],
        Step.Shipped => ["ship", "capture", "post", "notify"],
        Step.ReadyForPickup or Step.Cancelled => ["notify"],
        Step.Collected => ["ship", "capture", "post"],
        _ => [],
    };
}

/// <summary>When the parcels of a life go to their nodes.</summary>
internal static class Releases
{
    public static List<ReleaseRow> Of(OrderLife life) =>
        [.. life.Moves.Where(m => m.Step == Step.Released).Select(m => new ReleaseRow(m.Parcel, m.At.ToUnixTimeMilliseconds()))];
}
