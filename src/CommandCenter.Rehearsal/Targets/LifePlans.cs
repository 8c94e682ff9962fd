using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>Plans the lives of orders that were sent here.</summary>
internal static class LifePlans
{
    /// <summary>The last stages that a copy may follow; what comes behind them has an effect outside.</summary>
    public static IReadOnlyList<string> CopyUntil { get; } = ["created", "authorised", "held", "allocated", "routed"];

    /// <param name="captured">Another side has authorised and screened it.</param>
    public static OrderLife Owner(long seed, RetailOrder order, double speed, bool captured) =>
        OrderLives.Plan(seed, order, speed, captured ? News.Captured : News.Sent).Owner;

    /// <param name="until">One of <see cref="CopyUntil"/>; null = routed.</param>
    public static OrderLife Copy(long seed, RetailOrder order, double speed, string? until, bool isOrchestration)
    {
        var copy = OrderLives.Plan(seed, order, speed, News.Sent).Copy!;
        var moves = new List<Move>();
        foreach (var move in copy.Moves)
        {
            if (move.Step != Step.Routed)
            {
                moves.Add(move);
            }
            else if (until is null or "routed" || (until == "allocated" && isOrchestration))
            {
                moves.Add(move);
                if (until == "allocated")
                {
                    moves.Add(move with { Step = Step.Allocated, At = move.At.AddMilliseconds(300) });
                }
            }
            else if (until == "allocated")
            {
                moves.Add(move with { Step = Step.Allocated });
            }
        }

        return copy with { Moves = moves };
    }

    /// <summary>What a copy, or an order that was given up, becomes when it turns into the original at an instant: what it thought so far, and everything that an owner does from there.</summary>
    public static OrderLife Activate(long seed, RetailOrder order, double speed, OrderLife sofar, DateTimeOffset at)
    {
        var owner = Owner(seed, order with { ArrivedAt = at }, speed, captured: true);
        var known = LifeChanges.CutOff(sofar, at).Moves;
        var routed = known.Any(m => m.Step == Step.Routed);
        return owner with
        {
            Moves = [.. known, .. owner.Moves.Where(m => m.At > at && m.Step != Step.Created && !(routed && m.Step == Step.Routed))],
            ManualTouches = sofar.ManualTouches,
        };
    }
}
