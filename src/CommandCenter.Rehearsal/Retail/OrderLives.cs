namespace CommandCenter.Rehearsal.Retail;

/// <summary>The owner's life of an order and the life of its copy on the other side.</summary>
internal sealed record OrderLives(OrderLife Owner, OrderLife? Copy)
{
    private const ulong Stream = 3;

    /// <summary>
    /// Plans both lives: a pure function of seed, order and speed. Durations below are those of speed 1, in seconds unless they say otherwise.
    /// What follows the release is already compressed (transit takes hours, not days), so that a demo shows deliveries.
    /// </summary>
    /// <param name="news">What this side learns of the order, and how.</param>
    public static OrderLives Plan(long seed, RetailOrder order, double speed, News news = News.Everything)
    {
        var dice = Dice.For(seed, order.Number, Stream);
        var planner = new OwnerPlanner(order, speed, news);
        var owner = planner.Plan(ref dice);
        return new OrderLives(owner, PlanCopy(ref dice, order, owner, speed, news));
    }

    /// <summary>A copy is told of the order, thinks along up to the routing, hears of a cancellation, and does nothing else.</summary>
    private static OrderLife? PlanCopy(ref Dice dice, RetailOrder order, OrderLife owner, double speed, News news)
    {
        var lost = dice.Chance(Rates.MirrorLost);
        var arrives = order.ArrivedAt + TimeSpan.FromSeconds(dice.LogNormal(1.5, 0.5) / speed);
        var thinks = TimeSpan.FromSeconds(dice.LogNormal(6, 0.6) / speed);
        var hears = TimeSpan.FromSeconds(dice.LogNormal(3, 0.6) / speed);
        var deaf = dice.Chance(Rates.MirroredCancelLost);
        if (news != News.Everything)
        {
            // it was sent here and has arrived
            (lost, arrives) = (false, order.ArrivedAt);
        }

        if (lost)
        {
            return null;
        }

        var moves = new List<Move> { new(Step.Created, BusinessClock.WholeMillis(arrives), 0) };
        var routed = (owner.EligibleAt is { } eligible && eligible > arrives ? eligible : arrives) + thinks;
        var cancelled = owner.At(Step.Cancelled);
        if (owner.At(Step.Routed) is not null && (cancelled is null || cancelled > routed))
        {
            moves.Add(new Move(Step.Routed, BusinessClock.WholeMillis(routed), 0));
        }

        if (cancelled is { } off && !deaf)
        {
            var heard = off > arrives ? off + hears : arrives + hears;
            moves.Add(new Move(Step.Cancelled, BusinessClock.WholeMillis(heard), 0));
            if (owner.At(Step.Reinstated) is { } back)
            {
                moves.Add(new Move(Step.Reinstated, BusinessClock.WholeMillis(back + hears), 0));
            }
        }

        return new OrderLife { IsCopy = true, Moves = moves, EligibleAt = owner.EligibleAt, CancelReason = owner.CancelReason };
    }
}

/// <summary>What a side learns of an order, and how.</summary>
internal enum News
{
    /// <summary>The world decides all of it, the customer's change of mind too.</summary>
    Everything,

    /// <summary>The order was sent to it; what the customer does next will be sent as well.</summary>
    Sent,

    /// <summary>The order was sent to it with everything as another side captured it: authorised, and screened.</summary>
    Captured,
}

/// <summary>How often things go wrong.</summary>
internal static class Rates
{
    /// <summary>Cancelled in the end, all reasons together, is 2.5 %: customers and stock here, the rest are rejected holds.</summary>
    public const double CancelledByCustomerOrStock = 0.0219;

    public const double CancelledThenReinstated = 0.001;
    public const double Held = 0.03;
    public const double HeldWhenPrecious = 0.35;
    public const double HoldRejected = 0.1;
    public const double ShortPickCentre = 0.012;
    public const double ShortPickStore = 0.06;
    public const double LabelRefused = 0.004;
    public const double RoutingStuck = 0.003;
    public const double Returned = 0.015;
    public const double MirrorLost = 0.0015;
    public const double MirroredCancelLost = 0.06;
    public const double Contact = 0.03;
    public const double ContactWhenTroubled = 0.25;
}
