using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Actuators;
using CommandCenter.Traffic.Analysis;
using CommandCenter.Traffic.Shifts;

namespace CommandCenter.Tests.Traffic.Shifts;

/// <summary>What a shift does by itself, on a real store: bake, promote, ask, hold, return, roll back.</summary>
public abstract class ShiftRunnerTests(StoreKind kind)
{
    [Fact]
    public async Task Round_StepBakedAndPassed_BeginsTheNextAndClosesAfterTheLast()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed, ShiftWorld.Duplicates);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        Assert.Equal(50, await world.ShareAsync());
        await world.RouteAsync(await world.PostAsync(100));

        world.Pass(9);
        await world.LookAsync();
        Assert.Equal((ShiftState.Baking, 0), State(await world.ReadAsync(shift)));

        world.Pass(2);
        await world.LookAsync();
        Assert.Equal((ShiftState.Baking, 1), State(await world.ReadAsync(shift)));
        Assert.Equal(100, await world.ShareAsync());

        await world.RouteAsync(await world.PostAsync(40));
        world.Pass(11);
        await world.LookAsync();

        var closed = await world.ReadAsync(shift);
        Assert.Equal((ShiftState.Closed, Phase.Healthy), (closed.State, closed.Phase));
        Assert.Equal(100, await world.ShareAsync());
        Assert.Equal(["closed", "promoted", "started", "drawn-up"], closed.Events.Select(e => e.Kind));
    }

    [Fact]
    public async Task Round_TrafficAbsent_StaysHoweverLongItBakes()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50, orders: 0), ShiftWorld.Step(100));

        world.Pass(600);
        await world.LookAsync();

        Assert.Equal((ShiftState.Baking, 0), State(await world.ReadAsync(shift)));
        var look = world.Runner.Sights[shift.Id].Look;
        Assert.Equal((CheckVerdict.Inconclusive, "no order of orchestration is old enough yet"), (look.Verdict, look.Checks[1].Reason));
    }

    [Fact]
    public async Task Round_TooFewOrders_StaysInconclusive()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50, orders: 0), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(20));

        world.Pass(30);
        await world.LookAsync();

        Assert.Equal((ShiftState.Baking, 0), State(await world.ReadAsync(shift)));
        Assert.Equal(CheckVerdict.Inconclusive, world.Runner.Sights[shift.Id].Look.Verdict);
        Assert.Matches("^[0-9]+ of 20 that are needed$", world.Runner.Sights[shift.Id].Look.Checks[1].Reason);
    }

    [Fact]
    public async Task Round_SourceStaleDuringBake_HoldsAndGoesOnOnceItIsFresh()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(100));
        world.Pass(11);
        world.See(age: TimeSpan.FromMinutes(5));

        await world.LookAsync();

        Assert.Equal((ShiftState.Baking, 0), State(await world.ReadAsync(shift)));
        var look = world.Runner.Sights[shift.Id].Look;
        Assert.Equal((CheckVerdict.Inconclusive, "legacy-orders is not fresh"), (look.Verdict, look.Checks[1].Reason));

        world.See();
        await world.LookAsync();
        Assert.Equal((ShiftState.Baking, 1), State(await world.ReadAsync(shift)));
    }

    [Fact]
    public async Task Round_OrdersGoUnrouted_RollsBackThroughTheClickAndEveryOrderHasItsOutcome()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(100), stuck: (_, side) => side == Side.Orchestration);

        world.Pass(6);
        await world.LookAsync();

        var ended = await world.ReadAsync(shift);
        Assert.Equal((ShiftState.RolledBack, Phase.Degraded, false), (ended.State, ended.Phase, ended.RollbacksDue));
        Assert.Equal(0, await world.ShareAsync());
        var rollback = Assert.Single(await world.RollbacksAsync());
        Assert.Equal((ended.Rollback, "cutover-command-center", false), (rollback.Id, rollback.Actor, rollback.IsDrill));
        Assert.StartsWith("S-1: Routed within the limit: beyond the limit, and not by chance", rollback.Reason, StringComparison.Ordinal);

        await world.LookAsync();
        Assert.Single(await world.RollbacksAsync());
    }

    [Fact]
    public async Task Round_ProcessEndsBetweenTheDecisionAndTheRollbacks_TheyBeginOnceAfterwards()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var backorder = new Segment { Lane = "in-store-pickup" };
        var shift = await world.ShiftAsync([ShiftWorld.Home, backorder], ShiftWorld.Step(50), ShiftWorld.Step(100));
        var move = new ShiftMove(ShiftMoveKind.RollBack, "threshold-failed", "Routed: beyond the limit. Its segments are rolled back.", ShiftWorld.Routed.Id);
        Assert.True((await world.Get<ShiftMoves>().RunAsync(ShiftWorld.Sight(await world.ReadAsync(shift)), move, default)).Value);
        Assert.Equal((0, 0), (await world.ShareAsync(), await world.ShareAsync(backorder)));

        await world.RestartAsync();
        await world.LookAsync();
        await world.LookAsync();

        Assert.Equal(2, (await world.RollbacksAsync()).Count);
        Assert.False((await world.ReadAsync(shift)).RollbacksDue);
    }

    [Fact]
    public async Task Round_ThresholdBreachedWhileAPersonIsAsked_RollsBack()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50, confirm: 60), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(60));
        world.Pass(11);
        await world.LookAsync();
        Assert.Equal(ShiftState.Confirming, (await world.ReadAsync(shift)).State);

        await world.RouteAsync(await world.PostAsync(100), stuck: (_, side) => side == Side.Orchestration);
        world.Pass(6);
        await world.LookAsync();

        Assert.Equal(ShiftState.RolledBack, (await world.ReadAsync(shift)).State);
        Assert.Equal(0, await world.ShareAsync());
    }

    /// <summary>Fault 25.</summary>
    [Fact]
    public async Task Round_NobodyConfirms_TrafficReturnsOnceAlsoAcrossARestart()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50, confirm: 20), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(60));
        world.Pass(11);
        await world.LookAsync();
        var asked = await world.ReadAsync(shift);
        Assert.Equal((ShiftState.Confirming, world.Time.GetUtcNow().AddMinutes(20)), (asked.State, asked.ConfirmUntil));

        await world.RestartAsync();
        world.Pass(19);
        await world.LookAsync();
        Assert.Equal(ShiftState.Confirming, (await world.ReadAsync(shift)).State);
        await world.RestartAsync();
        world.Pass(2);
        await world.LookAsync();
        await world.LookAsync();
        await world.RestartAsync();
        await world.LookAsync();

        var returned = await world.ReadAsync(shift);
        Assert.Equal((ShiftState.Returned, 0, 1), (returned.State, await world.ShareAsync(), returned.Events.Count(e => e.Kind == "returned")));
        Assert.Equal(2, (await world.TableAsync()).Revision);
    }

    [Fact]
    public async Task Round_TwoReckonTheSame_ItHappensOnce()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50, orders: 0), ShiftWorld.Step(100));
        var move = new ShiftMove(ShiftMoveKind.Promote, "passed", "Step 1 passed; 100 % begins.");

        var done = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Get<ShiftMoves>().RunAsync(ShiftWorld.Sight(shift), move, default)));

        Assert.Equal(1, done.Count(d => d.Value));
        Assert.Equal((2, 1), ((int)(await world.TableAsync()).Revision, (await world.ReadAsync(shift)).Step));
    }

    [Fact]
    public async Task Round_MoreShippedThanOrdered_HoldsReleasesOnceAndFreezes()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed, ShiftWorld.Duplicates);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(60));
        var twice = world.Of(Side.Orchestration).First();
        await world.SayAsync(twice, Side.Orchestration, ("lines[1].quantity", FactValue.OfInteger(1)), ("lines[1].shipped", FactValue.OfInteger(1)));
        await world.LookAsync();
        Assert.Equal(ShiftState.Baking, (await world.ReadAsync(shift)).State);

        await world.SayAsync(twice, Side.Legacy, ("lines[1].quantity", FactValue.OfInteger(1)), ("lines[1].shipments[P2].shipped", FactValue.OfInteger(1)));
        await world.LookAsync();
        await world.LookAsync();

        var held = await world.ReadAsync(shift);
        Assert.Equal((ShiftState.Held, Phase.Degraded, 50m), (held.State, held.Phase, await world.ShareAsync()));
        Assert.Equal(1, held.Events.Count(e => e.Kind == "releases-held"));
        Assert.Equal("cutover-command-center", Assert.Single(await world.HoldsAsync()).HeldBy);

        Assert.True((await world.Commands.ResumeAsync(shift.Id, null, ShiftWorld.Commander, "looked at it", null, default)).Succeeded);
        await world.LookAsync();
        Assert.Equal(ShiftState.Held, (await world.ReadAsync(shift)).State);
    }

    [Fact]
    public async Task Round_HarmOfAnEarlierStepShowsLate_IsSeen()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed, ShiftWorld.Duplicates);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(60));
        var early = world.Of(Side.Orchestration).First();
        world.Pass(11);
        await world.LookAsync();
        Assert.Equal(1, (await world.ReadAsync(shift)).Step);

        await world.SayAsync(early, Side.Orchestration, ("lines[1].quantity", FactValue.OfInteger(1)), ("lines[1].shipped", FactValue.OfInteger(2)));
        await world.LookAsync();

        Assert.Equal((ShiftState.Held, 1), State(await world.ReadAsync(shift)));
    }

    [Fact]
    public async Task Round_LegacyUnfit_HoldsReleasesAndWaitsForAPersonThoughItRecovers()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(100), stuck: (_, side) => side == Side.Orchestration);
        world.Unfit(true);
        world.Pass(6);

        await world.LookAsync();

        var held = await world.ReadAsync(shift);
        Assert.Equal((ShiftState.Held, "legacy-unfit"), (held.State, held.Reason));
        Assert.Single(await world.HoldsAsync());
        world.Unfit(false);
        world.Pass(1);
        await world.LookAsync();
        Assert.Equal(ShiftState.Held, (await world.ReadAsync(shift)).State);
        Assert.Empty(await world.RollbacksAsync());
        Assert.True((await world.Commands.ResumeAsync(shift.Id, null, ShiftWorld.Commander, "legacy is back", null, default)).Succeeded);
        await world.LookAsync();
        Assert.Equal(ShiftState.RolledBack, (await world.ReadAsync(shift)).State);
    }

    [Fact]
    public async Task Round_StepWaitsForShipmentsCutoffAndPosting_PassesWithAllThree()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50, shipped: 2, cutoffs: 1, postings: 1), ShiftWorld.Step(100));
        world.Cutoffs(world.Time.GetUtcNow().AddMinutes(30));
        await world.RouteAsync(await world.PostAsync(60));
        world.Pass(11);
        await world.LookAsync();
        var ours = world.Of(Side.Orchestration).Take(2).ToList();

        foreach (var key in ours)
        {
            await world.SayAsync(key, Side.Orchestration, ("stage.shipped", FactValue.OfInstant(world.Time.GetUtcNow())), ("total", FactValue.OfMoney(1000)));
        }

        await world.LookAsync();
        Assert.Equal((2L, 0, 0), (world.Runner.Sights[shift.Id].Standing.Shipped, world.Runner.Sights[shift.Id].Standing.CarrierCutoffs, world.Runner.Sights[shift.Id].Standing.ErpPostings));
        world.Pass(20);
        await world.LookAsync();
        Assert.Equal((ShiftState.Baking, 0), State(await world.ReadAsync(shift)));
        await world.SayAsync(ours[0], Side.Shared, ("invoiced", FactValue.OfMoney(1000)));
        await world.LookAsync();
        Assert.Equal((ShiftState.Baking, 1), State(await world.ReadAsync(shift)));
    }

    [Fact]
    public async Task Round_ThresholdOnlyPages_TellsOnceAndStays()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed with { Action = ThresholdAction.Page });
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(100), stuck: (_, side) => side == Side.Orchestration);
        world.Pass(20);

        await world.LookAsync();
        await world.LookAsync();

        var told = await world.ReadAsync(shift);
        Assert.Equal((ShiftState.Baking, 0, 1), (told.State, told.Step, told.Events.Count(e => e.Kind == "paged")));
    }

    [Fact]
    public async Task Round_StepOfAHundredPercent_IsNotKeptWaitingForLegacysOrders()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed, ShiftWorld.Of(ThresholdMetric.RoutedWorseThanLegacy, 5, ThresholdAction.RollBack, 5));
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(100));
        world.Pass(11);
        await world.LookAsync();
        Assert.Equal((ShiftState.Baking, 1), State(await world.ReadAsync(shift)));

        await world.RouteAsync(await world.PostAsync(40));
        world.Pass(11);
        await world.LookAsync();

        Assert.Equal(ShiftState.Closed, (await world.ReadAsync(shift)).State);
    }

    [Fact]
    public async Task Round_OutsideActuatorNotConfirmed_HoldsUntilItIs()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        await world.RouteAsync(await world.PostAsync(100));
        world.Intake.Outside = new OutsideConfirmation(["edge"], null);
        world.Pass(11);

        await world.LookAsync();

        Assert.Equal("edge is not confirmed to carry out revision 1", world.Runner.Sights[shift.Id].Look.Checks[1].Reason);
        Assert.Equal((ShiftState.Baking, 0), State(await world.ReadAsync(shift)));
        world.Intake.Outside = OutsideConfirmation.None;
        await world.LookAsync();
        Assert.Equal((ShiftState.Baking, 1), State(await world.ReadAsync(shift)));
    }

    [Fact]
    public async Task Round_OrdersFoundInASidesLedger_AreNotOfTheStep()
    {
        await using var world = await ShiftWorld.StartAsync(kind, ShiftWorld.Routed);
        var shift = await world.ShiftAsync(ShiftWorld.Step(50), ShiftWorld.Step(100));
        await using (var db = world.Intake.Store())
        {
            db.IntakeOrders.Add(new IntakeOrderRow
            {
                OrderKey = "OLD-1", Number = 1_000_000, IdempotencyKey = "", BodyHash = [1], Payload = [1], Lane = "ship-to-home", PlacedAt = Some.Start, AcceptedAt = world.Time.GetUtcNow(), Owner = Side.Orchestration, Epoch = 1,
                Revision = 0, Rule = "", AcceptedOwner = Side.Orchestration,
            });
            await db.SaveChangesAsync();
        }

        world.Pass(10);
        await world.LookAsync();

        Assert.Equal(0, world.Runner.Sights[shift.Id].Standing.Orders);
    }

    private static (ShiftState State, int Step) State(Shift shift) => (shift.State, shift.Step);
}

public sealed class SqliteShiftRunnerTests() : ShiftRunnerTests(StoreKind.Sqlite);

public sealed class PostgresShiftRunnerTests() : ShiftRunnerTests(StoreKind.Postgres);
