using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Tests.Persistence;

namespace CommandCenter.Tests.Orders;

public class OrderFoldTests
{
    [Fact]
    public void Of_RecordsThatReportTheSameStage_TakesTheEarliest()
    {
        var state = Fold(Some.Event("e2", stage: Stage.Routed, minute: 9), Some.Event("e1", stage: Stage.Routed, minute: 4));

        Assert.Equal(Some.Start.AddMinutes(4), state.At(Stage.Routed));
    }

    [Fact]
    public void Of_StageStatedOutright_BeatsTheDerivedAndGoesByStamp()
    {
        var state = Fold(
            Some.Event("e1", stage: Stage.Routed, minute: 1),
            Some.Event("e2", version: 2, minute: 2, facts: [("stage.routed", FactValue.OfInstant(Some.Start.AddMinutes(7)))]),
            Some.Event("e3", version: 1, minute: 3, facts: [("stage.routed", FactValue.OfInstant(Some.Start.AddMinutes(5)))]));

        Assert.Equal(Some.Start.AddMinutes(7), state.At(Stage.Routed));
        Assert.Empty(state.Facts);
    }

    [Fact]
    public void Of_LateLowerStage_DoesNotRegress()
    {
        var state = Fold(Some.Event("e1", stage: Stage.Shipped, version: 1), Some.Event("e2", stage: Stage.Picked, version: 9, minute: 60));

        Assert.Equal(Stage.Shipped, state.Stage);
    }

    [Fact]
    public void Of_PathThatALaterRecordStatesTwice_TakesItsLastStatement()
    {
        var state = Fold(
            Some.Event("e1", facts: [("store", FactValue.OfText("0001"))]),
            Some.Event("e2", version: 2, facts: [("store", FactValue.OfText("0009")), ("store", FactValue.OfText("0002"))]));

        Assert.Equal("0002", state.Text("store"));
    }

    [Fact]
    public void Of_RestatedFacts_GoByTheStampOfEachPath()
    {
        var state = Fold(
            Some.Event("e1", version: 1, facts: [("node", FactValue.OfText("N1")), ("store", FactValue.OfText("0001"))]),
            Some.Event("e3", version: 3, facts: [("store", FactValue.OfText("0001"))]),
            Some.Event("e2", version: 2, facts: [("node", FactValue.OfText("N2")), ("store", FactValue.OfText("0002"))]));

        Assert.Equal(("N2", "0001"), (state.Text("node"), state.Text("store")));
    }

    [Fact]
    public void Of_SupersededEvent_IsAsIfNeverSent()
    {
        var state = Fold(
            Some.Event("e1", stage: Stage.Created, facts: [("store", FactValue.OfText("0001"))]),
            Some.Event("e2", stage: Stage.Shipped, minute: 2, version: 2, facts: [("store", FactValue.OfText("0002"))]),
            Some.Event("e3", minute: 3, version: 3, kind: OrderEventKind.Supersedes, names: "e2"));

        Assert.Equal((Stage.Created, "0001", 3), (state.Stage, state.Text("store"), state.EventCount));
    }

    [Fact]
    public void Of_WithdrawalThatIsWithdrawn_LetsTheEventCountAgain()
    {
        var state = Fold(
            Some.Event("e1", stage: Stage.Shipped),
            Some.Event("e2", minute: 9, version: 9, kind: OrderEventKind.Supersedes, names: "e1"),
            Some.Event("e3", minute: 3, version: 3, kind: OrderEventKind.Supersedes, names: "e2"));

        Assert.Equal(Stage.Shipped, state.Stage);
    }

    [Theory]
    [InlineData(OrderEventKind.Reinstated, Stage.Cancelled, Stage.Picked)]
    [InlineData(OrderEventKind.ReturnCancelled, Stage.Returned, Stage.Picked)]
    [InlineData(OrderEventKind.Unallocated, Stage.Picked, Stage.Created)]
    public void Of_LoweringKind_TakesBackWhatWasStatedBeforeItAndNothingAfter(OrderEventKind kind, Stage lowered, Stage remains)
    {
        OrderEvent[] before = [Some.Event("e1", stage: Stage.Created), Some.Event("e2", stage: Stage.Picked, minute: 1), Some.Event("e3", stage: lowered, minute: 2)];
        var lowering = Some.Event("e4", minute: 3, kind: kind);

        Assert.Equal(lowered, Fold(before).Stage);
        Assert.Equal(remains, Fold([.. before, lowering]).Stage);
        Assert.Equal(lowered, Fold([.. before, lowering, Some.Event("e5", stage: lowered, minute: 4)]).Stage);
        Assert.Equal(Some.Start.AddMinutes(4), Fold([.. before, lowering, Some.Event("e5", stage: lowered, minute: 4)]).At(lowered));
    }

    [Fact]
    public void Of_SideThatRoutesBeforeItAllocates_StandsByItsOwnOrder()
    {
        OrderEvent[] events = [Some.Event("e1", stage: Stage.Routed), Some.Event("e2", stage: Stage.Allocated, minute: 1)];
        var plan = TestPlan([Stage.Created, Stage.Routed, Stage.Allocated, Stage.Released], []);

        Assert.Equal(Stage.Routed, OrderFold.Of(events).Single().Stage);
        Assert.Equal(Stage.Allocated, OrderFold.Of(events, _ => plan).Single().Stage);
        Assert.Equal(Stage.Routed, OrderFold.Of([.. events, Some.Event("e3", minute: 2, kind: OrderEventKind.Unallocated)], _ => plan).Single().Stage);
    }

    [Fact]
    public void IsClosedAt_ShippedWhereDeliveryCannotBeSeen_IsClosed()
    {
        Assert.False(StageOrder.Default.IsClosedAt(Stage.Shipped));
        Assert.True(TestPlan([], [Stage.Delivered]).IsClosedAt(Stage.Shipped));
        Assert.False(TestPlan([], [Stage.Delivered]).IsClosedAt(Stage.ReadyForPickup));
    }

    [Fact]
    public void InOrder_Usual_IsTheOrderOfTheNumbers() => Assert.Equal(Stages.All, StageOrder.Default.InOrder);

    private static OrderState Fold(params OrderEvent[] events) => Assert.Single(OrderFold.Of(events));

    private static StageOrder TestPlan(Stage[] stages, Stage[] notObservable) => StageOrder.Of(
        new CutoverPlan
        {
            Hash = "", Header = new PlanHeader("", "", "UTC", null, 1, null), Sides = [new SideDefinition(Side.Legacy, "", stages, notObservable)], Systems = [], Interfaces = [],
            Dependencies = [], Raci = [], SystemsOfRecord = [], Roles = [], Stores = [], Lanes = [], LookupTables = new Dictionary<string, LookupTable>(), Mappings = [], Sources = [],
        },
        Side.Legacy);
}
