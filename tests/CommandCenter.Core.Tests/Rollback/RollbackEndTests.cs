using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic.Actuators;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Rollback;

/// <summary>How a rollback ends where it cannot end well, and the block of releases on its way.</summary>
public sealed class RollbackEndTests
{
    private static readonly TimeSpan window = TimeSpan.FromMilliseconds(400);

    [Theory]
    [InlineData(Side.Legacy, false, "observed-only", ProofVerdict.Observed)]
    [InlineData(Side.Orchestration, true, "cannot-tell", ProofVerdict.CannotTell)]
    public async Task Run_ALedgerCannotBeRead_EndsAtTheEndOfItsWindowWithWhatIsKnown(Side side, bool unread, string reason, ProofVerdict verdict)
    {
        await using var world = await StartAsync("AR-1");
        var silent = side == Side.Legacy ? world.Legacy : world.Orchestration;
        silent.Definition = silent.Definition with { Ledger = null };
        world.ReadUntil = unread ? DateTimeOffset.UnixEpoch : null;

        var row = await EndAsync(world, await world.RollBackAsync());

        Assert.Equal(((int)Phase.Degraded, reason, verdict), (row.Phase, row.PhaseReason, ProofOf(row).Verdict));
        Assert.True(row.ProvenAt >= row.DecidedAt + window);
    }

    [Theory]
    [InlineData(Side.Legacy)]
    [InlineData(Side.Orchestration)]
    public async Task Run_NobodyReadsASidesData_IsProvenByTheLedgersAtTheEndOfItsWindow(Side side)
    {
        await using var world = await StartAsync("AR-1");
        world.Unread = side;

        var row = await EndAsync(world, await world.RollBackAsync());

        Assert.Equal(("proven", null), (row.PhaseReason, row.ObservedAt));
    }

    [Fact]
    public async Task Run_NoPlanAndNoTargets_TakesTrafficBackAndParksWhatIsInFlight()
    {
        await using var world = await StartAsync("AR-1");
        var id = await AddAsync(world, revision: 0, Phase.Progressing, RollbackSettings.Default.Proven);
        world.Files.Get<ActivePlan>().Swap(null!);
        world.Elsewhere = _ => null;

        world.Files.Get<RollbackRunner>().Begin(id);
        var row = await EndAsync(world, id);

        Assert.Equal("observed-only", row.PhaseReason);
        await using var db = world.Store();
        Assert.Equal(TransferOutcome.Parked, (TransferOutcome)(await db.RollbackOrders.SingleAsync()).Outcome);
    }

    [Fact]
    public async Task Run_JournalHasEnded_SaysSoAndWaits()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        var id = await AddAsync(world, revision: 0, Phase.Progressing);
        await world.Files.Get<CommandCenter.Intake.IntakeHost>().StopAsync(default);

        world.Files.Get<RollbackRunner>().Begin(id);

        await IntakeWorld.UntilAsync("it says so", async () => (await RowAsync(world, id)).PhaseReason == "journal-unwritable");
    }

    [Fact]
    public async Task Begin_RollbackThatIsNotThere_KeepsNothingBack()
    {
        await using var world = await StartAsync();

        world.Files.Get<RollbackRunner>().Begin(Guid.CreateVersion7());
        await world.PostAsync("AR-1");
        await world.RestAsync();

        Assert.Equal(TargetStanding.Owned, world.Orchestration.Ledger["AR-1"].Standing);
    }

    [Fact]
    public async Task Run_LedgersDisagree_WaitsForThemAndThenSaysSo()
    {
        await using var world = await StartAsync("AR-1");
        // an order that nobody accepted here
        world.Orchestration.Put("AR-2", TargetStanding.Owned);

        var row = await EndAsync(world, await world.RollBackAsync());

        Assert.Equal(((int)Phase.Degraded, "ledgers-disagree", "AR-2"), (row.Phase, row.PhaseReason, Assert.Single(ProofOf(row).Problems).OrderKey));
    }

    [Fact]
    public async Task Run_OrchestrationSilent_MovesBehindTheBlockAndLiftsItWhenItsQueueIsWithdrawn()
    {
        await using var world = await StartAsync("AR-1");
        Window(world, TimeSpan.FromMinutes(5));
        world.Orchestration.Answers = () => false;
        var told = 0;
        using var follower = world.Files.Get<RollbackWatch>().Subscribe(
            () =>
            {
                Interlocked.Increment(ref told);
                return Task.CompletedTask;
            },
            atMostEvery: TimeSpan.Zero);

        var id = await world.RollBackAsync();
        await IntakeWorld.UntilAsync("legacy has it", () => world.Legacy.Ledger.ContainsKey("AR-1"));
        var blocked = await RowAsync(world, id);
        world.Orchestration.Answers = () => true;
        var row = await EndAsync(world, id);

        Assert.True(blocked is { BlockedAt: not null, UnblockedAt: null });
        Assert.Equal(((int)Phase.Healthy, "proven"), (row.Phase, row.PhaseReason));
        Assert.NotNull(row.UnblockedAt);
        Assert.True(Volatile.Read(ref told) > 2, $"told {told} times");
        Assert.Equal([TargetOperation.Create, TargetOperation.Block, TargetOperation.Withdraw, TargetOperation.Unblock], world.Orchestration.Calls.Select(c => c.Operation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_BlockCannotBeLifted_EndsWithReleasesBlocked(bool untargeted)
    {
        await using var world = await StartAsync("AR-1");
        world.Orchestration.Answers = () => false;
        world.Orchestration.Fate = c => c.Operation == TargetOperation.Unblock ? CallFate.Refused : CallFate.Carried;

        var id = await world.RollBackAsync();
        await IntakeWorld.UntilAsync("legacy has it", () => world.Legacy.Ledger.ContainsKey("AR-1"));
        world.Orchestration.Answers = () => true;
        await world.RestAsync();
        world.Untargeted = untargeted ? Side.Orchestration : null;
        var row = await EndAsync(world, id);

        Assert.Equal(((int)Phase.Degraded, "releases-blocked"), (row.Phase, row.PhaseReason));
        Assert.Null(row.UnblockedAt);
    }

    [Fact]
    public async Task Run_OrchestrationStaysSilent_EndsWithReleasesBlockedWhileWithdrawalsAreOpen()
    {
        await using var world = await StartAsync("AR-1");
        world.Orchestration.Answers = () => false;

        var row = await EndAsync(world, await world.RollBackAsync());

        Assert.Equal((int)Phase.Degraded, row.Phase);
        Assert.Equal("releases-blocked", row.PhaseReason);
        Assert.DoesNotContain(world.Orchestration.Calls, c => c.Operation == TargetOperation.Unblock);
    }

    [Fact]
    public async Task Run_AnOutsideActuatorIsNotConfirmed_StaysOpenAndSaysSoUntilItIs()
    {
        await using var world = await StartAsync("AR-1");
        world.Outside = new OutsideConfirmation(["edge"], null);

        var id = await world.RollBackAsync();
        await IntakeWorld.UntilAsync("it says so", async () => (await RowAsync(world, id)).PhaseReason == "actuators-unconfirmed");
        // far beyond its window, and though both ledgers agree
        await IntakeWorld.UntilAsync("its window is over", async () => TimeProvider.System.GetUtcNow() > (await RowAsync(world, id)).DecidedAt + (window * 3));
        var open = await RowAsync(world, id);
        world.Outside = new OutsideConfirmation([], TimeProvider.System.GetUtcNow());
        var row = await EndAsync(world, id);

        Assert.Equal(((int)Phase.Progressing, null, true), (open.Phase, open.ObservedAt, open.ResolvedAt is not null));
        Assert.Equal(((int)Phase.Healthy, "proven"), (row.Phase, row.PhaseReason));
    }

    [Fact]
    public async Task Run_OutsideActuatorsConfirmLate_IsObservedByDataFromAfterThat()
    {
        await using var world = await StartAsync("AR-1");
        Window(world, TimeSpan.FromMinutes(5));
        var confirmed = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1);
        world.Outside = new OutsideConfirmation([], confirmed);

        var id = await world.RollBackAsync();
        await IntakeWorld.UntilAsync("all are resolved", async () => (await RowAsync(world, id)).ResolvedAt is not null);
        var before = await RowAsync(world, id);
        world.ReadUntil = confirmed;
        var row = await EndAsync(world, id);

        Assert.Equal((null, "proven"), (before.ObservedAt, row.PhaseReason));
        Assert.NotNull(row.ObservedAt);
    }

    [Fact]
    public async Task Run_JournalIsBehindTheTable_WaitsForIt()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        var id = await AddAsync(world, revision: 1, Phase.Progressing);

        world.Files.Get<RollbackRunner>().Begin(id);
        await IntakeWorld.UntilAsync("it says so", async () => (await RowAsync(world, id)).PhaseReason == "journal-unwritable");
        Assert.Null((await RowAsync(world, id)).RestoredAt);
        await world.ShiftAsync(0, mirror: false);

        Assert.Equal("proven", (await EndAsync(world, id)).PhaseReason);
    }

    [Fact]
    public async Task Ensure_Block_IsAskedForOnceAndKeptInMind()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        IReleaseBlock block = world.Files.Get<RollbackRunner>();
        var id = await AddAsync(world, revision: 0, Phase.Degraded);
        world.Orchestration.Fate = _ => CallFate.Refused;

        var refused = await block.EnsureAsync(id, Side.Orchestration, default);
        world.Orchestration.Fate = _ => CallFate.Carried;
        var granted = await block.EnsureAsync(id, Side.Orchestration, default);
        var again = await block.EnsureAsync(id, Side.Orchestration, default);
        var unknown = await block.EnsureAsync(Guid.CreateVersion7(), Side.Orchestration, default);
        world.Untargeted = Side.Orchestration;
        var untargeted = await block.EnsureAsync(id, Side.Orchestration, default);

        Assert.Equal((false, true, true, false, false), (refused, granted, again, unknown, untargeted));
        Assert.Equal([$"{id}:block", $"{id}:block"], world.Orchestration.Calls.Select(c => c.IdempotencyKey));
        Assert.NotNull((await RowAsync(world, id)).BlockedAt);
    }

    [Fact]
    public async Task End_ByTwoAtOnce_IsWrittenOnce()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        var id = await AddAsync(world, revision: 0, Phase.Progressing);
        var store = world.Files.Get<RollbackStore>();
        var proof = new RollbackProof(ProofVerdict.Proven, Some.Start, 0, 0, 0, 0, [], null, null);

        await store.EndAsync(id, Phase.Healthy, "proven", proof, Some.Start, default);
        await store.EndAsync(id, Phase.Degraded, "cannot-tell", proof, Some.Start, default);

        Assert.Equal("proven", (await RowAsync(world, id)).PhaseReason);
        await using var db = world.Store();
        Assert.Equal("Rollback ended: proven; no orders in flight.", (await db.Decisions.SingleAsync()).Title);
    }

    private static async Task<IntakeWorld> StartAsync(params string[] keys)
    {
        var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        Window(world, window);
        await world.ShiftAsync(100, mirror: false);
        foreach (var key in keys)
        {
            await world.PostAsync(key);
        }

        await world.RestAsync();
        return world;
    }

    private static void Window(IntakeWorld world, TimeSpan proven)
    {
        var plan = world.Files.Get<ActivePlan>();
        plan.Swap(plan.Current! with { Rollback = RollbackSettings.Default with { Proven = proven } });
    }

    private static async Task<Guid> AddAsync(IntakeWorld world, long revision, Phase phase, TimeSpan ago = default)
    {
        await using var db = world.Store();
        var id = Guid.CreateVersion7();
        db.Rollbacks.Add(new RollbackRow
        {
            Id = id, Scope = System.Text.Json.JsonSerializer.Serialize(RollbackScope.All, RollBack.Stored), Actor = "tess", Reason = "because", Decision = 1, Revision = revision, PlanHash = "", Phase = (int)phase,
            PhaseReason = "restoring-traffic", DetectedAt = TimeProvider.System.GetUtcNow(), DecidedAt = TimeProvider.System.GetUtcNow() - ago,
        });
        await db.SaveChangesAsync();
        return id;
    }

    private static RollbackProof ProofOf(RollbackRow row) => System.Text.Json.JsonSerializer.Deserialize<RollbackProof>(row.Proof!, RollBack.Stored)!;

    private static async Task<RollbackRow> EndAsync(IntakeWorld world, Guid id)
    {
        await IntakeWorld.UntilAsync("the rollback has ended", async () => (await RowAsync(world, id)).Phase != (int)Phase.Progressing);
        return await RowAsync(world, id);
    }

    private static async Task<RollbackRow> RowAsync(IntakeWorld world, Guid id)
    {
        await using var db = world.Store();
        return await db.Rollbacks.AsNoTracking().SingleAsync(r => r.Id == id);
    }
}
