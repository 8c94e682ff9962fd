using CommandCenter.Plan;

namespace CommandCenter.Orders;

/// <summary>What is odd about a stage that a side reported. It is shown, never put right.</summary>
public enum StageRemarkKind
{
    /// <summary>Its time lies before that of a stage which comes earlier in the side's own order.</summary>
    OutOfOrder,

    /// <summary>Cancelled although the goods had left, were collected or delivered.</summary>
    AlthoughGone,

    /// <summary>The records have a place for its time, and it is empty: the time shown is that of the record which says so.</summary>
    TimeNotStated,

    /// <summary>Later than was promised.</summary>
    AfterPromise,
}

/// <param name="Than">OutOfOrder: the latest of the stages that it lies before. AlthoughGone: how far the order had come.</param>
/// <param name="By">OutOfOrder: how much it lies before. AfterPromise: how much late.</param>
public sealed record StageRemark(Stage Stage, StageRemarkKind Kind, Stage? Than = null, TimeSpan? By = null);

/// <summary>Finds what is odd in one side's word on one order.</summary>
public static class StageRemarks
{
    private static readonly (Stage Stage, string Promise)[] promises = [(Stage.Shipped, "shipBy"), (Stage.ReadyForPickup, "readyBy"), (Stage.Delivered, "deliverBy")];

    /// <summary>In the side's order of stages. A stage whose time is not stated is compared with nothing.</summary>
    public static IReadOnlyList<StageRemark> Of(OrderState state, CutoverPlan plan)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(plan);
        var found = new List<StageRemark>();
        var timed = new List<StageTime>();
        var order = StageOrder.Of(plan, state.Side);
        foreach (var reached in state.StageTimes.OrderBy(t => order.Rank(t.Stage)))
        {
            if (!reached.IsStated && HasPlaceForTime(plan, reached))
            {
                found.Add(new StageRemark(reached.Stage, StageRemarkKind.TimeNotStated));
            }
            else if (Promised(state, reached) is { } late && late > TimeSpan.Zero)
            {
                found.Add(new StageRemark(reached.Stage, StageRemarkKind.AfterPromise, null, late));
            }

            if (reached.Stage == Stage.Cancelled && Gone(state, order) is { } gone)
            {
                found.Add(new StageRemark(Stage.Cancelled, StageRemarkKind.AlthoughGone, gone));
            }

            // an order may be held, cancelled or returned at any time
            if (reached.Stage is Stage.Held or Stage.Cancelled or Stage.Returned || found.Exists(r => r.Stage == reached.Stage && r.Kind == StageRemarkKind.TimeNotStated))
            {
                continue;
            }

            if (timed.Count > 0 && timed.MaxBy(t => t.OccurredAt) is var last && last.OccurredAt > reached.OccurredAt)
            {
                found.Add(new StageRemark(reached.Stage, StageRemarkKind.OutOfOrder, last.Stage, last.OccurredAt - reached.OccurredAt));
            }

            timed.Add(reached);
        }

        return found;
    }

    private static bool HasPlaceForTime(CutoverPlan plan, StageTime reached) =>
        plan.Source(reached.Source) is { } source && plan.Mapping(source.Mapping)?.Stages.ContainsKey(reached.Stage) == true;

    private static TimeSpan? Promised(OrderState state, StageTime reached)
    {
        foreach (var (stage, promise) in promises)
        {
            if (stage == reached.Stage)
            {
                return reached.OccurredAt - state.Instant(promise);
            }
        }

        return null;
    }

    private static Stage? Gone(OrderState state, StageOrder order) => state.StageTimes
        .Where(t => t.Stage is Stage.Shipped or Stage.Collected or Stage.Delivered).OrderBy(t => order.Rank(t.Stage)).Select(t => (Stage?)t.Stage).LastOrDefault();
}
