using System.Collections.Concurrent;
using CommandCenter.Live;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Live;

public class LiveBoardTests
{
    private readonly FakeTimeProvider time = new(LiveWorld.Start);
    private readonly LiveSnapshot snapshot = new LiveWorld().Snapshot();

    [Fact]
    public async Task Subscribe_FirstChange_CallsAtOnce()
    {
        var board = new LiveBoard(time);
        var called = new SemaphoreSlim(0);
        using var subscription = board.Subscribe(() => Released(called));

        board.Publish(snapshot);

        Assert.True(await called.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Same(snapshot, board.Current);
    }

    [Fact]
    public async Task Subscribe_FollowerThrows_IsLoggedAndCalledAgain()
    {
        var log = new KeptLog();
        var board = new LiveBoard(time, log);
        var called = new SemaphoreSlim(0);
        using var subscription = board.Subscribe(() =>
        {
            called.Release();
            throw new InvalidOperationException("broken page");
        });

        board.Publish(snapshot);
        Assert.True(await called.WaitAsync(TimeSpan.FromSeconds(10)));
        board.Publish(snapshot with { Revision = 1 });
        await AdvanceUntilAsync(() => called.CurrentCount == 1);

        Assert.Contains((LogLevel.Error, "broken page"), log.Entries);
    }

    [Fact]
    public async Task Subscribe_ChangeAfterOnlyTimePassed_CallsAtOnce()
    {
        var board = new LiveBoard(time);
        var called = new SemaphoreSlim(0);
        using var subscription = board.Subscribe(() => Released(called));

        board.Publish(snapshot, timeOnly: true);
        Assert.True(await called.WaitAsync(TimeSpan.FromSeconds(10)));
        board.Publish(snapshot with { Revision = 1 });

        Assert.True(await called.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Subscribe_ManyChangesWithinInterval_CallsOnceMoreAfterIt()
    {
        var board = new LiveBoard(time);
        var called = new SemaphoreSlim(0);
        var calls = 0;
        using var subscription = board.Subscribe(() =>
        {
            Interlocked.Increment(ref calls);
            return Released(called);
        });

        board.Publish(snapshot);
        Assert.True(await called.WaitAsync(TimeSpan.FromSeconds(10)));
        for (var i = 0; i < 50; i++)
        {
            board.Publish(snapshot with { Revision = i });
        }

        time.Advance(TimeSpan.FromMilliseconds(240));
        await Task.Yield();
        Assert.Equal(1, Volatile.Read(ref calls));
        await AdvanceUntilAsync(() => called.CurrentCount == 1);
        Assert.Equal(2, Volatile.Read(ref calls));
        Assert.Equal(49, board.Current!.Revision);

        // nothing is pending any more: the next change is a leading edge again
        time.Advance(TimeSpan.FromSeconds(1));
        await Task.Delay(50);
        Assert.Equal(2, Volatile.Read(ref calls));
    }

    [Fact]
    public async Task Subscribe_ChangeDuringCall_TrailingEdgeIsKept()
    {
        var board = new LiveBoard(time);
        var entered = new SemaphoreSlim(0);
        var gate = new TaskCompletionSource();
        long seen = -1;
        using var subscription = board.Subscribe(async () =>
        {
            seen = board.Current!.Revision;
            entered.Release();
            await gate.Task;
        });

        board.Publish(snapshot with { Revision = 1 });
        Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(10)));
        board.Publish(snapshot with { Revision = 2 });
        board.Publish(snapshot with { Revision = 3 });
        gate.SetResult();

        await AdvanceUntilAsync(() => entered.CurrentCount == 1);
        Assert.Equal(3, seen);
    }

    [Fact]
    public async Task Subscribe_ThrowingAndStuckSubscribers_DoNotHoldUpOthers()
    {
        var board = new LiveBoard(time);
        var called = new SemaphoreSlim(0);
        using var throwing = board.Subscribe(() => throw new InvalidOperationException("a closed circuit"));
        var stuck = new ManualResetEventSlim();
        using var blocking = board.Subscribe(() =>
        {
            stuck.Wait(TimeSpan.FromSeconds(30));
            return Task.CompletedTask;
        });
        using var well = board.Subscribe(() => Released(called));

        for (var i = 0; i < 3; i++)
        {
            board.Publish(snapshot);
            await AdvanceUntilAsync(() => called.CurrentCount > 0);
            await called.WaitAsync();
            time.Advance(TimeSpan.FromMilliseconds(300));
        }

        stuck.Set();
    }

    [Fact]
    public async Task Dispose_Subscription_IsNotCalledAgain()
    {
        var board = new LiveBoard(time);
        var called = new SemaphoreSlim(0);
        var subscription = board.Subscribe(() => Released(called));
        subscription.Dispose();

        board.Publish(snapshot);

        Assert.False(await called.WaitAsync(TimeSpan.FromMilliseconds(100)));
        Assert.Equal(0, board.Subscribers);
    }

    private static Task Released(SemaphoreSlim called)
    {
        called.Release();
        return Task.CompletedTask;
    }

    /// <summary>The delay may not have been asked for yet when time moves: moves it in small steps until the condition holds.</summary>
    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 500 && !condition(); i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Delay(5);
        }

        Assert.True(condition());
    }

    private sealed class KeptLog : ILogger<LiveBoard>
    {
        public ConcurrentQueue<(LogLevel Level, string? Thrown)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Entries.Enqueue((logLevel, exception?.Message));
    }
}
