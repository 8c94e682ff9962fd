namespace CommandCenter.Tests.Simulation;

/// <summary>A clock that leaps from one timer to the next.</summary>
internal sealed class SimTime(DateTimeOffset start) : TimeProvider
{
    private readonly PriorityQueue<SimTimer, (long Due, long Order)> timers = new();
    private long order;
    private long now = start.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);

    public override long GetTimestamp() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Fires the next timer that is due until then and stands at its instant; false, and stands at <paramref name="until"/>, when there is none.</summary>
    public bool Leap(DateTimeOffset until)
    {
        while (timers.TryPeek(out var timer, out var at) && at.Due <= until.UtcTicks)
        {
            timers.Dequeue();
            if (timer.Stands(at.Order))
            {
                now = Math.Max(now, at.Due);
                timer.Fire();
                return true;
            }
        }

        now = Math.Max(now, until.UtcTicks);
        return false;
    }

    private sealed class SimTimer(SimTime time, TimerCallback callback, object? state) : ITimer
    {
        private long standing = -1;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            standing = -1;
            if (dueTime >= TimeSpan.Zero)
            {
                standing = time.order++;
                time.timers.Enqueue(this, (time.now + dueTime.Ticks, standing));
            }

            return true;
        }

        public bool Stands(long order) => standing == order;

        public void Fire()
        {
            standing = -1;
            callback(state);
        }

        public void Dispose() => standing = -1;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
