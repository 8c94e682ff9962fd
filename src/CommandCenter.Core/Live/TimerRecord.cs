using CommandCenter.Orders;
using CommandCenter.Persistence;

namespace CommandCenter.Live;

/// <summary>A clock as it is stored.</summary>
internal static class TimerRecord
{
    /// <param name="number">Of the limit in its lane.</param>
    public static StoredTimer Of(LiveOrder order, Side side, LaneView lane, int number, TrackedClock clock, long now) => new(
        order.Key, side, lane.Definition.Id, lane.Limits[number].Id, Instants.FromMicros(clock.Reading.Started), Instants.FromMicros(clock.Reading.Deadline),
        [.. (order.PausesOf(side)?.Reported ?? []).Select(p => new StoredPause(Instants.FromMicros(p.Start), p.End == PauseIntervals.Open ? null : Instants.FromMicros(p.End)))],
        clock.BreachedAt == 0 ? null : Instants.FromMicros(clock.BreachedAt), StateOf(clock.Reading.State), Instants.FromMicros(now));

    private static StoredTimerState StateOf(ClockState state) => state switch
    {
        ClockState.Running => StoredTimerState.Running,
        ClockState.Paused => StoredTimerState.Paused,
        ClockState.Overdue => StoredTimerState.Breached,
        ClockState.Met or ClockState.Late => StoredTimerState.Met,
        _ => StoredTimerState.Withdrawn,
    };
}
