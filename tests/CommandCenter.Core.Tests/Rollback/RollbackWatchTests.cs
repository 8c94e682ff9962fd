using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Rollback;
using CommandCenter.Tests.Intake;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Tests.Rollback;

/// <summary>Who is told that a rollback has changed.</summary>
public sealed class RollbackWatchTests
{
    private static readonly Guid mine = Guid.Parse("019a0000-0000-7000-8000-000000000004");
    private readonly RollbackStore store = new(null!, new CommandsGate(isFile: true), new DecisionLog(null!, TimeProvider.System), TimeProvider.System);
    private readonly Faults faults = new();

    [Fact]
    public async Task Changed_OfOneRollback_IsToldToThoseWhoFollowItOrAll()
    {
        using var watch = new RollbackWatch(store, TimeProvider.System, faults);
        var (all, own, other) = (0, 0, 0);
        using var one = watch.Subscribe(() => Count(ref all), atMostEvery: TimeSpan.Zero);
        using var two = watch.Subscribe(() => Count(ref own), mine, TimeSpan.Zero);
        using var three = watch.Subscribe(() => Count(ref other), Guid.CreateVersion7(), TimeSpan.Zero);

        store.Tell(mine);
        await IntakeWorld.UntilAsync("both heard of it", () => Volatile.Read(ref all) == 1 && Volatile.Read(ref own) == 1);

        Assert.Equal(0, Volatile.Read(ref other));
    }

    [Fact]
    public async Task Subscribe_FirstLookAndEnd_AreTheSubscribersOwn()
    {
        using var watch = new RollbackWatch(store, TimeProvider.System, faults);
        var (first, second) = (0, 0);
        var one = watch.Subscribe(() => Count(ref first));
        using var two = watch.Subscribe(() => Count(ref second), atMostEvery: TimeSpan.Zero);

        RollbackWatch.Wake(one);
        RollbackWatch.Wake(watch);
        await IntakeWorld.UntilAsync("it has looked", () => Volatile.Read(ref first) == 1);
        one.Dispose();
        store.Tell(mine);
        await IntakeWorld.UntilAsync("the other heard of it", () => Volatile.Read(ref second) == 1);

        Assert.Equal(1, Volatile.Read(ref first));
    }

    [Fact]
    public async Task Changed_FollowerFails_IsLoggedUnlessItWasClosedAndHarmsNoOther()
    {
        using var watch = new RollbackWatch(store, TimeProvider.System, faults);
        var (failed, closed, heard) = (0, 0, 0);
        using var one = watch.Subscribe(() => Count(ref failed, new InvalidOperationException("a bug")), atMostEvery: TimeSpan.Zero);
        using var two = watch.Subscribe(() => Count(ref closed, new ObjectDisposedException("page")), atMostEvery: TimeSpan.Zero);
        using var three = watch.Subscribe(() => Count(ref heard), atMostEvery: TimeSpan.Zero);

        foreach (var times in (int[])[1, 2])
        {
            store.Tell(mine);
            await IntakeWorld.UntilAsync("all were called", () => Volatile.Read(ref failed) == times && Volatile.Read(ref closed) == times && Volatile.Read(ref heard) == times);
        }

        await IntakeWorld.UntilAsync("it is logged", () => faults.Logged.Count == 2);
        Assert.All(faults.Logged, e => Assert.IsType<InvalidOperationException>(e));
    }

    private static Task Count(ref int calls, Exception? bug = null)
    {
        Interlocked.Increment(ref calls);
        return bug is null ? Task.CompletedTask : Task.FromException(bug);
    }

    private sealed class Faults : ILogger<RollbackWatch>
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<Exception?> logged = new();

        public IReadOnlyCollection<Exception?> Logged => logged;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => logged.Enqueue(exception);
    }
}
