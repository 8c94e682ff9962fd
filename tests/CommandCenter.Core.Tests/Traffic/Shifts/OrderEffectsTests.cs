using CommandCenter.Orders;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic.Shifts;

namespace CommandCenter.Tests.Traffic.Shifts;

public sealed class OrderEffectsTests
{
    [Theory]
    [InlineData(2, 1, 1, 0)]
    [InlineData(2, 2, 1, 1)]
    [InlineData(1, 0, 2, 1)]
    public void Of_LinesShippedByBothSides_AddUp(long ordered, long legacy, long orchestration, int twice) =>
        Assert.Equal(twice, OrderEffects.Of([
            State(Side.Legacy, ("lines[1].quantity", FactValue.OfInteger(ordered)), ("lines[1].shipped", FactValue.OfInteger(legacy))),
            State(Side.Orchestration, ("lines[1].quantity", FactValue.OfInteger(ordered)), ("lines[1].shipped", FactValue.OfInteger(orchestration))),
        ]).LinesShippedTwice);

    [Fact]
    public void Of_LineAndItsShipments_CountOnce()
    {
        var effects = OrderEffects.Of([State(Side.Orchestration, ("lines[1].quantity", FactValue.OfInteger(2)), ("lines[1].shipped", FactValue.OfInteger(2)),
            ("lines[1].shipments[A].shipped", FactValue.OfInteger(1)), ("lines[1].shipments[B].shipped", FactValue.OfInteger(1)))]);

        Assert.Equal(0, effects.LinesShippedTwice);
    }

    [Fact]
    public void Of_Copy_HasNoPart()
    {
        var effects = OrderEffects.Of([
            State(Side.Orchestration, ("lines[1].quantity", FactValue.OfInteger(1)), ("lines[1].shipped", FactValue.OfInteger(1))),
            State(Side.Legacy, ("copy", FactValue.OfFlag(true)), ("lines[1].quantity", FactValue.OfInteger(1)), ("lines[1].shipped", FactValue.OfInteger(1))),
        ]);

        Assert.Equal(0, effects.LinesShippedTwice);
        Assert.Equal(default, OrderEffects.Of([State(Side.Legacy, ("copy", FactValue.OfFlag(true)), ("total", FactValue.OfMoney(5)))]));
    }

    [Fact]
    public void Of_CapturedByBothSides_IsTwiceUnlessASharedSystemDecides()
    {
        var (legacy, orchestration) = (
            State(Side.Legacy, ("total", FactValue.OfMoney(1000)), ("captured", FactValue.OfMoney(1000))), State(Side.Orchestration, ("total", FactValue.OfMoney(1000)), ("captured", FactValue.OfMoney(1000))));

        Assert.True(OrderEffects.Of([legacy, orchestration]).IsCapturedTwice);
        Assert.False(OrderEffects.Of([legacy, orchestration, State(Side.Shared, ("captured", FactValue.OfMoney(1000)))]).IsCapturedTwice);
        Assert.False(OrderEffects.Of([State(Side.Legacy, ("total", FactValue.OfMoney(1000)))]).TellsCaptures);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(999, false)]
    [InlineData(2000, false)]
    public void Of_Invoiced_IsPostedOnlyForWhatItComesTo(long invoiced, bool posted) =>
        Assert.Equal(posted, OrderEffects.Of([State(Side.Orchestration, ("total", FactValue.OfMoney(1000))), State(Side.Shared, ("invoiced", FactValue.OfMoney(invoiced)))]).IsPosted);

    private static OrderState State(Side side, params (string Path, FactValue Value)[] facts)
    {
        var accumulator = new OrderAccumulator();
        accumulator.Add(Some.Event("e", side: side, facts: facts));
        return accumulator.ToState("A-1", side, StageOrder.Default);
    }
}
