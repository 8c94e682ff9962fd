using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>How one limit of one order stands.</summary>
internal enum ClockState : byte
{
    /// <summary>What it counts from has not happened, or the side cannot see what it counts to.</summary>
    NotStarted,
    Running,
    Paused,

    /// <summary>Past its deadline and not reached.</summary>
    Overdue,
    Met,

    /// <summary>Reached, or given up, after the deadline.</summary>
    Late,

    /// <summary>The order was cancelled in time: nothing to measure.</summary>
    Dropped,
}

/// <param name="Deadline">UTC microseconds; while paused it moves on with time.</param>
/// <param name="Remaining">Microseconds left at the instant judged; below zero past the deadline.</param>
/// <param name="BackFilled">The deadline had passed, or the news was older than the limit, when the order was first seen: measured, never alarmed.</param>
internal readonly record struct ClockReading(ClockState State, long Started, long Deadline, long Remaining, bool BackFilled)
{
    public static ClockReading NotStarted { get; } = new(ClockState.NotStarted, SideRecord.None, SideRecord.None, 0, false);

    public bool IsOpen => State is ClockState.Running or ClockState.Paused or ClockState.Overdue;
}

/// <summary>Reads one SLA limit of one order; a function of what is known and of the instant judged, so that every order of arrival ends alike.</summary>
internal static class SlaClock
{
    /// <param name="judged">Up to where the side has been read: a message that is still on its way makes no breach.</param>
    public static ClockReading Read(LimitView limit, SideRecord order, IReadOnlyList<Stage> stageOrder, PauseIntervals? pauses, long judged)
    {
        var started = limit.From switch
        {
            LimitStart.Placed => order.Placed,
            LimitStart.Eligible => order.Eligible,
            _ => order.At(limit.FromStage!.Value),
        };
        if (started == SideRecord.None)
        {
            return ClockReading.NotStarted;
        }

        var reached = order.ReachedAtLatest(limit.Stage, stageOrder);
        var given = order.Stage is Stage.Cancelled ? order.At(Stage.Cancelled) : order.Stage is Stage.Returned ? order.At(Stage.Returned) : SideRecord.None;
        var ended = reached != SideRecord.None ? reached : given;
        var until = ended != SideRecord.None ? ended : Math.Max(judged, started);
        var deadline = started + limit.Within + (pauses?.Total(started, until) ?? 0);
        var backFilled = started + limit.Within <= order.FirstObserved || order.FirstLag > limit.Within;
        var state = ended != SideRecord.None
            ? ended > deadline ? ClockState.Late : reached != SideRecord.None ? ClockState.Met : ClockState.Dropped
            : judged > deadline ? ClockState.Overdue
            : pauses?.Covers(until) == true ? ClockState.Paused
            : ClockState.Running;
        return new ClockReading(state, started, deadline, deadline - until, backFilled);
    }
}
