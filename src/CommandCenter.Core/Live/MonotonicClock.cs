namespace CommandCenter.Live;

/// <summary>
/// Wall-clock time that never goes back within a process: SLA timers measure with it. A clock that is set forward (or a machine that slept) is followed; one that is
/// set back is not, time then runs on from where it was.
/// </summary>
internal sealed class MonotonicClock(TimeProvider time)
{
    private DateTimeOffset anchor = time.GetUtcNow();
    private long anchored = time.GetTimestamp();

    public DateTimeOffset Now
    {
        get
        {
            var elapsed = anchor + time.GetElapsedTime(anchored);
            var wall = time.GetUtcNow();
            if (wall <= elapsed)
            {
                return elapsed;
            }

            anchor = wall;
            anchored = time.GetTimestamp();
            return wall;
        }
    }
}
