using CommandCenter.Intake;
using CommandCenter.Orders;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Intake;

/// <summary>Orders from before the intake, and records that were lost, come from the two ledgers.</summary>
public abstract class LedgerAdoptionTests(StoreKind kind)
{
    [Fact]
    public async Task Run_OrdersWithoutRecord_AreOwnedByWhoAnswersForThem()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(100, mirror: true);
        await world.PostAsync("AR-1");
        await world.RestAsync();
        await using (var db = world.Store())
        {
            // what a store that was restored from an older backup has lost
            await db.IntakeEntries.ExecuteDeleteAsync();
            await db.IntakeOrders.ExecuteDeleteAsync();
        }

        var adoption = world.Files.Get<LedgerAdoption>();
        var first = await adoption.RunAsync(CancellationToken.None);
        var second = await adoption.RunAsync(CancellationToken.None);

        Assert.Equal((1, 0, 0, null), (first.TakenOver, first.Closed, first.OnBoth, first.Note));
        Assert.Equal((0, 0), (second.TakenOver, second.Closed));
        await using var after = world.Store();
        var record = await after.IntakeOrders.SingleAsync();
        Assert.Equal(("AR-1", Side.Orchestration, true, "ledger"), (record.OrderKey, record.Owner, record.Mirrored, record.Rule));
    }

    [Fact]
    public async Task Run_OwnerHasNothingMoreToDo_ClosesTheOrder()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.PostAsync("AR-1");
        await world.RestAsync();
        world.Legacy.Ledger["AR-1"].Stage = Stage.Delivered;

        var report = await world.Files.Get<LedgerAdoption>().RunAsync(CancellationToken.None);

        Assert.Equal((0, 1), (report.TakenOver, report.Closed));
        await using var db = world.Store();
        Assert.NotNull((await db.IntakeOrders.SingleAsync()).ClosedAt);
    }
}

public sealed class SqliteLedgerAdoptionTests() : LedgerAdoptionTests(StoreKind.Sqlite);

public sealed class PostgresLedgerAdoptionTests() : LedgerAdoptionTests(StoreKind.Postgres);
