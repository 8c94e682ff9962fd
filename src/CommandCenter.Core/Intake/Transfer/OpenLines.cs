using CommandCenter.Orders;

namespace CommandCenter.Intake.Transfer;

/// <summary>What is to be done with an order in flight, by the stage of its open lines.</summary>
public enum InFlightAction
{
    /// <summary>Nothing was released: it moves.</summary>
    Transfer,

    /// <summary>Something was released: it moves where the release can be taken back.</summary>
    RecallThenTransfer,

    /// <summary>It has gone too far and finishes where it is.</summary>
    Finish,

    /// <summary>It has left: the receiver only learns of it.</summary>
    CopyAsHistory,

    /// <summary>It was cancelled: on both sides, once.</summary>
    CancelOnBoth,

    /// <summary>The target does not say how far it is: a person decides.</summary>
    Park,
}

/// <summary>The table of the design: open lines → what is done. A plan may narrow it per lane, never widen it.</summary>
public static class OpenLines
{
    /// <param name="lines">The stage of every line, as the owner tells it now.</param>
    /// <param name="furthest">The furthest stage that may still move in this lane; null = as far as the table goes.</param>
    public static InFlightAction Decide(IReadOnlyList<Stage> lines, Stage? furthest = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (lines.Count == 0)
        {
            return InFlightAction.Park;
        }

        if (lines.All(l => l == Stage.Cancelled))
        {
            return InFlightAction.CancelOnBoth;
        }

        // a return, or an exchange for one, stays with the owner of its order
        if (lines.Contains(Stage.Returned))
        {
            return InFlightAction.Finish;
        }

        var open = lines.Where(l => l != Stage.Cancelled).ToList();
        if (open.TrueForAll(l => l is Stage.Shipped or Stage.Collected or Stage.Delivered))
        {
            return InFlightAction.CopyAsHistory;
        }

        var most = open.Max();
        return furthest is { } limit && most > limit ? InFlightAction.Finish
            : most < Stage.Released ? InFlightAction.Transfer
            : most == Stage.Released ? InFlightAction.RecallThenTransfer
            : InFlightAction.Finish;
    }

    /// <summary>The furthest stage of the lines that are not cancelled, for a list of orders; null where nothing is said.</summary>
    public static Stage? Furthest(IReadOnlyList<Stage> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return lines.Count == 0 ? null
            : lines.All(l => l == Stage.Cancelled) ? Stage.Cancelled
            : lines.Where(l => l != Stage.Cancelled).Max();
    }
}
