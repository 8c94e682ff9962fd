using CommandCenter.Intake;
using CommandCenter.Intake.Targets;
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
    public async Task Run_OrdersOfEachKind_AreTakenOverByWhoAnswersAndLeftWhereNobodyCanTell()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.Put("A-1", TargetStanding.Owned, Stage.Routed);
        world.Legacy.Put("A-2", TargetStanding.Owned);
        world.Orchestration.Put("A-2", TargetStanding.Owned);
        world.Legacy.Put("A-3", TargetStanding.Copy);
        world.Orchestration.Put("A-3", TargetStanding.Owned, Stage.Delivered, epoch: 4);
        world.Legacy.Put("A-4", TargetStanding.Owned);
        world.Orchestration.Put("A-4", TargetStanding.Copy);
        world.Legacy.Put("A-5", TargetStanding.Withdrawn);
        world.Orchestration.Put("A-5", TargetStanding.Copy);
        world.Legacy.Put("A-6", TargetStanding.Withdrawn);
        world.Orchestration.Put("A-6", TargetStanding.Owned);
        world.Legacy.Put("A 7", TargetStanding.Owned);

        var report = await world.Files.Get<LedgerAdoption>().RunAsync(CancellationToken.None);

        Assert.Equal((4, 0, 1, null), (report.TakenOver, report.Closed, report.OnBoth, report.Note));
        await using var db = world.Store();
        Assert.Equal(
            [("A-1", Side.Legacy, false, 1, false), ("A-3", Side.Orchestration, true, 4, true), ("A-4", Side.Legacy, true, 1, false), ("A-6", Side.Orchestration, false, 1, false)],
            (await db.IntakeOrders.OrderBy(o => o.OrderKey).ToListAsync()).Select(o => (o.OrderKey, o.Owner, o.Mirrored, o.Epoch, o.ClosedAt is not null)));
    }

    [Fact]
    public async Task Run_KnownOrders_StayAsTheyAreUnlessTheirOwnerHasDone()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        foreach (var key in (string[])["A-1", "A-2", "A-3", "A-4"])
        {
            await world.PostAsync(key);
        }

        await world.RestAsync();
        world.Legacy.Put("A-2", TargetStanding.Owned, Stage.Cancelled);
        world.Orchestration.Put("A-3", TargetStanding.Owned);
        // the other side says that it has finished what it does not own
        world.Legacy.Put("A-4", TargetStanding.Copy);
        world.Orchestration.Put("A-4", TargetStanding.Owned, Stage.Delivered);
        var adoption = world.Files.Get<LedgerAdoption>();

        var first = await adoption.RunAsync(CancellationToken.None);
        var second = await adoption.RunAsync(CancellationToken.None);

        Assert.Equal((0, 1, 0), (first.TakenOver, first.Closed, first.OnBoth));
        Assert.Equal((0, 0, 0), (second.TakenOver, second.Closed, second.OnBoth));
        await using var db = world.Store();
        Assert.Equal(["A-2"], await db.IntakeOrders.Where(o => o.ClosedAt != null).Select(o => o.OrderKey).ToListAsync());
    }

    [Fact]
    public async Task Run_OrderWithoutEpochOrLines_IsTakenOverOpen()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.Put("A-1", TargetStanding.Owned, Stage.Delivered);
        world.Legacy.Tells = o => o with { Epoch = null, Lines = [] };

        Assert.Equal(1, (await world.Files.Get<LedgerAdoption>().RunAsync(CancellationToken.None)).TakenOver);
        await using var db = world.Store();
        var record = await db.IntakeOrders.SingleAsync();
        Assert.Equal((1, null), (record.Epoch, record.ClosedAt));
    }

    [Theory]
    [InlineData(Side.Legacy)]
    [InlineData(Side.Orchestration)]
    public async Task Run_ALedgerCannotBeRead_TakesNothingOverAndSaysWhy(Side side)
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.Put("A-1", TargetStanding.Owned);
        var (silent, adoption) = (side == Side.Legacy ? world.Legacy : world.Orchestration, world.Files.Get<LedgerAdoption>());

        silent.Answers = () => false;
        var unanswered = await adoption.RunAsync(CancellationToken.None);
        silent.Definition = silent.Definition with { Ledger = null };
        var unlisted = await adoption.RunAsync(CancellationToken.None);
        world.Untargeted = side;
        var untargeted = await adoption.RunAsync(CancellationToken.None);

        Assert.Equal(("no answer", $"{side} lists no ledger.", $"{side} lists no ledger."), (unanswered.Note, unlisted.Note, untargeted.Note));
        await using var db = world.Store();
        Assert.False(await db.IntakeOrders.AnyAsync());
    }

    [Fact]
    public async Task Adopt_RecordThatAppearedMeanwhile_IsClosedOnlyOnceAndOnlyForItsOwner()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.PostAsync("A-1");
        var journal = world.Files.Get<CommandCenter.Intake.Journal.IntakeJournal>();
        AdoptOrder Adopt(Side owner, bool isFinal) => new(new TargetOrder("A-1", TargetStanding.Owned, 1, [Stage.Routed]), owner, copied: false, isFinal);

        Assert.Equal(AdoptedAs.Known, (await journal.WriteAsync(Adopt(Side.Legacy, isFinal: false))).Value);
        Assert.Equal(AdoptedAs.Known, (await journal.WriteAsync(Adopt(Side.Orchestration, isFinal: true))).Value);
        Assert.Equal(AdoptedAs.Closed, (await journal.WriteAsync(Adopt(Side.Legacy, isFinal: true))).Value);
        Assert.Equal(AdoptedAs.Known, (await journal.WriteAsync(Adopt(Side.Legacy, isFinal: true))).Value);
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
