using CommandCenter.Intake.Targets;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Rollback;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic.Shifts;

namespace CommandCenter.Tests.Traffic.Shifts;

/// <summary>The story from end to end: shift, breach, automatic rollback, proof; told by the two sides' ledgers.</summary>
public abstract class ShiftStoryTests(StoreKind kind)
{
    [Fact]
    public async Task Story_BreachDuringAShift_TrafficReturnsAndEveryOrderIsExactlyOnceOnLegacy()
    {
        // given a shift at a quarter, whose orders both sides have
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed, ShiftWorld.Duplicates);
        var shift = await world.ShiftAsync(ShiftWorld.Step(25), ShiftWorld.Step(100));
        var keys = await world.PostAsync(200);
        await world.Intake.RestAsync();
        var moved = world.Of(Side.Orchestration).ToList();
        Assert.InRange(moved.Count, 30, 70);

        // when orchestration stops routing
        await world.RouteAsync(keys, stuck: (_, side) => side == Side.Orchestration);
        world.Pass(6);
        await world.LookAsync();

        // then the shift rolls its segment back by itself
        var ended = await world.ReadAsync(shift);
        Assert.Equal(ShiftState.RolledBack, ended.State);
        var after = await world.PostAsync(50);
        Assert.DoesNotContain(after, world.Of(Side.Orchestration).Contains);

        // and proves from both ledgers that nothing is lost and nothing there twice
        await IntakeWorld.UntilAsync("the rollback is proven", async () =>
        {
            world.Pass(0.05);
            return (await world.RollbacksAsync())[0].Phase != (int)Phase.Progressing;
        });
        await world.Intake.RestAsync();
        var rollback = (await world.Get<RollbackQueries>().ReadAsync(ended.Rollback!.Value, default)).Value;
        Assert.Equal((Phase.Healthy, ProofVerdict.Proven), (rollback.Phase, rollback.Proof!.Verdict));
        Assert.All(keys.Concat(after), key => Assert.Equal(1, Owners(world.Intake, key)));
        Assert.All(moved, key => Assert.True(world.Intake.Legacy.Ledger[key] is { Standing: TargetStanding.Owned }));
    }

    private static int Owners(IntakeWorld world, string key) =>
        new[] { world.Legacy, world.Orchestration }.Count(side => side.Ledger.TryGetValue(key, out var order) && order.Standing == TargetStanding.Owned);
}

public sealed class SqliteShiftStoryTests() : ShiftStoryTests(StoreKind.Sqlite);

public sealed class PostgresShiftStoryTests() : ShiftStoryTests(StoreKind.Postgres);
