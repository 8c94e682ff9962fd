using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CommandCenter.Live;

/// <summary>Where pages, hub and API read the live picture. A notification carries no data: subscribers read <see cref="Current"/>.</summary>
public sealed partial class LiveBoard(TimeProvider time, ILogger<LiveBoard> log)
{
    /// <summary>How often one subscriber is called at most, unless it asks for something else.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(250);

    private volatile LiveSnapshot? current;
    private ImmutableArray<ThrottledSubscription> subscriptions = [];

    public LiveBoard(TimeProvider time) : this(time, NullLogger<LiveBoard>.Instance)
    {
    }

    public LiveBoard() : this(TimeProvider.System)
    {
    }

    /// <summary>Null until the first snapshot was built (a moment after start).</summary>
    public LiveSnapshot? Current => current;

    /// <summary>How many subscribers there are now.</summary>
    public int Subscribers => subscriptions.Length;

    /// <summary>
    /// Calls <paramref name="changed"/> after a swap: at once, then at most once per <paramref name="atMostEvery"/> (250 ms), one running and one pending,
    /// trailing edge kept, outside any lock. A callback that throws or is slow harms no other. Dispose to stop.
    /// </summary>
    public IDisposable Subscribe(Func<Task> changed, TimeSpan? atMostEvery = null)
    {
        ArgumentNullException.ThrowIfNull(changed);
        var subscription = new ThrottledSubscription(changed, atMostEvery ?? DefaultInterval, time, Remove, Failed);
        ImmutableInterlocked.Update(ref subscriptions, static (all, added) => all.Add(added), subscription);
        return subscription;
    }

    /// <summary>Has one subscriber called as if the snapshot had changed; for its first look.</summary>
    public void Wake(IDisposable subscription)
    {
        if (subscription is ThrottledSubscription own && Current is not null)
        {
            own.Wake();
        }
    }

    /// <summary>Swaps the snapshot and wakes subscribers.</summary>
    /// <param name="timeOnly">Nothing came in, only time passed: subscribers are called, but a change that follows need not wait for their interval.</param>
    public void Publish(LiveSnapshot snapshot, bool timeOnly = false)
    {
        current = snapshot;
        foreach (var subscription in subscriptions)
        {
            subscription.Wake(timeOnly);
        }
    }

    private void Failed(Exception bug)
    {
        // a page that was closed while it was being called is no fault
        if (bug is OperationCanceledException or ObjectDisposedException) LogGone(log, bug);
        else LogFailed(log, bug);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A follower of the live picture failed; it is called again at the next change.")]
    private static partial void LogFailed(ILogger logger, Exception bug);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A follower of the live picture was gone when it was called.")]
    private static partial void LogGone(ILogger logger, Exception gone);

    private void Remove(ThrottledSubscription subscription) =>
        ImmutableInterlocked.Update(ref subscriptions, static (all, removed) => all.Remove(removed), subscription);
}
