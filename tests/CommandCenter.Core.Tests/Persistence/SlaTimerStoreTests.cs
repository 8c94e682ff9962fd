using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;

namespace CommandCenter.Tests.Persistence;

public abstract class SlaTimerStoreTests(StoreKind kind)
{
    [Fact]
    public async Task Upsert_ThenRestart_ReadsBackWhatRuns()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var running = new StoredTimer(
            "A-1", Side.Legacy, "ship-to-home", new LimitId(Stage.Routed, "eligible", null), Some.Start, Some.Start.AddMinutes(5),
            [new StoredPause(Some.Start.AddMinutes(1), Some.Start.AddMinutes(2)), new StoredPause(Some.Start.AddMinutes(3), null)], null, StoredTimerState.Paused, Some.Start);
        var breached = running with { Limit = new LimitId(Stage.Picked, "released", null), Pauses = [], State = StoredTimerState.Breached, BreachedAt = Some.Start.AddMinutes(9), Deadline = Some.Start.AddMinutes(2) };
        await files.Get<SlaTimerStore>().UpsertAsync([running with { State = StoredTimerState.Running }, breached, running with { OrderKey = "B", State = StoredTimerState.Met }], default);
        await files.Get<SlaTimerStore>().UpsertAsync([running], default);

        await files.RestartAsync();
        var read = await files.Get<SlaTimerStore>().ReadRunningAsync(default);

        Assert.Equal([breached with { Pauses = read[0].Pauses }, running with { Pauses = read[1].Pauses }], read);
        Assert.Empty(read[0].Pauses);
        Assert.Equal(running.Pauses, read[1].Pauses);
        Assert.Equal(2, (await files.Get<SlaTimerStore>().ReadAsync("A-1", default)).Count);
    }

    [Fact]
    public async Task Upsert_LimitsToOneStageAndMilestones_DoNotCollide()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        LimitId[] limits =
        [
            new(Stage.Shipped, "placed", null), new(Stage.Shipped, "released", null), new(Stage.Shipped, "placed", LimitDue.ShipBy), new(Stage.Shipped, "placed", LimitDue.CarrierCutoff),
            new(Milestone.Label, "picked", null), new(Milestone.Propagation, SlaLimit.Reached, null), new(Milestone.Reservation, "placed", null), new(Milestone.Confirmed, "shipped", null),
        ];
        var timers = limits.Select((limit, i) => new StoredTimer("A-1", Side.Legacy, "home", limit, Some.Start, Some.Start.AddMinutes(i), [], null, StoredTimerState.Running, Some.Start)).ToList();

        await files.Get<SlaTimerStore>().UpsertAsync(timers, default);
        await files.Get<SlaTimerStore>().UpsertAsync(timers, default);

        Assert.Equal(limits, (await files.Get<SlaTimerStore>().ReadAsync("A-1", default)).Select(t => t.Limit));
    }
}

public sealed class SqliteSlaTimerStoreTests() : SlaTimerStoreTests(StoreKind.Sqlite);

public sealed class PostgresSlaTimerStoreTests() : SlaTimerStoreTests(StoreKind.Postgres);
