using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;

namespace CommandCenter.Tests.Live;

/// <summary>Limits that are no plain duration to a stage.</summary>
public class SlaKindsTests
{
    private static readonly DateTimeOffset T0 = LiveWorld.Start; // Tuesday 12:00 in Los Angeles
    private static readonly DayOfWeek[] week = Enum.GetValues<DayOfWeek>();

    [Fact]
    public void Promise_ShipBy_IsTheDeadlineWhateverHoldsItAndGoesThroughItsLevels()
    {
        var world = World(new SlaLimit(Stage.Shipped, "placed", null, 96, [TimeSpan.FromHours(4), TimeSpan.FromHours(1)]) { Due = LimitDue.ShipBy });
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [Fact("shipBy", T0.AddHours(6))], (Stage.Created, T0), (Stage.Held, T0.AddMinutes(1))));
        Assert.Equal((TimerState.Running, T0.AddHours(6), 0), Shown(world));

        Pass(world, hours: 3);
        Assert.Equal((1, TimeSpan.FromHours(4), 2), (Timer(world).AtRiskLevel, Timer(world).AtRiskBefore, Timer(world).AtRiskLevels));
        Assert.Equal(1, world.Lane("home").AtRisk);
        Pass(world, hours: 2.5);
        Assert.Equal((2, TimeSpan.FromHours(1)), (Timer(world).AtRiskLevel, Timer(world).AtRiskBefore));
        Pass(world, hours: 1);
        Assert.Equal((TimerState.Overdue, T0.AddHours(6), 0), Shown(world));

        // the promise was moved, and the news of it came late
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [Fact("shipBy", T0.AddHours(30))], (Stage.Created, T0)));
        Assert.Equal((TimerState.Running, T0.AddHours(30), 0), Shown(world));
        Assert.NotEqual(0, world.State.Find("A")!.Clocks[0].WithdrawnAt);
        Assert.Equal(T0.AddHours(6), Instants.FromMicros(world.State.Find("A")!.Clocks[0].BreachedAt));
    }

    [Fact]
    public void Promise_InClosedTime_RollsToTheNextOpeningWhereThePlanSaysSo()
    {
        var promise = new SlaLimit(Stage.ReadyForPickup, "placed", null, 96, []) { Due = LimitDue.ReadyBy };
        var world = World(promise, promise with { From = "eligible", Calendar = "stores", RollForward = true });
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [Fact("readyBy", T0.AddHours(10)), LiveWorld.Eligible(T0)], (Stage.Created, T0)));

        // 22:00 is behind the closing at 21:00; the stores open at 09:00
        Assert.Equal([T0.AddHours(10), T0.AddHours(21)], world.Snapshot().Timers.Select(t => t.Deadline));
    }

    [Fact]
    public void Promise_NotKnown_StartsNoClockUntilItIs()
    {
        var world = World(new SlaLimit(Stage.Shipped, "placed", null, 96, []) { Due = LimitDue.ShipBy });
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, (Stage.Created, T0)));
        Assert.Empty(world.Snapshot().Timers);
        Assert.Equal(ClockState.NotStarted, world.State.Find("A")!.Clocks[0].Reading.State);

        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [Fact("shipBy", T0.AddHours(1))], (Stage.Created, T0)));
        Assert.Equal(T0.AddHours(1), Timer(world).Deadline);
    }

    [Fact]
    public void Pickup_OpeningHours_StandStillAtNightAndGoOnInTheMorning()
    {
        var world = World(new SlaLimit(Stage.ReadyForPickup, "placed", TimeSpan.FromHours(2), 97, []) { Calendar = "stores" });
        var evening = T0.AddHours(8); // 20:00
        world.Now = evening;
        world.AllCaughtUp();
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, (Stage.Created, evening)));
        Assert.Equal((TimerState.Running, T0.AddHours(22), 0), Shown(world));

        Pass(world, hours: 6);
        var night = Timer(world);
        Assert.Equal((TimerState.Paused, TimerPause.Closed, TimeSpan.FromHours(1), T0.AddHours(22)), (night.State, night.PausedBy, night.RemainingWhenPaused, night.Deadline));
        Pass(world, hours: 7.5);
        Assert.Equal((TimerState.Running, null, T0.AddHours(22)), (Timer(world).State, Timer(world).PausedBy, Timer(world).Deadline));
        Pass(world, hours: 1);
        Assert.Equal(TimerState.Overdue, Timer(world).State);
    }

    [Fact]
    public void Pickup_HoldOverTheNightArrivesLate_OnlyItsOpenHoursCountAndTheBreachIsWithdrawn()
    {
        var world = World(new SlaLimit(Stage.ReadyForPickup, "placed", TimeSpan.FromHours(2), 97, []) { Calendar = "stores" });
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, (Stage.Created, T0)));
        Pass(world, hours: 3);
        Assert.Equal(1, world.Lane("home").Breached);

        // held from 13:00 to 10:00 of the next day: nine open hours, so that one is left
        (string, FactValue)[] held = [Fact("holdClearedAt", T0.AddHours(22))];
        world.Now = T0.AddHours(22.5);
        world.AllCaughtUp();
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, held, (Stage.Created, T0), (Stage.Held, T0.AddHours(1))));

        Assert.Equal((TimerState.Running, T0.AddHours(23), 0), Shown(world));
        Assert.Equal(T0.AddHours(2), Instants.FromMicros(world.State.Find("A")!.Clocks[0].BreachedAt));
        Assert.NotEqual(0, world.State.Find("A")!.Clocks[0].WithdrawnAt);
    }

    [Fact]
    public void TimeScale_DividesDurationsAndLeavesCalendarsPromisesAndCutoffs()
    {
        var limit = new SlaLimit(Stage.ReadyForPickup, "placed", TimeSpan.FromHours(100), 97, []) { Calendar = "stores" };
        var world = World(10, limit, new SlaLimit(Stage.Shipped, "placed", null, 97, [TimeSpan.FromHours(10)]) { Due = LimitDue.ShipBy }, new SlaLimit(Stage.Shipped, "placed", null, 97, []) { Due = LimitDue.CarrierCutoff });
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [Fact("shipBy", T0.AddHours(3)), ("node", FactValue.OfText("DC-RENO"))], (Stage.Created, T0)));

        var timers = world.Snapshot().Timers;
        // ten hours: nine until 21:00, one from 09:00
        Assert.Equal([("shipped from placed due shipBy", T0.AddHours(3)), ("shipped from placed due carrierCutoff", T0.AddHours(4)), ("ready-for-pickup from placed", T0.AddHours(22))], timers.Select(t => (t.Limit, t.Deadline)));
        Pass(world, hours: 2.5);
        Assert.Equal((1, TimeSpan.FromHours(1)), (Timer(world).AtRiskLevel, Timer(world).AtRiskBefore));
    }

    [Fact]
    public void Cutoff_NodeAndServiceOfTheShipments_DecideAndTheEarliestCounts()
    {
        var world = World(new SlaLimit(Stage.Shipped, "placed", null, 95, []) { Due = LimitDue.CarrierCutoff });
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [("node", FactValue.OfText("DC-ERIE"))], (Stage.Created, T0)));
        Assert.Equal(T0.AddHours(6), Timer(world).Deadline); // 18:00, where nothing nearer is said

        (string, FactValue)[] one = [Shipment("S1", "node", "DC-RENO"), Shipment("S1", "service", "two-day")];
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, one, (Stage.Created, T0)));
        Assert.Equal(T0.AddHours(4), Timer(world).Deadline);

        (string, FactValue)[] two = [.. one, Shipment("S2", "node", "DC-RENO"), Shipment("S2", "service", "ground")];
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, two, (Stage.Created, T0)));
        Assert.Equal(T0.AddHours(2), Timer(world).Deadline);

        // voided: it goes nowhere
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [.. two, Fact("shipments[S2].voidedAt", T0)], (Stage.Created, T0)));
        Assert.Equal(T0.AddHours(4), Timer(world).Deadline);
    }

    [Fact]
    public void Cutoff_WhileTheOrderIsHeld_GivesWayToTheNextAndALateHoldWithdrawsTheBreach()
    {
        var world = World(new SlaLimit(Stage.Shipped, "placed", null, 95, []) { Due = LimitDue.CarrierCutoff });
        (string, FactValue)[] node = [("node", FactValue.OfText("DC-RENO"))];
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, node, (Stage.Created, T0)));
        Pass(world, hours: 5);
        Assert.Equal((TimerState.Overdue, T0.AddHours(4), 0), Shown(world));

        // held from 15:00 to 16:30: the cut-off of 16:00 passes it by, that of tomorrow counts
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [.. node, Fact("holdClearedAt", T0.AddHours(4.5))], (Stage.Created, T0), (Stage.Held, T0.AddHours(3))));
        Assert.Equal((TimerState.Running, T0.AddHours(28), 0), Shown(world));
        Assert.NotEqual(0, world.State.Find("A")!.Clocks[0].WithdrawnAt);

        // a hold that ends before the cut-off moves nothing
        world.Fold("legacy-orders", world.Order("B", Side.Legacy, [.. node, Fact("holdClearedAt", T0.AddHours(5.5))], (Stage.Created, T0.AddHours(5)), (Stage.Held, T0.AddHours(5.1))));
        Pass(world, hours: 1);
        Assert.Equal(T0.AddHours(28), Timer(world, "B").Deadline);
    }

    [Fact]
    public void Label_FromPicked_EndsWithTheLabelAndNoLaterThanShipped()
    {
        var world = World(new SlaLimit(Milestone.Label, "picked", TimeSpan.FromMinutes(30), 99, []));
        world.Fold("legacy-orders", Picked(world, "A"), Picked(world, "B"), Picked(world, "C", Fact("shipments[1].labelAt", T0.AddMinutes(20))));
        world.Fold("orch-orders", world.Order("O", Side.Orchestration, (Stage.Created, T0), (Stage.Picked, T0)));
        Pass(world, hours: 1);
        Assert.Equal(["A", "B"], world.Snapshot().Timers.Select(t => t.OrderKey).Order()); // no mapping of orchestration fills labelAt: not measured there

        world.Fold("legacy-orders", world.Order("B", Side.Legacy, (Stage.Created, T0), (Stage.Picked, T0), (Stage.Shipped, T0.AddMinutes(25))));
        Assert.Equal(["A"], world.Snapshot().Timers.Select(t => t.OrderKey));
        Assert.Equal(ClockState.Met, world.State.Find("B")!.Clocks[0].Reading.State);
        Assert.Equal("label from picked", Timer(world).Limit);
    }

    [Fact]
    public void Reservation_SaidOutright_ElseAllocated()
    {
        var world = World(new SlaLimit(Milestone.Reservation, "placed", TimeSpan.FromMinutes(30), 99, []));
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [Fact("reservedAt", T0.AddMinutes(10))], (Stage.Created, T0), (Stage.Allocated, T0.AddMinutes(40))));
        world.Fold("orch-orders", world.Order("B", Side.Orchestration, (Stage.Created, T0), (Stage.Allocated, T0.AddMinutes(40))), world.Order("C", Side.Orchestration, (Stage.Created, T0)));
        Pass(world, hours: 1);

        Assert.Equal([ClockState.Met, ClockState.Late, ClockState.Overdue], new[] { "A", "B", "C" }.Select(k => world.State.Find(k)!.Clocks[0].Reading.State));
    }

    [Fact]
    public void Confirmed_EveryShipmentThatIsNotVoided_OnTheManifest()
    {
        var world = World(new SlaLimit(Milestone.Confirmed, "shipped", TimeSpan.FromMinutes(30), 99, []));
        (Stage, DateTimeOffset)[] shipped = [(Stage.Created, T0), (Stage.Shipped, T0)];
        world.Fold(
            "legacy-orders",
            world.Order("all", Side.Legacy, [Fact("shipments[1].manifestedAt", T0.AddMinutes(5)), Fact("shipments[2].manifestedAt", T0.AddMinutes(10))], shipped),
            world.Order("one", Side.Legacy, [Fact("shipments[1].manifestedAt", T0.AddMinutes(5)), Shipment("2", "carrier", "x")], shipped),
            world.Order("void", Side.Legacy, [Fact("shipments[1].manifestedAt", T0.AddMinutes(5)), Fact("shipments[2].voidedAt", T0)], shipped));
        Pass(world, hours: 1);

        Assert.Equal([ClockState.Met, ClockState.Overdue, ClockState.Met], new[] { "all", "one", "void" }.Select(k => world.State.Find(k)!.Clocks[0].Reading.State));
    }

    [Fact]
    public void Propagation_EveryStageThatACopyComesTo_HasItsOwnDeadline()
    {
        var world = World(new SlaLimit(Milestone.Propagation, SlaLimit.Reached, TimeSpan.FromMinutes(2), 99, []));
        world.Fold("legacy-orders", world.Order("alone", Side.Legacy, (Stage.Created, T0)), world.Order("A", Side.Legacy, (Stage.Created, T0)));
        world.Fold("orch-orders", Copy(world, (Stage.Created, T0.AddMinutes(1))));
        Assert.Empty(world.Snapshot().Timers); // told in time; without a copy there is nobody to tell

        Pass(world, hours: 0.5);
        // authorised and allocated are the owner's alone, picked lies behind what a copy comes to
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, (Stage.Created, T0), (Stage.Authorised, T0.AddMinutes(20)), (Stage.Allocated, T0.AddMinutes(20)), (Stage.Routed, T0.AddMinutes(29)), (Stage.Picked, T0.AddMinutes(29))));
        var timer = Timer(world);
        Assert.Equal(("propagation", TimerState.Running, T0.AddMinutes(31)), (timer.Stage.Name, timer.State, timer.Deadline));
        Pass(world, hours: 0.1);
        Assert.Equal(TimerState.Overdue, Timer(world).State);

        // it had been told in time: the news of it came late
        world.Fold("orch-orders", Copy(world, (Stage.Created, T0.AddMinutes(1)), (Stage.Routed, T0.AddMinutes(30))));
        Assert.Empty(world.Snapshot().Timers);
        Assert.Equal(ClockState.Met, world.State.Find("A")!.Clocks[0].Reading.State);
        Assert.NotEqual(0, world.State.Find("A")!.Clocks[0].WithdrawnAt);

        // an end must be told too
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, (Stage.Created, T0), (Stage.Routed, T0.AddMinutes(29)), (Stage.Cancelled, T0.AddMinutes(35))));
        Assert.Equal(T0.AddMinutes(37), Timer(world).Deadline);
    }

    [Fact]
    public void Propagation_OtherSideNotReadSoFar_IsNoBreach()
    {
        var world = World(new SlaLimit(Milestone.Propagation, SlaLimit.Reached, TimeSpan.FromMinutes(2), 99, []));
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, (Stage.Created, T0)));
        world.Fold("orch-orders", Copy(world, (Stage.Created, T0)));
        world.Now = T0.AddMinutes(10);
        world.FoldAt(T0.AddMinutes(10), "legacy-orders", world.Order("A", Side.Legacy, (Stage.Created, T0), (Stage.Routed, T0.AddMinutes(5))));
        world.FoldAt(T0.AddMinutes(6), "orch-orders");

        Assert.Equal(TimerState.Running, Timer(world).State);
        world.FoldAt(T0.AddMinutes(8), "orch-orders");
        Assert.Equal(TimerState.Overdue, Timer(world).State);
    }

    /// <summary>A hundred mixes of news about both sides, each told in two orders with time passing between: clocks end alike.</summary>
    [Fact]
    public void Read_AnyOrderOfArrival_EndsAlike()
    {
        SlaLimit[] limits =
        [
            new(Stage.ReadyForPickup, "placed", TimeSpan.FromHours(2), 97, [TimeSpan.FromMinutes(30)]) { Calendar = "stores" }, new(Stage.Shipped, "placed", null, 97, []) { Due = LimitDue.ShipBy },
            new(Stage.Shipped, "placed", null, 97, []) { Due = LimitDue.CarrierCutoff }, new(Milestone.Label, "picked", TimeSpan.FromMinutes(30), 97, []),
            new(Milestone.Reservation, "placed", TimeSpan.FromMinutes(20), 97, []), new(Milestone.Propagation, SlaLimit.Reached, TimeSpan.FromMinutes(2), 97, []), new(Milestone.Confirmed, "shipped", TimeSpan.FromMinutes(20), 97, []),
        ];
        for (var seed = 0; seed < 100; seed++)
        {
            var dice = new Random(seed);
            DateTimeOffset Some() => T0.AddMinutes(dice.Next(1, 30 * 60));
            var hold = Some();
            (string Path, FactValue Value)[] facts =
            [
                Fact("shipBy", Some()), Fact("reservedAt", Some()), Fact("shipments[1].labelAt", Some()), Fact("shipments[1].manifestedAt", Some()), Shipment("1", "node", "DC-RENO"), Shipment("1", "service", "ground"),
                Fact("holdClearedAt", hold.AddMinutes(dice.Next(1, 900))),
            ];
            (Stage, DateTimeOffset)[] stages = [(Stage.Held, hold), (Stage.Routed, Some()), (Stage.Picked, Some()), (Stage.Shipped, Some()), (Stage.ReadyForPickup, Some())];
            var known = facts.Where(_ => dice.Next(3) > 0).ToArray();
            (Stage, DateTimeOffset)[] reached = [(Stage.Created, T0), .. stages.Where(_ => dice.Next(3) > 0)];
            (Stage, DateTimeOffset)[] told = [(Stage.Created, T0.AddMinutes(dice.Next(4))), .. dice.Next(2) == 0 ? [(Stage.Routed, Some())] : Array.Empty<(Stage, DateTimeOffset)>()];

            var ends = new[] { true, false }.Select(inSteps =>
            {
                var world = World(limits);
                world.Fold("legacy-orders", world.Order("A", Side.Legacy, (Stage.Created, T0)));
                world.Fold("orch-orders", Copy(world, (Stage.Created, told[0].Item2)));
                for (var step = 1; step <= 32; step++)
                {
                    Pass(world, hours: 1);
                    if (inSteps)
                    {
                        world.Fold("legacy-orders", world.Order("A", Side.Legacy, known, [.. reached.Where(r => r.Item2 <= world.Now)]));
                        world.Fold("orch-orders", Copy(world, [.. told.Where(r => r.Item2 <= world.Now)]));
                    }
                }

                world.Fold("orch-orders", Copy(world, told));
                world.Fold("legacy-orders", world.Order("A", Side.Legacy, known, reached));
                world.Snapshot();
                return world.State.Find("A")!.Clocks.Select(c => c.Reading).ToArray();
            }).ToArray();

            Assert.Equal(ends[0], ends[1]);
        }
    }

    [Fact]
    public void Apply_PlanWithoutTheLimit_EndsItsStoredClockAndKeepsTheOthers()
    {
        var (label, shipped) = (new SlaLimit(Milestone.Label, "picked", TimeSpan.FromMinutes(30), 99, []), new SlaLimit(Stage.Shipped, "placed", TimeSpan.FromMinutes(40), 97, []));
        var world = World(label, shipped);
        world.Fold("legacy-orders", Picked(world, "A"));
        Pass(world, hours: 1);
        var breached = world.State.Find("A")!.Clocks[1].BreachedAt;

        world.State.Apply(Plan(1, shipped), Instants.ToMicros(world.Now));

        var gone = Assert.Single(world.State.GoneClocks);
        Assert.Equal(("A", "label from picked", StoredTimerState.Withdrawn), (gone.OrderKey, gone.Limit.ToString(), gone.State));
        Assert.Equal(breached, world.State.Find("A")!.Clocks[0].BreachedAt);
    }

    [Fact]
    public void Owner_Changed_TheOldOwnersClocksEnd()
    {
        var world = World(new SlaLimit(Stage.Shipped, "placed", TimeSpan.FromMinutes(40), 97, []));
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, (Stage.Created, T0)));
        world.Fold("orch-orders", Copy(world, (Stage.Created, T0)));
        Pass(world, hours: 1);
        world.Fold("legacy-orders", world.Order("A", Side.Legacy, [LiveWorld.Copy], (Stage.Created, T0)));
        world.Fold("orch-orders", world.Order("A", Side.Orchestration, (Stage.Created, T0)));

        Assert.Equal([(Side.Legacy, StoredTimerState.Withdrawn)], world.State.GoneClocks.Select(g => (g.Side, g.State)));
        Assert.Equal((Side.Orchestration, TimerState.Overdue), (Timer(world).Side, Timer(world).State));
    }

    private static LiveWorld World(params SlaLimit[] limits) => World(1, limits);

    private static LiveWorld World(double scale, params SlaLimit[] limits) => new(Plan(scale, limits));

    private static CutoverPlan Plan(double scale, params SlaLimit[] limits)
    {
        var plan = LiveWorld.Plan(scale);
        var rule = new FieldRule();
        var shipments = new CollectionRule("$", rule, null, new Dictionary<string, FieldRule>(StringComparer.Ordinal) { ["labelAt"] = rule, ["manifestedAt"] = rule });
        var legacy = new MappingDefinition { Id = "legacy", Hash = "l", Kind = RecordKind.Order, Shipments = shipments, Fields = new Dictionary<string, FieldRule>(StringComparer.Ordinal) { ["reservedAt"] = rule } };
        return plan with
        {
            Lanes = [new LaneDefinition("home", "Ship to home", "", "", Stage.Routed, limits)],
            Calendars = [OpenTimeTests.Stores()],
            CarrierCutoffs =
            [
                new CarrierCutoff("ground", ["DC-RENO"], ["ground"], week, [new TimeOnly(14, 0)], "America/Los_Angeles", null), new CarrierCutoff("reno", ["DC-RENO"], [], week, [new TimeOnly(16, 0)], "America/Los_Angeles", null),
                new CarrierCutoff("rest", [], [], week, [new TimeOnly(18, 0)], "America/Los_Angeles", null),
            ],
            Mappings = [.. plan.Mappings, legacy],
            Sources = [LiveWorld.Source("legacy-orders", Side.Legacy, "legacy"), LiveWorld.Source("orch-orders", Side.Orchestration)],
        };
    }

    private static OrderState Picked(LiveWorld world, string key, params (string, FactValue)[] facts) => world.Order(key, Side.Legacy, facts, (Stage.Created, T0), (Stage.Picked, T0));

    private static OrderState Copy(LiveWorld world, params (Stage, DateTimeOffset)[] stages) => world.Order("A", Side.Orchestration, [LiveWorld.Copy], stages);

    private static (string, FactValue) Fact(string path, DateTimeOffset at) => (path, FactValue.OfInstant(at));

    private static (string, FactValue) Shipment(string id, string field, string value) => ($"shipments[{id}].{field}", FactValue.OfText(value));

    private static TimerLive Timer(LiveWorld world, string key = "A") => world.Snapshot().Timers.First(t => t.OrderKey == key);

    private static (TimerState, DateTimeOffset, int) Shown(LiveWorld world) => (Timer(world).State, Timer(world).Deadline, Timer(world).AtRiskLevel);

    private static void Pass(LiveWorld world, double hours)
    {
        world.Now += TimeSpan.FromHours(hours);
        world.AllCaughtUp();
        world.Snapshot();
    }
}
