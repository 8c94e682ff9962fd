using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Readiness.Gates;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Shifts;

namespace CommandCenter.Tests.Traffic.Shifts;

/// <summary>What people do with shifts, on a real store.</summary>
public abstract class ShiftCommandsTests(StoreKind kind)
{
    private static readonly Segment pickup = new() { Lane = "in-store-pickup" };

    [Fact]
    public async Task Promote_WaitingForAPersonOrByItself_AsksTheGatesInItsOwnTransaction()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        await world.GateAsync(GateWorld.Gate("half", fromPercent: 50));
        var shift = await world.ShiftAsync(ShiftWorld.Step(25, confirm: 30), ShiftWorld.Step(50));
        await world.RouteAsync(await world.PostAsync(100));
        world.Pass(11);
        await world.LookAsync();
        var asked = await world.ReadAsync(shift);
        Assert.Equal(ShiftState.Confirming, asked.State);

        Assert.Equal("gate-red", (await world.Commands.PromoteAsync(asked.Id, asked.Version, ShiftWorld.Commander, "go on", null, default)).Error?.Code);
        Assert.Equal("gate-red", (await world.Get<ShiftMoves>().RunAsync(ShiftWorld.Sight(asked), new ShiftMove(ShiftMoveKind.Promote, "passed", "Every check passed."), default)).Error?.Code);
        Assert.Equal(25, await world.ShareAsync());
        await world.SignAsync("half");
        Assert.True((await world.Commands.PromoteAsync(asked.Id, asked.Version, ShiftWorld.Commander, "go on", null, default)).Succeeded);
        Assert.Equal(50, await world.ShareAsync());
    }

    [Fact]
    public async Task StartAndPromote_BlockingGateIsRed_AreRefusedUntilItIsSigned()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        await world.GateAsync(GateWorld.Gate("start"), GateWorld.Gate("half", fromPercent: 50));
        var drawn = (await world.Commands.CreateAsync(new ShiftRequest([ShiftWorld.Home], [ShiftWorld.Step(25), ShiftWorld.Step(50)], SplitBy.Order), ShiftWorld.Commander, "as planned", null, default)).Value;

        Assert.Equal("gate-red", (await world.Commands.StartAsync(drawn.Id, drawn.Version, ShiftWorld.Commander, "as planned", null, default)).Error?.Code);
        Assert.Equal(0, await world.ShareAsync());
        await world.SignAsync("start");
        Assert.True((await world.Commands.StartAsync(drawn.Id, drawn.Version, ShiftWorld.Commander, "as planned", null, default)).Succeeded);

        await world.RouteAsync(await world.PostAsync(100));
        world.Pass(11);
        await world.LookAsync();
        var held = await world.ReadAsync(drawn);
        Assert.Equal((ShiftState.Baking, 0), (held.State, held.Step));
        Assert.Contains("half", world.Runner.MissingOf(held), StringComparison.Ordinal);
        Assert.Contains("A gate is red: half", ShiftNext.Of(held, world.Runner.Sights[held.Id], world.Time.GetUtcNow()).Judged, StringComparison.Ordinal);
        Assert.Equal("step-not-passed", (await world.Commands.PromoteAsync(held.Id, held.Version, ShiftWorld.Commander, "go on", null, default)).Error?.Code);

        await world.SignAsync("half");
        await world.LookAsync();
        Assert.Equal((ShiftState.Baking, 1), (await world.ReadAsync(drawn)) is var on ? (on.State, on.Step) : default);
        Assert.Equal(50, await world.ShareAsync());
    }

    [Fact]
    public async Task Start_SeveralSegments_MoveInOneRevisionAndStandInTheLog()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);

        var shift = await world.ShiftAsync([ShiftWorld.Home, pickup], ShiftWorld.Step(5), ShiftWorld.Step(25));

        var table = await world.TableAsync();
        Assert.Equal((1L, 5m, 5m), (table.Revision, await world.ShareAsync(), await world.ShareAsync(pickup)));
        Assert.Equal(table.Rules.Length, table.Rules.Select(r => r.Id).Distinct().Count());
        Assert.Equal(("S-1", ShiftState.Baking, Phase.Progressing), (shift.Name, shift.State, shift.Phase));
        var log = (await world.Get<DecisionQueries>().SearchAsync(new DecisionSearch("shift:" + shift.Id), default)).Value.Items;
        Assert.Equal(["start-shift", "draw-up-shift"], log.Select(e => e.Command));
    }

    [Fact]
    public async Task Create_BadInput_NamesTheField()
    {
        await using var world = await ShiftWorld.StartAsync(kind);
        ShiftRequest Of(IReadOnlyList<Segment> segments, params ShiftStepPlan[] steps) => new(segments, steps, SplitBy.Order);
        async Task<string?> FieldAsync(ShiftRequest request) => (await world.Commands.CreateAsync(request, ShiftWorld.Commander, "as planned", null, default)).Error?.Field;

        Assert.Equal("segments", await FieldAsync(Of([], ShiftWorld.Step(5))));
        Assert.Equal("segments", await FieldAsync(Of([ShiftWorld.Home, ShiftWorld.West], ShiftWorld.Step(5))));
        Assert.Equal("segment.lane", await FieldAsync(Of([new Segment { Lane = "no-such" }], ShiftWorld.Step(5))));
        Assert.Equal("steps", await FieldAsync(Of([ShiftWorld.Home])));
        Assert.Equal("steps", await FieldAsync(Of([ShiftWorld.Home], ShiftWorld.Step(5), ShiftWorld.Step(5))));
        Assert.Equal("steps", await FieldAsync(Of([ShiftWorld.Home], ShiftWorld.Step(0))));
        Assert.Equal("steps", await FieldAsync(Of([ShiftWorld.Home], ShiftWorld.Step(5, minutes: 0))));
        Assert.Equal("steps", await FieldAsync(Of([ShiftWorld.Home], ShiftWorld.Step(5, confirm: 100_000))));
        Assert.Equal("steps", await FieldAsync(Of([ShiftWorld.Home], ShiftWorld.Step(5, orders: -1))));
        Assert.Equal("steps", await FieldAsync(Of([ShiftWorld.Home], ShiftWorld.Step(5, shipped: -1))));
        Assert.Equal("steps", await FieldAsync(Of([ShiftWorld.Home], ShiftWorld.Step(5, cutoffs: 101))));
        Assert.Equal("steps", await FieldAsync(Of([ShiftWorld.Home], ShiftWorld.Step(5, postings: 101))));
        Assert.Equal("reason", (await world.Commands.CreateAsync(Of([ShiftWorld.Home], ShiftWorld.Step(5)), ShiftWorld.Commander, " ", null, default)).Error?.Field);
        Assert.Equal(ErrorKind.Forbidden, (await world.Commands.CreateAsync(Of([ShiftWorld.Home], ShiftWorld.Step(5)), ShiftWorld.Lead, "as planned", null, default)).Error?.Kind);
    }

    [Fact]
    public async Task Create_StepsOfThePlan_LeaveOutThoseThatAreCommandedAlready()
    {
        await using var world = await ShiftWorld.StartAsync(kind);
        await MoveAsync(world, ShiftWorld.Home, 25);

        var drawn = await world.Commands.CreateAsync(new ShiftRequest([ShiftWorld.Home], null, SplitBy.Order), ShiftWorld.Commander, "as planned", null, default);

        Assert.Equal(ShiftSettings.Default.Steps.Where(s => s.Percent > 25), drawn.Value.Steps);
        await MoveAsync(world, ShiftWorld.Home, 100);
        Assert.Equal("steps", (await world.Commands.CreateAsync(new ShiftRequest([ShiftWorld.Home], null, SplitBy.Order), ShiftWorld.Commander, "as planned", null, default)).Error?.Field);
        Assert.Equal("first-step-not-above", (await world.Commands.StartAsync(drawn.Value.Id, null, ShiftWorld.Commander, "go ahead", null, default)).Error?.Code);
    }

    [Fact]
    public async Task Start_AnotherRunsWhereItTouches_IsRefusedAndNothingMoves()
    {
        await using var world = await ShiftWorld.StartAsync(kind);
        var drawn = await DrawUpAsync(world, [ShiftWorld.West], 5, 25);
        await world.ShiftAsync(ShiftWorld.Step(5), ShiftWorld.Step(25));

        var second = await world.Commands.CreateAsync(new ShiftRequest([ShiftWorld.West], [ShiftWorld.Step(5)], SplitBy.Order), ShiftWorld.Commander, "as planned", null, default);
        var started = await world.Commands.StartAsync(drawn.Id, null, ShiftWorld.Commander, "go ahead", null, default);
        var moved = await world.Get<MoveTraffic>().RunAsync(new TrafficMove(ShiftWorld.West, 50, true, SplitBy.Order, 1), ShiftWorld.Commander, "quickly", null, default);
        var drill = await world.Get<RollBack>().RunAsync(new RollbackRequest(new RollbackScope(ShiftWorld.West), true, null), ShiftWorld.Commander, "practice", null, default);

        Assert.Equal(("shift-overlaps", "shift-overlaps", "shift-running", "shift-running"), (second.Error?.Code, started.Error?.Code, moved.Error?.Code, drill.Error?.Code));
        Assert.Contains("S-2 runs", started.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await world.TableAsync()).Revision);
    }

    [Fact]
    public async Task Start_FirstStepBeyondWhatOnePersonMayMove_IsRefused()
    {
        await using var world = await ShiftWorld.StartAsync(kind);
        var plan = world.Get<ActivePlan>();
        plan.Swap(plan.Current! with { Traffic = TrafficSettings.Default with { LargestStep = 10 } });
        var drawn = await DrawUpAsync(world, [ShiftWorld.Home], 25, 50);

        var started = await world.Commands.StartAsync(drawn.Id, null, ShiftWorld.Commander, "go ahead", null, default);

        Assert.Equal(("first-step-too-large", 0L), (started.Error?.Code, (await world.TableAsync()).Revision));
    }

    [Fact]
    public async Task Start_SameRequestTwice_StartsOnce()
    {
        await using var world = await ShiftWorld.StartAsync(kind);
        var drawn = await DrawUpAsync(world, [ShiftWorld.Home], 5, 25);
        var request = Guid.CreateVersion7();

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => world.Commands.StartAsync(drawn.Id, drawn.Version, ShiftWorld.Commander, "go ahead", request, default)));

        Assert.All(both, b => Assert.Equal(ShiftState.Baking, b.Value.State));
        Assert.Equal(1, (await world.TableAsync()).Revision);
        Assert.Equal("shift-moved", (await world.Commands.StartAsync(drawn.Id, drawn.Version, ShiftWorld.Commander, "go ahead", Guid.CreateVersion7(), default)).Error?.Code);
        Assert.Equal("shift-state", (await world.Commands.StartAsync(drawn.Id, null, ShiftWorld.Commander, "go ahead", null, default)).Error?.Code);
    }

    [Fact]
    public async Task Pause_AndResume_TheBakeGoesOnFromWhereItFroze()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(100));
        world.Pass(6);
        Assert.True((await world.Commands.PauseAsync(shift.Id, null, ShiftWorld.Lead, "a look first", null, default)).Succeeded);
        world.Pass(60);
        await world.LookAsync();
        Assert.Equal((ShiftState.Paused, 50m), ((await world.ReadAsync(shift)).State, await world.ShareAsync()));

        Assert.Equal(ErrorKind.Forbidden, (await world.Commands.ResumeAsync(shift.Id, null, ShiftWorld.Lead, "on we go", null, default)).Error?.Kind);
        Assert.True((await world.Commands.ResumeAsync(shift.Id, null, ShiftWorld.Commander, "on we go", null, default)).Succeeded);
        world.Pass(3);
        await world.LookAsync();
        Assert.Equal(0, (await world.ReadAsync(shift)).Step);
        world.Pass(2);
        await world.LookAsync();
        Assert.Equal(1, (await world.ReadAsync(shift)).Step);
    }

    [Fact]
    public async Task Pause_GuardStaysArmed_RollsBackAllTheSame()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(100), stuck: (_, side) => side == Side.Orchestration);
        Assert.True((await world.Commands.PauseAsync(shift.Id, null, ShiftWorld.Lead, "a look first", null, default)).Succeeded);

        world.Pass(6);
        await world.LookAsync();

        Assert.Equal(ShiftState.RolledBack, (await world.ReadAsync(shift)).State);
    }

    [Fact]
    public async Task Promote_StepHasNotPassed_IsRefusedOncePassedItBegins()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));

        var unseen = await world.Commands.PromoteAsync(shift.Id, null, ShiftWorld.Commander, "go on", null, default);
        await world.RouteAsync(await world.PostAsync(20));
        world.Pass(3);
        await world.LookAsync();
        var early = await world.Commands.PromoteAsync(shift.Id, null, ShiftWorld.Commander, "go on", null, default);
        await world.RouteAsync(await world.PostAsync(80));
        world.Pass(3);
        await world.LookAsync();
        var passed = await world.Commands.PromoteAsync(shift.Id, null, ShiftWorld.Commander, "go on", null, default);
        await world.RouteAsync(await world.PostAsync(40));
        world.Pass(3);
        await world.LookAsync();
        var closed = await world.Commands.PromoteAsync(shift.Id, null, ShiftWorld.Commander, "all of it", null, default);

        Assert.Equal(("step-not-passed", "step-not-passed", 1, 100m), (unseen.Error?.Code, early.Error?.Code, passed.Value.Step, await world.ShareAsync()));
        Assert.Matches("[0-9]+ of 20 orders that it needs", early.Error!.Message);
        Assert.Equal(ShiftState.Closed, closed.Value.State);
        Assert.Equal("shift-state", (await world.Commands.PromoteAsync(shift.Id, null, ShiftWorld.Commander, "more", null, default)).Error?.Code);
    }

    [Fact]
    public async Task Promote_WhilePaused_IsRefused()
    {
        await using var world = await ShiftWorld.StartAsync(kind);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        await world.Commands.PauseAsync(shift.Id, null, ShiftWorld.Lead, "a look first", null, default);

        Assert.Equal("shift-state", (await world.Commands.PromoteAsync(shift.Id, null, ShiftWorld.Commander, "go on", null, default)).Error?.Code);
        Assert.Equal("shift-state", (await world.Commands.PauseAsync(shift.Id, null, ShiftWorld.Lead, "again", null, default)).Error?.Code);
        Assert.Equal(50, await world.ShareAsync());
    }

    /// <summary>Fault 24: while idle, twice, during a promotion.</summary>
    [Fact]
    public async Task Abort_WhileIdleTwiceOrDuringAPromotion_TrafficIsAsBeforeAndTheStableSideNeverLosesIt()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        await MoveAsync(world, ShiftWorld.Home, 10);
        var idle = await DrawUpAsync(world, [ShiftWorld.Home], 25, 50);
        Assert.Equal(ShiftState.Aborted, (await world.Commands.AbortAsync(idle.Id, null, ShiftWorld.Lead, "not today", null, default)).Value.State);
        Assert.Equal((1L, 10m), ((await world.TableAsync()).Revision, await world.ShareAsync()));

        for (var round = 0; round < 8; round++)
        {
            var shift = await world.ShiftAsync(ShiftWorld.Step(25), ShiftWorld.Step(50));
            await PassedAsync(world);
            var (promote, abort, again) = (
                Task.Run(() => world.Commands.PromoteAsync(shift.Id, null, ShiftWorld.Commander, "go on", null, default)),
                Task.Run(() => world.Commands.AbortAsync(shift.Id, null, ShiftWorld.Lead, "stop", null, default)),
                Task.Run(() => world.Commands.AbortAsync(shift.Id, null, ShiftWorld.Lead, "stop it", null, default)));
            await Task.WhenAll(promote, abort, again);

            Assert.Single(new[] { await abort, await again }, a => a.Succeeded);
            Assert.Equal("shift-state", (await abort).Error?.Code ?? (await again).Error?.Code);
            Assert.Equal((ShiftState.Aborted, 10m), ((await world.ReadAsync(shift)).State, await world.ShareAsync()));
        }
    }

    /// <summary>Fault 22: advance against roll back.</summary>
    [Fact]
    public async Task Promote_AgainstARollback_RollbackWinsAndTheLoserSeesIt()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        world.Intake.ReadUntil = DateTimeOffset.UnixEpoch;
        for (var round = 0; round < 4; round++)
        {
            var shift = await world.ShiftAsync([round % 2 == 0 ? ShiftWorld.Home : pickup], ShiftWorld.Step(25), ShiftWorld.Step(50), ShiftWorld.Step(100));
            var promote = Task.Run(() => world.Commands.PromoteAsync(shift.Id, null, ShiftWorld.Commander, "go on", null, default));
            var back = Task.Run(() => world.Get<RollBack>().RunAsync(new RollbackRequest(new RollbackScope(shift.Segments[0]), false, null), ShiftWorld.Lead, "stop", null, default));
            await Task.WhenAll(promote, back);

            Assert.True((await back).Succeeded);
            var ended = await world.ReadAsync(shift);
            Assert.Equal((ShiftState.RolledBack, 0m, (await back).Value.Id), (ended.State, await world.ShareAsync(shift.Segments[0]), ended.Rollback));
            var later = await world.Commands.PromoteAsync(shift.Id, null, ShiftWorld.Commander, "go on", null, default);
            Assert.Equal("shift-state", later.Error?.Code);
            Assert.Contains("rolled back", later.Error!.Message, StringComparison.Ordinal);
            if (round == 1)
            {
                break;
            }
        }
    }

    [Fact]
    public async Task RollBack_PartOfAShift_TheRestGoesAsBefore()
    {
        await using var world = await ShiftWorld.StartAsync(kind);
        await MoveAsync(world, pickup, 10);
        var shift = await world.ShiftAsync([ShiftWorld.Home, pickup], ShiftWorld.Step(25), ShiftWorld.Step(50));

        Assert.True((await world.Get<RollBack>().RunAsync(new RollbackRequest(new RollbackScope(ShiftWorld.Home), false, null), ShiftWorld.Lead, "stop", null, default)).Succeeded);

        Assert.Equal((ShiftState.RolledBack, 0m, 10m), ((await world.ReadAsync(shift)).State, await world.ShareAsync(), await world.ShareAsync(pickup)));
        var table = await world.TableAsync();
        Assert.Equal(3, table.Revision);
        Assert.Equal(table.Rules.Length, table.Rules.Select(r => r.Id).Distinct().Count());
    }

    [Fact]
    public async Task Commands_OfNoShift_AreNotFound()
    {
        await using var world = await ShiftWorld.StartAsync(kind);

        Assert.Equal("no-such-shift", (await world.Commands.StartAsync(Guid.CreateVersion7(), null, ShiftWorld.Commander, "go ahead", null, default)).Error?.Code);
        Assert.Null(await world.Get<ShiftQueries>().FindAsync(Guid.CreateVersion7(), default));
    }

    /// <summary>The step could be promoted from now on.</summary>
    private static async Task PassedAsync(ShiftWorld world)
    {
        await world.RouteAsync(await world.PostAsync(150));
        world.Pass(3);
        await world.LookAsync();
    }

    private static async Task<Shift> DrawUpAsync(ShiftWorld world, IReadOnlyList<Segment> segments, params decimal[] percents) =>
        (await world.Commands.CreateAsync(new ShiftRequest(segments, [.. percents.Select(p => ShiftWorld.Step(p))], SplitBy.Order), ShiftWorld.Commander, "as planned", null, default)).Value;

    private static async Task MoveAsync(ShiftWorld world, Segment segment, decimal percent) =>
        Assert.True((await world.Get<MoveTraffic>().RunAsync(new TrafficMove(segment, percent, true, SplitBy.Order, (await world.TableAsync()).Revision), ShiftWorld.Commander, "before it", null, default)).Succeeded);
}

public sealed class SqliteShiftCommandsTests() : ShiftCommandsTests(StoreKind.Sqlite);

public sealed class PostgresShiftCommandsTests() : ShiftCommandsTests(StoreKind.Postgres);
