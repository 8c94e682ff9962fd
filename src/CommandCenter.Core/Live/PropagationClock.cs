using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>
/// Reads how far the other side's copy is behind its owner. Every stage that a copy comes to has its own deadline; what is shown is the worst: one that is overdue, else one that came late, else the one
/// that runs out first. Holds do not pause it: that an order is held is news too.
/// </summary>
internal static class PropagationClock
{
    /// <param name="judged">Up to where the other side has been read.</param>
    public static ClockReading Read(LimitView limit, LiveOrder order, PlanView plan, long judged)
    {
        var side = order.Owner == ObservedOwner.Legacy ? Side.Orchestration : Side.Legacy;
        if (order.Owned is not { } owner || order.Of(side) is not { IsCopy: true } copy)
        {
            return ClockReading.NotStarted;
        }

        var stages = plan.StageOrder(side);
        var until = plan.Lanes[order.Lane].Definition.CopyUntil;
        var worst = ClockReading.NotStarted;
        foreach (var stage in Stages.All)
        {
            var at = owner.At(stage);
            var ends = stage is Stage.Cancelled or Stage.Returned;
            if (at == SideRecord.None || stage.IsOwnersAlone() || !plan.CanObserve(side, stage) || (!ends && !ComesTo(stage, until, stages)))
            {
                continue;
            }

            var reading = Read(limit, at, SeenAt(copy, stage, ends, stages), judged, owner);
            if (Rank(reading).CompareTo(Rank(worst)) > 0)
            {
                worst = reading;
            }
        }

        return worst;
    }

    private static ClockReading Read(LimitView limit, long at, long seen, long judged, SideRecord owner)
    {
        var deadline = at + limit.Within;
        var until = seen != SideRecord.None ? seen : Math.Max(judged, at);
        var state = seen != SideRecord.None ? seen > deadline ? ClockState.Late : ClockState.Met : judged > deadline ? ClockState.Overdue : ClockState.Running;
        return new ClockReading(state, at, deadline, deadline - until, deadline <= owner.FirstObserved || owner.FirstLag > limit.Within)
        {
            Level = state == ClockState.Running ? limit.LevelAt(deadline - until) : 0,
        };
    }

    private static bool ComesTo(Stage stage, Stage? until, IReadOnlyList<Stage> stages)
    {
        var (at, last) = (IndexOf(stages, stage), until is { } end ? IndexOf(stages, end) : stages.Count);
        return at >= 0 && (last >= 0 ? at <= last : stage <= until);
    }

    /// <summary>A copy that ended needs to hear of nothing before.</summary>
    private static long SeenAt(SideRecord copy, Stage stage, bool ends, IReadOnlyList<Stage> stages)
    {
        var seen = ends ? copy.At(stage) : copy.ReachedAtLatest(stage, stages);
        return seen != SideRecord.None || ends ? seen : copy.At(Stage.Cancelled);
    }

    /// <summary>History never hides what happens now; what is open goes by its earliest deadline, what is over by its latest.</summary>
    private static (int, int, long) Rank(ClockReading reading)
    {
        var rank = reading.State switch { ClockState.Overdue => 4, ClockState.Late => 3, ClockState.Running => 2, ClockState.Met => 1, _ => 0 };
        return (rank == 0 ? 0 : reading.BackFilled ? 1 : 2, rank, reading.IsOpen ? -reading.Deadline : reading.Deadline);
    }

    private static int IndexOf(IReadOnlyList<Stage> stages, Stage stage)
    {
        for (var i = 0; i < stages.Count; i++)
        {
            if (stages[i] == stage)
            {
                return i;
            }
        }

        return -1;
    }
}
