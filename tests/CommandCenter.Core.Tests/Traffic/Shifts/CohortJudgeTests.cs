using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic.Shifts;

namespace CommandCenter.Tests.Traffic.Shifts;

/// <summary>When an order of a step counts, and as what. A minute is the limit.</summary>
public sealed class CohortJudgeTests
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void Judge_OwnerDoesNotKnowIt_CountsAsNotRoutedOnceItCouldHaveBeen(double after, bool young)
    {
        var judged = Judge(null, after);

        Assert.Equal(young, judged.IsTooYoung);
        Assert.Equal(young ? null : (bool?)false, judged.Order?.IsRouted);
    }

    [Theory]
    [InlineData(0, 60.0, true)]
    [InlineData(0, 60.1, false)]
    [InlineData(30, 90.0, true)]
    [InlineData(30, 90.1, false)]
    [InlineData(0, null, false)]
    public void Judge_Eligible_CountsFromThere(double eligible, double? routed, bool isRouted)
    {
        var judged = Judge(Record(eligible, routed), 600);

        Assert.Equal((false, isRouted), (judged.IsTooYoung, judged.Order?.IsRouted));
    }

    [Fact]
    public void Judge_EligibleLate_WaitsUntilItCouldHaveBeenRoutedHoweverItWent()
    {
        Assert.True(Judge(Record(40, null), 99).IsTooYoung);
        Assert.True(Judge(Record(40, 45), 99).IsTooYoung);
        Assert.False(Judge(Record(40, null), 100).IsTooYoung);
    }

    [Fact]
    public void Judge_HeldByItsSidesRules_SaysNothing()
    {
        Assert.Null(Judge(Record(null, null, ("stage.held", 5)), 600).Order);
        Assert.Null(Judge(Record(300, 305, ("stage.held", 5)), 600).Order);
    }

    [Fact]
    public void Judge_NeverEligibleWithoutAHold_CountsAsNotRouted() => Assert.False(Judge(Record(null, null), 600).Order!.IsRouted);

    [Fact]
    public void Judge_Cancelled_IsNotLate()
    {
        var order = Judge(Record(0, null, ("stage.cancelled", 20)), 600).Order!;

        Assert.Equal((true, true), (order.IsRouted, order.IsCancelled));
        Assert.False(Judge(Record(0, 10, ("stage.cancelled", 61)), 600).Order!.IsCancelled);
    }

    [Fact]
    public void Judge_LaneWithoutALimit_IsNeverLate() => Assert.True(Judge(Record(null, null), 600, hasLimit: false).Order!.IsRouted);

    [Fact]
    public void Judge_Routed_TellsHowLongItTook() => Assert.Equal(12.5, Judge(Record(10, 22.5), 600).Order!.RoutingSeconds);

    private static Judged Judge(SideRecord? record, double after, bool hasLimit = true) =>
        CohortJudge.Judge(7, Side.Orchestration, Some.Start, hasLimit, limit, record, Some.Start.AddSeconds(after));

    private static SideRecord Record(double? eligible, double? routed, params (string Path, double At)[] more)
    {
        List<(string Path, double At)> facts = [("stage.created", 0), .. more];
        if (eligible is { } e) facts.Add(("eligibleAt", e));
        if (routed is { } r) facts.Add(("stage.routed", r));
        var accumulator = new OrderAccumulator();
        accumulator.Add(Some.Event("e", side: Side.Orchestration, facts: [.. facts.Select(f => (f.Path, FactValue.OfInstant(Some.Start.AddSeconds(f.At))))]));
        return SideRecord.From(accumulator.ToState("A-1", Side.Orchestration, StageOrder.Default));
    }
}
