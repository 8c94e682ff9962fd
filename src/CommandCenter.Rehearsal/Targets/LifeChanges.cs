using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>What becomes of a life when somebody interferes at an instant: all up to it stays, all behind it is planned anew.</summary>
internal static class LifeChanges
{
    private static readonly TimeSpan tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Nothing follows.</summary>
    public static OrderLife CutOff(OrderLife life, DateTimeOffset at) =>
        life with { Moves = [.. life.Moves.Where(m => m.At <= at)], HeldAt = null, HeldBack = [], Gated = [] };

    public static OrderLife Cancel(OrderLife life, DateTimeOffset at, string reason)
    {
        var cut = CutOff(life, at);
        return cut with { Moves = [.. cut.Moves, new Move(Step.Cancelled, at + tick, 0)], CancelReason = reason };
    }

    public static OrderLife Return(OrderLife life, DateTimeOffset at) =>
        life with { Moves = [.. life.Moves.Where(m => m.Step != Step.Returned), new Move(Step.Returned, at + tick, 0)] };

    /// <summary>Stops before the next stage.</summary>
    public static OrderLife Hold(OrderLife life, DateTimeOffset at) => life with
    {
        Moves = [.. life.Moves.Where(m => m.At <= at), new Move(Step.Held, at + tick, 0)],
        HeldBack = [.. life.Moves.Where(m => m.At > at)],
        HeldAt = at,
        HoldReason = life.HoldReason ?? "ADDRESS_CHECK",
        ManualTouches = life.ManualTouches + 1,
    };

    /// <summary>What the hold kept back follows, as much later as the hold was long.</summary>
    public static OrderLife ReleaseHold(OrderLife life, DateTimeOffset at)
    {
        var late = at - (life.HeldAt ?? at) + 2 * tick;
        return life with
        {
            Moves = [.. life.Moves.Where(m => m.At <= at), new Move(Step.HoldCleared, at + tick, 0), .. life.HeldBack.Select(m => m with { At = m.At + late })],
            HeldAt = null,
            HeldBack = [],
        };
    }

    /// <summary>Parcels that would be released behind <paramref name="at"/> and until <paramref name="until"/> wait, with all that would have come of them.</summary>
    public static OrderLife Gate(OrderLife life, DateTimeOffset at, DateTimeOffset until)
    {
        var parcels = life.Moves.Where(m => m.Step == Step.Released && m.At > at && m.At <= until).Select(m => m.Parcel).ToHashSet();
        var waits = life.Moves.Where(m => m.At > at && (parcels.Contains(m.Parcel) || m.Step == Step.Returned)).ToList();
        return parcels.Count == 0 ? life : life with { Moves = [.. life.Moves.Except(waits)], Gated = [.. life.Gated, .. waits] };
    }

    /// <summary>Parcels that waited are released <paramref name="after"/> an instant.</summary>
    public static OrderLife GoOn(OrderLife life, DateTimeOffset at, TimeSpan after)
    {
        var longest = TimeSpan.Zero;
        var moves = life.Moves.ToList();
        foreach (var parcel in life.Gated.Where(m => m.Parcel > 0).GroupBy(m => m.Parcel))
        {
            var late = at + tick + after - parcel.Min(m => m.At);
            longest = late > longest ? late : longest;
            moves.AddRange(parcel.Select(m => m with { At = m.At + late }));
        }

        moves.AddRange(life.Gated.Where(m => m.Parcel == 0).Select(m => m with { At = m.At + longest }));
        return life with { Moves = [.. moves.OrderBy(m => m.At)], Gated = [] };
    }

    /// <summary>Takes released parcels back; they are released again later unless something else is done with them.</summary>
    public static OrderLife Recall(OrderLife life, DateTimeOffset at, TimeSpan again)
    {
        var moves = life.Moves.ToList();
        foreach (var parcel in moves.Where(m => m.Parcel > 0).Select(m => m.Parcel).Distinct().ToList())
        {
            if (StandOf(life, parcel, at) != ParcelStand.Released)
            {
                continue;
            }

            var released = moves.Last(m => m.Parcel == parcel && m.Step == Step.Released && m.At <= at);
            var late = at + again - released.At;
            var follows = moves.Where(m => m.Parcel == parcel && m.At > at).ToList();
            moves = [.. moves.Except(follows), new Move(Step.Recalled, at + tick, parcel), released with { At = released.At + late }, .. follows.Select(m => m with { At = m.At + late })];
        }

        var end = moves.Max(m => m.Step == Step.Returned ? DateTimeOffset.MinValue : m.At);
        return life with { Moves = [.. moves.Select(m => m.Step == Step.Returned && m.At <= end ? m with { At = end + tick } : m).OrderBy(m => m.At)] };
    }

    public static ParcelStand StandOf(OrderLife life, int parcel, DateTimeOffset at)
    {
        var stand = ParcelStand.Unreleased;
        foreach (var move in life.Moves.Where(m => m.Parcel == parcel && m.At <= at))
        {
            stand = move.Step switch
            {
                Step.Recalled => ParcelStand.Unreleased,
                Step.Released => ParcelStand.Released,
                Step.LabelRefused => stand,
                Step.Shipped or Step.Collected or Step.Delivered => ParcelStand.Gone,
                _ => ParcelStand.InWork,
            };
        }

        return stand;
    }

    /// <summary>How far the furthest parcel has come.</summary>
    public static ParcelStand StandOf(RetailOrder order, OrderLife life, DateTimeOffset at) => order.Parcels.Max(p => StandOf(life, p.Index, at));

    public static bool IsCancelled(OrderLife life, DateTimeOffset at) =>
        life.Moves.LastOrDefault(m => m.At <= at && m.Step is (Step.Cancelled or Step.Reinstated)).Step == Step.Cancelled;
}

/// <summary>How far a parcel has come, in the words that matter to whoever wants it back.</summary>
internal enum ParcelStand
{
    Unreleased,

    /// <summary>At the node; nobody has touched it.</summary>
    Released,

    /// <summary>Picked, packed or ready.</summary>
    InWork,
    Gone,
}
