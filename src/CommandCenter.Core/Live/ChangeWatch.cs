using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Live;

/// <summary>Tells pages and hub that one of several things has changed. A notification carries no data: subscribers read it anew.</summary>
public abstract partial class ChangeWatch(TimeProvider time, ILogger log)
{
    /// <summary>How often one subscriber is called at most, unless it asks for something else: each call reads the store.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(500);

    private ImmutableArray<Follower> followers = [];

    /// <summary>
    /// Calls <paramref name="changed"/> after a change: at once, then at most once per <paramref name="atMostEvery"/> (500 ms), one running and one pending, trailing edge kept.
    /// A callback that throws or is slow harms no other. Dispose to stop.
    /// </summary>
    /// <param name="only">Changes of this one alone; null = of all.</param>
    public IDisposable Subscribe(Func<Task> changed, Guid? only = null, TimeSpan? atMostEvery = null)
    {
        ArgumentNullException.ThrowIfNull(changed);
        var subscription = new ThrottledSubscription(changed, atMostEvery ?? DefaultInterval, time, Remove, Failed);
        ImmutableInterlocked.Update(ref followers, static (all, added) => all.Add(added), new Follower(subscription, only));
        return subscription;
    }

    /// <summary>Has one subscriber called as if something had changed; for its first look.</summary>
    public static void Wake(IDisposable subscription) => (subscription as ThrottledSubscription)?.Wake();

    /// <summary>One of them has changed.</summary>
    protected void Wake(Guid id)
    {
        foreach (var follower in followers)
        {
            if (follower.Only is not { } only || only == id)
            {
                follower.Subscription.Wake();
            }
        }
    }

    private void Remove(ThrottledSubscription subscription) =>
        ImmutableInterlocked.Update(ref followers, static (all, gone) => all.RemoveAll(f => ReferenceEquals(f.Subscription, gone)), subscription);

    private void Failed(Exception bug)
    {
        // a page that was closed while it was being called is no fault
        if (bug is not (OperationCanceledException or ObjectDisposedException))
        {
            LogFailed(log, bug);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A follower failed; it is called again at the next change.")]
    private static partial void LogFailed(ILogger logger, Exception bug);

    private sealed record Follower(ThrottledSubscription Subscription, Guid? Only);
}
