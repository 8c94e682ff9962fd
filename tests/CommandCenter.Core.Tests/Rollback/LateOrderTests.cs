using CommandCenter.Intake;
using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Rollback;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Rollback;

/// <summary>An order that surfaces after the others were resolved joins, and the time of the last outcome is the one that counts.</summary>
public sealed class LateOrderTests
{
    [Fact]
    public async Task Run_OrderSurfacesAfterTheOthersWereResolved_JoinsAndMovesTheMomentOfTheLastOutcome()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        await world.ShiftAsync(100, mirror: true);
        await world.PostAsync("AR-1");
        await world.RestAsync();
        await using (var db = world.Store())
        {
            await db.IntakeEntries.ExecuteDeleteAsync();
            await db.IntakeOrders.ExecuteDeleteAsync();
        }

        // the set stays open until what both sides did before is read
        world.ReadUntil = DateTimeOffset.UnixEpoch;
        var id = await world.RollBackAsync();
        await IntakeWorld.UntilAsync("nothing is known to be in flight", async () => (await RowAsync(world, id)).ResolvedAt is not null);
        await world.Files.Get<LedgerAdoption>().RunAsync(CancellationToken.None);
        world.ReadUntil = null;
        await IntakeWorld.UntilAsync("the rollback has ended", async () => (await RowAsync(world, id)).Phase != (int)Phase.Progressing);

        await using var after = world.Store();
        var order = await after.RollbackOrders.SingleAsync(r => r.RollbackId == id);
        var row = await RowAsync(world, id);
        Assert.Equal((true, (int)TransferOutcome.Transferred, "proven"), (order.IsLate, order.Outcome, row.PhaseReason));
        Assert.True(row.ResolvedAt >= order.FinishedAt, $"resolved {row.ResolvedAt:O}, the order {order.FinishedAt:O}");
    }

    private static async Task<CommandCenter.Persistence.RollbackRow> RowAsync(IntakeWorld world, Guid id)
    {
        await using var db = world.Store();
        return await db.Rollbacks.AsNoTracking().SingleAsync(r => r.Id == id);
    }
}
