namespace CommandCenter.Live;

/// <summary>
/// One subscriber of the <see cref="LiveBoard"/>. A wake-up while idle calls at once; wake-ups during a call or within the interval after it add up to one more call,
/// which is never dropped: the last change is always seen.
/// </summary>
internal sealed class ThrottledSubscription(Func<Task> changed, TimeSpan interval, TimeProvider time, Action<ThrottledSubscription> removed, Action<Exception> failed) : IDisposable
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int RunningAndPending = 2;
    private const int Disposed = 3;

    private int state;

    /// <param name="timeOnly">The call that this wakes does not hold up the next one.</param>
    public void Wake(bool timeOnly = false)
    {
        while (true)
        {
            var seen = Volatile.Read(ref state);
            if (seen is RunningAndPending or Disposed)
            {
                return;
            }

            var next = seen == Idle ? Running : RunningAndPending;
            if (Interlocked.CompareExchange(ref state, next, seen) != seen)
            {
                continue;
            }

            if (seen == Idle)
            {
                // never on the publisher's thread: a subscriber that blocks would hold up the writer
                _ = Task.Run(() => RunAsync(timeOnly));
            }

            return;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref state, Disposed) != Disposed)
        {
            removed(this);
        }
    }

    private async Task RunAsync(bool timeOnly)
    {
        while (Volatile.Read(ref state) != Disposed)
        {
            // what was pending is served by the call that begins now
            _ = Interlocked.CompareExchange(ref state, Running, RunningAndPending);
            var began = time.GetTimestamp();
            await CallAsync();
            var rest = interval - time.GetElapsedTime(began);
            if (rest > TimeSpan.Zero && !timeOnly)
            {
                await Task.Delay(rest, time);
            }

            timeOnly = false;

            if (Interlocked.CompareExchange(ref state, Idle, Running) == Running)
            {
                return;
            }
        }
    }

    private async Task CallAsync()
    {
        try
        {
            await changed();
        }
#pragma warning disable CA1031 // a subscriber's failure is its own: the others must go on
        catch (Exception bug)
        {
            failed(bug);
        }
#pragma warning restore CA1031
    }
}
