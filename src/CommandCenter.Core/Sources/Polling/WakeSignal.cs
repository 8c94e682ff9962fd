namespace CommandCenter.Sources.Polling;

/// <summary>A pause that can be cut short. A wake that comes while nobody waits is not lost.</summary>
internal sealed class WakeSignal(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim woken = new(0, 1);

    public void Wake()
    {
        try
        {
            woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // it is already to wake up
        }
    }

    /// <param name="pause">Infinite to wait for a wake only.</param>
    /// <returns>True when it was woken, false when the time was over.</returns>
    public async Task<bool> WaitAsync(TimeSpan pause, CancellationToken cancel)
    {
        if (pause == Timeout.InfiniteTimeSpan)
        {
            await woken.WaitAsync(cancel);
            return true;
        }

        using var timer = new CancellationTokenSource(pause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            await woken.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // the time is over
            return false;
        }
    }

    public void Dispose() => woken.Dispose();
}
