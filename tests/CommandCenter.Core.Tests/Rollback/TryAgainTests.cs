using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Rollback;

/// <summary>Orders that legacy refused in a rollback, and a person who asks for them again.</summary>
public abstract class TryAgainTests(StoreKind kind)
{
    [Fact]
    public async Task RollBackAgain_LegacyRefusedBefore_IsLookedUpAndOfferedOnceMoreUnderItsKey()
    {
        await using var world = await RefusedAsync();
        world.Legacy.Fate = _ => CallFate.Carried;
        var asked = world.Legacy.LookUps;

        var (order, ended) = await EndAsync(world, await world.RollBackAsync());

        Assert.Equal((TransferOutcome.Transferred, "proven"), (order, ended));
        Assert.Equal(["AR-1:2:Create", "AR-1:2:Create"], world.Legacy.Calls.Where(c => c.Operation == TargetOperation.Create).Select(c => c.IdempotencyKey));
        Assert.True(world.Legacy.LookUps > asked);
        Assert.Equal((TargetStanding.Owned, 2), (world.Legacy.Ledger["AR-1"].Standing, world.Legacy.Ledger["AR-1"].Epoch));
    }

    [Fact]
    public async Task RollBackAgain_LegacyHasItMeanwhile_IsFoundAndNotSentAgain()
    {
        await using var world = await RefusedAsync();
        world.Legacy.Put("AR-1", TargetStanding.Owned, epoch: 2);

        var (order, ended) = await EndAsync(world, await world.RollBackAsync());

        Assert.Equal((TransferOutcome.Transferred, "proven"), (order, ended));
        Assert.Single(world.Legacy.Calls, c => c.Operation == TargetOperation.Create);
    }

    [Fact]
    public async Task RollBackAgain_StillRefused_IsTriedOnceAndParkedAgain()
    {
        await using var world = await RefusedAsync();

        var (order, ended) = await EndAsync(world, await world.RollBackAsync());

        Assert.Equal((TransferOutcome.Parked, "orders-parked"), (order, ended));
        Assert.Equal(2, world.Legacy.Calls.Count(c => c.Operation == TargetOperation.Create));
    }

    [Fact]
    public async Task RollBackAgain_TargetHasForgottenTheKey_IsNotSentAgain()
    {
        await using var world = await RefusedAsync();
        world.Legacy.Fate = _ => CallFate.Carried;
        world.Legacy.Definition = world.Legacy.Definition with { IdempotencyWindow = TimeSpan.Zero };

        var (order, ended) = await EndAsync(world, await world.RollBackAsync());

        Assert.Equal((TransferOutcome.Parked, "orders-parked"), (order, ended));
        Assert.Single(world.Legacy.Calls, c => c.Operation == TargetOperation.Create);
    }

    [Fact]
    public async Task RollBack_RefusedAtAcceptance_IsNoMatterOfARollback()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.Fate = _ => CallFate.Refused;
        await world.PostAsync("AR-1");
        await world.RestAsync();

        var id = await world.RollBackAsync();
        await IntakeWorld.UntilAsync("the rollback has ended", async () => (await RowAsync(world, id)).Phase != (int)Phase.Progressing);

        await using var db = world.Store();
        Assert.False(await db.RollbackOrders.AnyAsync());
        Assert.Single(world.Legacy.Calls);
    }

    private async Task<IntakeWorld> RefusedAsync()
    {
        var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(100, mirror: false);
        await world.PostAsync("AR-1");
        await world.RestAsync();
        world.Legacy.Fate = c => c.Operation == TargetOperation.Create ? CallFate.Refused : CallFate.Carried;
        Assert.Equal((TransferOutcome.Parked, "orders-parked"), await EndAsync(world, await world.RollBackAsync()));
        return world;
    }

    private static async Task<(TransferOutcome Order, string Ended)> EndAsync(IntakeWorld world, Guid id)
    {
        await IntakeWorld.UntilAsync("the rollback has ended", async () => (await RowAsync(world, id)).Phase != (int)Phase.Progressing);
        await using var db = world.Store();
        var order = await db.RollbackOrders.SingleOrDefaultAsync(r => r.RollbackId == id);
        Assert.True(order is not null, "the order did not join");
        return ((TransferOutcome)order.Outcome, (await RowAsync(world, id)).PhaseReason);
    }

    private static async Task<CommandCenter.Persistence.RollbackRow> RowAsync(IntakeWorld world, Guid id)
    {
        await using var db = world.Store();
        return await db.Rollbacks.AsNoTracking().SingleAsync(r => r.Id == id);
    }
}

public sealed class SqliteTryAgainTests() : TryAgainTests(StoreKind.Sqlite);

public sealed class PostgresTryAgainTests() : TryAgainTests(StoreKind.Postgres);
