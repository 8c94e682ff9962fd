using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>Picks the most urgent timers of all that run: overdue on top, then the shortest.</summary>
internal sealed class TimerList
{
    public const int Most = 100;

    private readonly PriorityQueue<(LiveOrder Order, int Clock), long> urgent = new();

    public int Running { get; private set; }

    public void Begin()
    {
        urgent.Clear();
        Running = 0;
    }

    public void Add(LiveOrder order)
    {
        for (var i = 0; i < order.Clocks.Length; i++)
        {
            var reading = order.Clocks[i].Reading;
            if (!reading.IsOpen || reading.BackFilled)
            {
                continue;
            }

            Running++;
            // the queue gives out the largest remaining first, so that the least urgent is what a more urgent one replaces
            if (urgent.Count < Most)
            {
                urgent.Enqueue((order, i), -reading.Remaining);
            }
            else if (urgent.TryPeek(out _, out var least) && -reading.Remaining > least)
            {
                urgent.DequeueEnqueue((order, i), -reading.Remaining);
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
            timers.Add(new TimerLive(timer.Order.Key, lane.Definition.Id, (Side)(int)timer.Order.Owner, lane.Limits[timer.Clock].Stage, StateOf(reading), Instants.FromMicros(reading.Deadline),
                reading.State == ClockState.Paused ? TimeSpan.FromMicroseconds(reading.Remaining) : null));
        }

        timers.Reverse();
        return timers;
    }

    private static TimerState StateOf(ClockReading reading) => reading.State switch
    {
        ClockState.Paused => TimerState.Paused,
        ClockState.Overdue => TimerState.Overdue,
        _ => TimerState.Running,
    };
}
