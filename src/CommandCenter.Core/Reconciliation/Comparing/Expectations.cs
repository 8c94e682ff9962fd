using CommandCenter.Orders;

namespace CommandCenter.Reconciliation.Comparing;

/// <summary>What it means that one side lacks what the other one has.</summary>
internal enum Lack
{
    /// <summary>It is a difference.</summary>
    Missing,
    NotObservable,
    NotExpected,

    /// <summary>Something else tells of it already.</summary>
    Told,
}

/// <summary>What a side is to have of an order, by who owns it and by its lane.</summary>
internal readonly struct Expectations(ParityRules rules, Side? owner, string? lane)
{
    /// <summary>Whether an order that only the other side has is to be on both.</summary>
    /// <param name="copy">What the other side says of whether it holds a copy.</param>
    public static bool OfOrder(ParityRules rules, Side? owner, bool? mirrored, Side lacking, long? copy) =>
        // a copy alone is a loss wherever its order should be
        owner == lacking || copy is not (null or 0) || (mirrored ?? rules.MirroredByDefault);

    public static bool IsNothing(ParityCell cell, FactType type, long number) => cell.IsEffect && type is FactType.Money or FactType.Integer && number == 0;

    /// <summary>Whether a side is to reach a stage that the other one reached.</summary>
    public bool OfStage(Side side, bool cancelled, Stage stage)
    {
        if (stage is Stage.Cancelled or Stage.Returned)
        {
            return true;
        }

        // what was cancelled here goes no further; that the other side was not cancelled is the difference
        return !cancelled && (!IsCopy(side) || (!stage.IsOwnersAlone() && !IsBeyondCopy(side, stage)));
    }

    /// <summary>Whether a side that can tell of a fact is to have what the other one has.</summary>
    /// <param name="isNothing">By <see cref="IsNothing"/>.</param>
    /// <param name="created">Whether the side that lacks it says when the order was created, and so on.</param>
    public bool OfFact(ParityCell cell, bool isNothing, Side lacking, bool created, bool cancelled, bool createdThere)
    {
        // nothing and none are the same of what an order has had done to it, not of what it costs: missing tax is not 0
        if (isNothing)
        {
            return false;
        }

        // the record that makes an order was never read here: that is one difference, not one of every field
        if (!created && createdThere && rules.Of(lacking).Observes(ParityCells.Of(Stage.Created)))
        {
            return false;
        }

        if (IsCopy(lacking) && cell.IsEffect)
        {
            return false;
        }

        // a node is chosen by routing: who does not route, or never came so far, has none
        return cell != ParityCells.Node || (!cancelled && (!IsCopy(lacking) || !IsBeyondCopy(lacking, Stage.Routed)));
    }

    /// <summary>What it means that a side counts less of a line than the other one.</summary>
    /// <param name="stage">The stage that the pieces went through; null where they went through none.</param>
    /// <param name="reached">Whether the side reached it.</param>
    public Lack OfQuantity(ParityCell cell, Stage? stage, Side lower, bool fills, bool reached) =>
        !fills ? Lack.NotObservable
        // what is cancelled or comes back within a parcel is done by who has the parcel
        : IsCopy(lower) && (cell.IsEffect || (stage is { } at && IsBeyondCopy(lower, at))) ? Lack.NotExpected
        // that the stage itself is missing is said already
        : stage is not null && !reached ? Lack.Told
        : Lack.Missing;

    private bool IsCopy(Side side) => owner is { } known && known != side;

    private bool IsBeyondCopy(Side side, Stage stage) => rules.CopyUntil(lane) is { } until && rules.Of(side).Order.Rank(stage) > rules.Of(side).Order.Rank(until);
}
