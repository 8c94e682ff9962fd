using System.Collections.Concurrent;

namespace CommandCenter.Intake.Targets;

/// <summary>The time limit of one call together with its caller's wish to stop; sources of cancellation are used again, for there are thousands a second.</summary>
internal sealed class CallDeadlines(TimeSpan timeout, TimeProvider time, int kept)
{
    private readonly ConcurrentQueue<CancellationTokenSource> idle = new();

    /// <summary>Begins now.</summary>
    public Deadline Begin(CancellationToken caller)
    {
        if (idle.TryDequeue(out var source))
        {
            source.CancelAfter(timeout);
        }
        else
        {
            source = new CancellationTokenSource(timeout, time);
        }

        return new Deadline(this, source, caller.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), source));
    }

    private void End(CancellationTokenSource source)
    {
        if (source.TryReset() && idle.Count < kept)
        {
            idle.Enqueue(source);
        }
        else
        {
            source.Dispose();
        }
    }

    internal readonly struct Deadline(CallDeadlines owner, CancellationTokenSource source, CancellationTokenRegistration registration) : IDisposable
    {
        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            // waits for a cancellation that is running, which must not meet the next call
            registration.Dispose();
            owner.End(source);
        }
    }
}
