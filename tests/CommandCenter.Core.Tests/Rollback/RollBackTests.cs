using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Rollback;
using CommandCenter.Shared;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Rollback;

/// <summary>The click: who may, over what, and what a second one does.</summary>
public sealed class RollBackTests
{
    private static readonly RollbackScope Home = new(new Segment { Lane = "ship-to-home" });

    [Fact]
    public async Task Run_NotAllowedOrNotPossible_IsRefusedAndNothingHappens()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);

        var forbidden = await RunAsync(world, new RollbackRequest(Home, false, null), new Actor("eve", new HashSet<Role> { Role.Executive }));
        var scope = await RunAsync(world, new RollbackRequest(new RollbackScope(Segment.All, TransactionType: ""), false, null));
        var drillOfAll = await RunAsync(world, new RollbackRequest(RollbackScope.All, true, null));
        var noReason = await RunAsync(world, new RollbackRequest(Home, false, null), reason: " ");

        Assert.Equal((ErrorKind.Forbidden, "scope.transactionType", "drill-of-all", "reason"), (forbidden.Error?.Kind, scope.Error?.Field, drillOfAll.Error?.Code, noReason.Error?.Field));
        await using var db = world.Store();
        Assert.False(await db.Rollbacks.AnyAsync());
    }

    [Fact]
    public async Task Run_DrillOfMoreThanItMayTake_IsRefused()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        await using (var db = world.Store())
        {
            db.IntakeOrders.AddRange(Enumerable.Range(0, RollBack.LargestDrill + 1).Select(i => new IntakeOrderRow
            {
                OrderKey = $"AR-{i}", Number = i, IdempotencyKey = $"k-{i}", BodyHash = [1], Payload = [1], Lane = "ship-to-home", PlacedAt = Some.Start, AcceptedAt = Some.Start, Owner = Side.Orchestration, Epoch = 1,
                Revision = 1, Rule = "r1", AcceptedOwner = Side.Orchestration,
            }));
            await db.SaveChangesAsync();
        }

        var refused = await RunAsync(world, new RollbackRequest(Home, true, null));

        Assert.Equal((ErrorKind.Conflict, "drill-too-large"), (refused.Error?.Kind, refused.Error?.Code));
        Assert.Contains("501 are in flight", refused.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SameScopeWhileItRuns_FindsTheOneThatRunsADrillIsAnother()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        // it stays open until both sides' data are read
        world.ReadUntil = DateTimeOffset.UnixEpoch;

        var first = await RunAsync(world, new RollbackRequest(Home, false, null));
        var again = await RunAsync(world, new RollbackRequest(Home, false, null));
        var drill = await RunAsync(world, new RollbackRequest(Home, true, null));

        Assert.Equal((false, true, false), (first.Value.AlreadyRunning, again.Value.AlreadyRunning, drill.Value.AlreadyRunning));
        Assert.Equal(first.Value.Id, again.Value.Id);
        Assert.NotEqual(first.Value.Id, drill.Value.Id);
    }

    [Fact]
    public async Task Run_NoticedBefore_KeepsThatMomentAndNoneOfTheFuture()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        world.ReadUntil = DateTimeOffset.UnixEpoch;

        await RunAsync(world, new RollbackRequest(Home, false, Some.Start));
        await RunAsync(world, new RollbackRequest(Home, true, TimeProvider.System.GetUtcNow().AddHours(1)));

        await using var db = world.Store();
        var rows = await db.Rollbacks.AsNoTracking().OrderBy(r => r.Decision).ToListAsync();
        Assert.Equal((Some.Start, rows[1].DecidedAt), (rows[0].DetectedAt, rows[1].DetectedAt));
    }

    [Fact]
    public async Task Run_NoPlanApplied_TakesTrafficBackAllTheSame()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        world.ReadUntil = DateTimeOffset.UnixEpoch;
        var files = world.Files;
        var command = new RollBack(files.Get<CommandRunner>(), files.Get<RollbackRunner>(), new CommandCenter.Plan.ActivePlan(), files.Get<CommandCenter.Intake.StepProbe>(), TimeProvider.System);

        Assert.True((await command.RunAsync(new RollbackRequest(RollbackScope.All, false, null), IntakeWorld.Commander, "because", null, default)).Succeeded);

        await using var db = world.Store();
        Assert.Equal("", (await db.Rollbacks.SingleAsync()).PlanHash);
    }

    [Theory]
    [InlineData(null, null, "all orders")]
    [InlineData("sale", null, "all orders, transaction type sale")]
    [InlineData("sale", "2026-11-10T05:00:00-05:00", "all orders, transaction type sale, placed after 2026-11-10 10:00:00Z")]
    public void Scope_InWords_NamesEachSelector(string? type, string? after, string expected) => Assert.Equal(
        expected, new RollbackScope(Segment.All, after is null ? null : DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture), type).ToString());

    [Theory]
    [InlineData("sale", true)]
    [InlineData("", false)]
    [InlineData("a\tb", false)]
    public void Scope_TransactionType_HasNoControlCharacters(string type, bool allowed) => Assert.Equal(allowed, new RollbackScope(Segment.All, TransactionType: type).Problem(null) is null);

    [Fact]
    public void Scope_TransactionTypeThatIsTooLong_IsRefused() =>
        Assert.Equal("transaction-type", new RollbackScope(Segment.All, TransactionType: new string('x', Segment.LongestValue + 1)).Problem(null)?.Code);

    private static Task<Result<StartedRollback>> RunAsync(IntakeWorld world, RollbackRequest request, Actor? actor = null, string reason = "because") =>
        world.Files.Get<RollBack>().RunAsync(request, actor ?? IntakeWorld.Commander, reason, null, default);
}
