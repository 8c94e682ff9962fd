namespace CommandCenter.Orders;

/// <summary>What one side says about one stage of one order. Each has its own look.</summary>
public enum StageCellKind
{
    /// <summary>The side reported it.</summary>
    Reached,

    /// <summary>Not yet, and nothing says that it should be.</summary>
    NotReached,

    /// <summary>The plan says that this side can never tell.</summary>
    NotObservable,

    /// <summary>Due later; will come.</summary>
    Pending,

    /// <summary>Should be there and is not: its limit has passed, or a later stage was reached without it.</summary>
    Missing,

    /// <summary>Not there, but what would report it has been silent for too long to know.</summary>
    Stale,

    /// <summary>The side never reported the order, or a copy is not expected to come this far.</summary>
    NotExpected,
}

/// <summary>One side's word on one stage.</summary>
/// <param name="At">Reached: when. Pending, Missing: when it is or was expected, where the plan says so. Stale: until when the side is known.</param>
public sealed record StageCell(StageCellKind Kind, DateTimeOffset? At = null, string? Note = null)
{
    /// <summary>Reached: what is odd about it.</summary>
    public IReadOnlyList<StageRemark> Remarks { get; init; } = [];
}

/// <summary>One row of the two sides, stage by stage.</summary>
/// <param name="Apart">Between the two sides' times, where both reached it.</param>
/// <param name="Gap">One side lacks it although it should be there.</param>
/// <param name="Differs">A final stage that only one side has although the other should have it.</param>
public sealed record StageRow(Stage Stage, StageCell Legacy, StageCell Orchestration, TimeSpan? Apart, bool Gap, bool Differs);
