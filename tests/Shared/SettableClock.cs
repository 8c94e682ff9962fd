namespace CommandCenter.Tests;

/// <summary>
/// The system's time, which a test may set forward instead of waiting until a limit has passed. Only the wall clock moves, as when somebody sets it: timers and elapsed times stay those
/// of the system, so that connections and loops go on as they were.
/// </summary>
public sealed class SettableClock : TimeProvider
{
    private long ahead;

    public void SetForward(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));
}
