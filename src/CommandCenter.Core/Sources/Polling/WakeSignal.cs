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
    public async Task WaitAsync(TimeSpan pause, CancellationToken cancel)
    {
        if (pause == Timeout.InfiniteTimeSpan)
        {
            await woken.WaitAsync(cancel);
            return;
        }

        using var timer = new CancellationTokenSource(pause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            await woken.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // the time is over
        }
    }

    public void Dispose() => woken.Dispose();
}
