using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Tests.Persistence;
using Microsoft.Extensions.Logging.Abstractions;

namespace CommandCenter.Tests.Live;

public class LiveMemoryTests
{
    private static readonly DateTimeOffset T0 = LiveWorld.Start;

    [Fact]
    public async Task Restore_AfterRestart_TimersBreachesAndQueuesGoOn()
    {
        await using var files = await StoreFiles.StartAsync();
        var before = new LiveWorld();
        await AppendAsync(files, before, T0, Created("late", T0), Created("held", T0));
        before.Now = T0.AddSeconds(30);
        await AppendAsync(files, before, T0.AddSeconds(30), Event("held-h", "held", Stage.Held, T0.AddSeconds(20)));
        before.Now = T0.AddSeconds(90);
        await AppendAsync(files, before, T0.AddSeconds(90));
        before.Report("orch-orders");
        before.Snapshot();
        var first = Memory(files);
        first.Keep(before.State, Instants.ToMicros(before.Now));
        await first.FlushAsync(default);

        await files.RestartAsync();
        var after = new LiveWorld { Now = T0.AddSeconds(95) };
        await Memory(files).RestoreAsync(after.State, Instants.ToMicros(after.Now), default);
        var snapshot = after.Snapshot();

        Assert.Equal(before.State.Revision, snapshot.Revision);
        var late = snapshot.Timers.Single(t => t.OrderKey == "late" && t.Stage == Stage.Routed);
        Assert.Equal((TimerState.Overdue, T0.AddSeconds(60)), (late.State, late.Deadline));
        Assert.Equal(T0.AddSeconds(60), Instants.FromMicros(after.State.Find("late")!.Clocks[0].BreachedAt));
        var held = snapshot.Timers.Single(t => t.OrderKey == "held" && t.Stage == Stage.Routed);
        Assert.Equal((TimerState.Paused, TimeSpan.FromSeconds(40)), (held.State, held.RemainingWhenPaused));
        Assert.Equal(1, snapshot.Lanes[0].Breached);
        Assert.Equal(2, snapshot.Lanes[0].Open);
        // what stands in the store as it is gets no second writing
        Assert.Empty(after.State.ChangedClocks);
    }

    [Fact]
    public async Task Restore_ClocksOfLimitsOwnersAndOrdersThatAreNoMore_EndAndThoseByStageHandOver()
    {
        await using var files = await StoreFiles.StartAsync();
        var before = new LiveWorld();
        await AppendAsync(files, before, T0, Created("late", T0));
        StoredTimer Stored(string key, Side side, LimitId limit) => new(key, side, "home", limit, T0, T0.AddSeconds(60), [], T0.AddSeconds(60), StoredTimerState.Breached, T0.AddSeconds(70));
        await files.Get<SlaTimerStore>().UpsertAsync(
            [Stored("late", Side.Legacy, new LimitId(Stage.Routed, "", null)), Stored("late", Side.Legacy, new LimitId(Milestone.Label, "picked", null)), Stored("late", Side.Orchestration, new LimitId(Stage.Routed, "eligible", null)), Stored("gone", Side.Legacy, new LimitId(Stage.Routed, "eligible", null))],
            default);

        var after = new LiveWorld { Now = T0.AddSeconds(95) };
        var memory = Memory(files);
        await memory.RestoreAsync(after.State, Instants.ToMicros(after.Now), default);
        memory.Keep(after.State, Instants.ToMicros(after.Now));
        await memory.FlushAsync(default);

        Assert.Equal(T0.AddSeconds(60), Instants.FromMicros(after.State.Find("late")!.Clocks[0].BreachedAt));
        var rows = (await files.Get<SlaTimerStore>().ReadAsync("late", default)).Concat(await files.Get<SlaTimerStore>().ReadAsync("gone", default)).ToList();
        Assert.Equal(4, rows.Count(r => r.State == StoredTimerState.Withdrawn && r.BreachedAt == T0.AddSeconds(60)));
        Assert.Equal(["routed from eligible", "shipped from placed"], rows.Where(r => r.State != StoredTimerState.Withdrawn).Select(r => r.Limit.ToString()));
    }

    [Fact]
    public async Task Flush_Cancelled_ForgetsNothing()
    {
        await using var files = await StoreFiles.StartAsync();
        var world = new LiveWorld();
        await AppendAsync(files, world, T0, Created("A", T0));
        world.Snapshot();
        var memory = Memory(files);
        memory.Keep(world.State, Instants.ToMicros(T0));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => memory.FlushAsync(new CancellationToken(canceled: true)));
        await memory.FlushAsync(default);

        Assert.Equal(2, (await files.Get<SlaTimerStore>().ReadAsync("A", default)).Count);
    }

    [Fact]
    public async Task Stop_HostHasNoTimeLeft_EndsWithoutFault()
    {
        await using var files = await StoreFiles.StartAsync();
        var world = new LiveWorld();
        var active = new ActivePlan();
        active.Swap(LiveWorld.Plan());
        using var writer = new LiveWriter(active, new LiveBoard(), new LiveOptions(Rehearsal: true), TimeProvider.System, NullLogger<LiveWriter>.Instance, Memory(files));
        await writer.StartAsync(default);
        await writer.PublishAsync(world.Batch("legacy-orders", T0, world.Order("A", Side.Legacy, (Stage.Created, T0))), default);

        await writer.StopAsync(new CancellationToken(canceled: true));

        Assert.False(writer.ExecuteTask!.IsFaulted);
    }

    [Fact]
    public async Task Flush_StoreCannotBeWritten_IsTriedAgain()
    {
        await using var files = await StoreFiles.StartAsync();
        var world = new LiveWorld();
        await AppendAsync(files, world, T0, Created("A", T0));
        world.Snapshot();
        var memory = Memory(files);
        memory.Keep(world.State, Instants.ToMicros(T0));
        await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(files.Open().Database, "ALTER TABLE sla_timer RENAME TO away");
        await memory.FlushAsync(default);
        await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(files.Open().Database, "ALTER TABLE away RENAME TO sla_timer");
        await memory.FlushAsync(default);
        Assert.Equal(2, (await files.Get<SlaTimerStore>().ReadAsync("A", default)).Count);
    }

    private static LiveMemory Memory(StoreFiles files) => new(files.Get<LiveRestore>(), files.Get<SlaTimerStore>(), TimeProvider.System, NullLogger<LiveMemory>.Instance);

    private static async Task AppendAsync(StoreFiles files, LiveWorld world, DateTimeOffset watermark, params OrderEvent[] events)
    {
        var cursor = await files.Store.ReadCursorAsync("legacy-orders", default);
        var committed = await files.Store.AppendAsync(new IngestBatch { Source = "legacy-orders", Events = events, ObservedAt = world.Now, Cursor = new CursorMove(cursor.Revision, "p", watermark) }, default);
        Assert.True(committed.Succeeded, committed.Error?.Message);
        world.Fold(committed.Value);
    }

    private static OrderEvent Created(string key, DateTimeOffset at) =>
        Event(key + "-c", key, Stage.Created, at, ("eligibleAt", FactValue.OfInstant(at)), ("lane", FactValue.OfText("home")), ("placedAt", FactValue.OfInstant(at)));

    private static OrderEvent Event(string id, string key, Stage stage, DateTimeOffset at, params (string Path, FactValue Value)[] facts) => new()
    {
        Source = "legacy-orders",
        EventId = id,
        OrderKey = key,
        Side = Side.Legacy,
        Stage = stage,
        Stamp = new Stamp(0, Instants.ToMicros(at), 1),
        ObservedAt = at,
        Facts = [.. facts.Select(f => new Fact(f.Path, f.Value))],
    };
}
