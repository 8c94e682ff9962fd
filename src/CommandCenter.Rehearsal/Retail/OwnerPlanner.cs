namespace CommandCenter.Rehearsal.Retail;

/// <summary>Plans what happens to an order on the side that owns it.</summary>
internal sealed class OwnerPlanner(RetailOrder order, double speed, News news = News.Everything)
{
    private readonly List<Move> moves = [];
    private int touches;

    public OrderLife Plan(ref Dice dice)
    {
        var precious = order.Lane == Lane.HighValue || order.Lane == Lane.Regulated;
        Add(Step.Created, order.PlacedAt);
        var authorises = After(dice.LogNormal(2.5, 0.6));
        var authorised = Add(Step.Authorised, order.ArrivedAt + (news == News.Captured ? TimeSpan.FromMilliseconds(1) : authorises));
        var held = dice.Chance(precious ? Rates.HeldWhenPrecious : Rates.Held) && news != News.Captured;
        var reviewed = authorised + After(dice.Between(0.5, 2) + Math.Min(2400, dice.LogNormal(540, 0.5)));
        var rejected = dice.Chance(Rates.HoldRejected) && held;
        if (held)
        {
            touches++;
            Add(Step.Held, authorised + After(0.4));
            if (rejected)
            {
                Add(Step.Cancelled, reviewed);
                return Finish(null, "FRAUD");
            }

            Add(Step.HoldCleared, reviewed);
        }

        var eligible = held ? reviewed : authorised;
        var placed = Route(ref dice, eligible);
        var releases = order.Parcels.Select(_ => default(DateTimeOffset)).ToArray();
        for (var i = 0; i < releases.Length; i++)
        {
            releases[i] = ReleaseAt(ref dice, order.Parcels[i], placed);
        }

        // thrown for every order, used by few: one order's luck must not move another's
        var calledOff = dice.Unit();
        var when = dice.Between(0.05, 0.95);
        var byCustomer = calledOff < Rates.CancelledByCustomerOrStock * 0.8;
        if (calledOff < Rates.CancelledByCustomerOrStock && (news == News.Everything || !byCustomer))
        {
            var reason = byCustomer ? "CUSTOMER" : "NO_STOCK";
            Add(Step.Cancelled, placed + (releases.Min() - placed) * when);
            return Finish(eligible, reason);
        }

        if (calledOff > 1 - Rates.CancelledThenReinstated && news == News.Everything)
        {
            var off = Add(Step.Cancelled, placed + (releases.Min() - placed) * when * 0.5);
            Add(Step.Reinstated, off + (releases.Min() - off) * 0.5);
            touches += 2;
        }

        var shortLine = 0;
        var dropped = false;
        var ends = new DateTimeOffset[releases.Length];
        for (var i = 0; i < releases.Length; i++)
        {
            var parcel = order.Parcels[i];
            var isShort = dice.Chance(parcel.Node.IsStore ? Rates.ShortPickStore : Rates.ShortPickCentre) && i == 0;
            if (isShort)
            {
                var line = parcel.Lines[dice.Below(parcel.Lines.Count)];
                shortLine = line.Id;
                dropped = line.Quantity > 1;
                touches++;
            }

            ends[i] = Fulfil(ref dice, parcel, releases[i], isShort && !dropped);
        }

        if (dice.Chance(Rates.Returned) && !order.Lane.IsPickup)
        {
            Add(Step.Returned, ends.Max() + After(dice.LogNormal(3 * 3600, 0.4)));
        }

        return Finish(eligible, moves.Exists(m => m.Step == Step.Cancelled) ? "CUSTOMER" : null, shortLine, dropped);
    }

    /// <summary>Legacy allocates, then routes; the platform routes, then allocates. Half within 5 s (4 s), 95 % within about 13 s, 99.7 % within 60 s.</summary>
    private DateTimeOffset Route(ref Dice dice, DateTimeOffset eligible)
    {
        var takes = dice.LogNormal(order.OrchestrationOwns ? 3.8 : 5, order.Lane.IsFromStore ? 0.68 : 0.58);
        if (dice.Chance(Rates.RoutingStuck))
        {
            takes += dice.Between(55, 400);
        }

        var routed = eligible + After(takes);
        Add(Step.Routed, routed);
        var allocated = Add(Step.Allocated, order.OrchestrationOwns ? routed + After(dice.Between(0.3, 2)) : eligible + After(takes * dice.Between(0.2, 0.7)));
        return allocated > routed ? allocated : routed;
    }

    /// <summary>Stores accept within minutes; centres wait for a wave; what is not in stock yet waits for it first.</summary>
    private DateTimeOffset ReleaseAt(ref Dice dice, Parcel parcel, DateTimeOffset routed)
    {
        if (parcel.Node.IsStore)
        {
            return BusinessClock.WholeMillis(routed + After(dice.LogNormal(order.Lane.IsPickup ? 150 : 240, 0.5)));
        }

        var ready = order.Lane == Lane.Backorder ? routed + After(dice.LogNormal(2 * 3600, 0.5)) : routed + After(20);
        var wave = Timetable.NextWave(ready, speed);

        // a wave is worked off over a few minutes
        return BusinessClock.WholeMillis(wave + After(dice.Between(1, 240)));
    }

    private DateTimeOffset Fulfil(ref Dice dice, Parcel parcel, DateTimeOffset release, bool pickedTwice)
    {
        var index = parcel.Index;
        Add(Step.Released, release, index);
        var picked = Add(Step.Picked, release + After(dice.LogNormal(parcel.Node.IsStore ? 1000 : 1500, 0.5) + (pickedTwice ? 1500 : 0)), index);
        if (order.Lane.IsPickup)
        {
            var packed = Add(Step.Packed, picked + After(dice.LogNormal(180, 0.4)), index);
            var ready = Add(Step.ReadyForPickup, packed + After(dice.LogNormal(90, 0.4)), index);
            return Add(Step.Collected, ready + After(dice.LogNormal(order.Lane == Lane.CurbsidePickup ? 1500 : 3000, 0.6)), index);
        }

        var boxed = picked + After(dice.LogNormal(480, 0.5));
        Add(Step.Packed, boxed, index);
        if (dice.Chance(Rates.LabelRefused))
        {
            touches++;
            Add(Step.LabelRefused, boxed + After(5), index);
            boxed += After(dice.LogNormal(1200, 0.4));
        }

        var shipped = Timetable.NextCollection(boxed + After(120), parcel.Node.CutOffHour, speed) + After(dice.Between(0, 300));
        Add(Step.Shipped, shipped, index);
        return Add(Step.Delivered, shipped + After(dice.LogNormal(parcel.Carrier == "METR" ? 5400 : 4 * 3600, 0.45)), index);
    }

    private OrderLife Finish(DateTimeOffset? eligible, string? cancelReason, int shortLine = 0, bool dropped = false) => new()
    {
        IsCopy = false,
        Moves = [.. moves.OrderBy(m => m.At)],
        EligibleAt = eligible is { } at ? BusinessClock.WholeMillis(at) : null,
        HoldReason = moves.Exists(m => m.Step == Step.Held) ? "FRAUD_REVIEW" : null,
        CancelReason = cancelReason,
        ShortLine = shortLine,
        ShortDropped = dropped,
        ManualTouches = touches,
    };

    private TimeSpan After(double seconds) => TimeSpan.FromSeconds(seconds / speed);

    private DateTimeOffset Add(Step step, DateTimeOffset at, int parcel = 0)
    {
        var cut = BusinessClock.WholeMillis(at);
        moves.Add(new Move(step, cut, parcel));
        return cut;
    }
}
