using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>Picks the most urgent timers of all that run: overdue on top, then the shortest.</summary>
internal sealed class TimerList
{
    public const int Most = 100;

    private readonly PriorityQueue<(LiveOrder Order, int Clock), long> urgent = new();

    private long now;

    public int Running { get; private set; }

    /// <param name="asOf">The instant that viewers count down from, UTC microseconds.</param>
    public void Begin(long asOf)
    {
        urgent.Clear();
        (Running, now) = (0, asOf);
    }

    public void Add(LiveOrder order)
    {
        for (var i = 0; i < order.Clocks.Length && order.Owner != ObservedOwner.Unclear; i++)
        {
            var reading = order.Clocks[i].Reading;
            if (!reading.IsOpen || reading.BackFilled)
            {
                continue;
            }

            Running++;
            // the queue gives out the largest remaining first, so that the least urgent is what a more urgent one replaces
            var urgency = -Left(reading);
            if (urgent.Count < Most)
            {
                urgent.Enqueue((order, i), urgency);
            }
            else if (urgent.TryPeek(out _, out var least) && urgency > least)
            {
                urgent.DequeueEnqueue((order, i), urgency);
            }
        }
    }

    public IReadOnlyList<TimerLive> Show(PlanView plan)
    {
        var timers = new List<TimerLive>(urgent.Count);
        while (urgent.TryDequeue(out var timer, out _))
        {
            var reading = timer.Order.Clocks[timer.Clock].Reading;
            var lane = plan.Lanes[timer.Order.Lane];
            var limit = lane.Limits[timer.Clock];
            var isPaused = reading.State == ClockState.Paused;
            timers.Add(new TimerLive(timer.Order.Key, lane.Definition.Id, (Side)(int)timer.Order.Owner, limit.Stage, StateOf(reading), Instants.FromMicros(reading.Deadline), isPaused ? TimeSpan.FromMicroseconds(reading.Remaining) : null)
            {
                Limit = limit.Id.ToString(),
                Due = limit.Id.Due,
                PausedBy = !isPaused ? null : reading.IsClosed ? TimerPause.Closed : TimerPause.Hold,
                AtRiskLevel = reading.Level,
                AtRiskLevels = limit.AtRiskBefore.Count,
                AtRiskBefore = reading.Level == 0 ? null : TimeSpan.FromMicroseconds(limit.AtRiskBefore[reading.Level - 1]),
            });
        }

        timers.Reverse();
        return timers;
    }

    // sides are judged at their own watermarks, but every running clock on a screen is counted from one instant
    private long Left(ClockReading reading) => reading.State == ClockState.Paused ? reading.Remaining : reading.Deadline - now;

    private static TimerState StateOf(ClockReading reading) => reading.State switch
    {
        ClockState.Paused => TimerState.Paused,
        ClockState.Overdue => TimerState.Overdue,
        _ => TimerState.Running,
    };
}
