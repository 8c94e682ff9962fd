using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Tests.Persistence;

namespace CommandCenter.Tests.Reconciliation;

public class OrderComparerTests
{
    private static readonly (string, FactValue) whole = ("lane", FactValue.OfText("whole"));
    private static readonly (string, FactValue) home = ("lane", FactValue.OfText("home"));

    [Fact]
    public void Compare_EqualSides_AgreeAndNothingDiffers()
    {
        var order = Compare(Legacy([Stage.Created, Stage.Routed], whole, Total(500)), Orchestration([Stage.Created, Stage.Routed], whole, Total(500)));

        Assert.Empty(order.Differences);
        Assert.All([ParityCells.Presence, ParityCells.Of(Stage.Created), ParityCells.Of(Stage.Routed), ParityCells.Total, ParityCells.Attributes], cell => Assert.NotEqual(0UL, order.Agrees & cell.Bit));
        Assert.Equal(0UL, order.Agrees & ParityCells.Of(Stage.Shipped).Bit);
    }

    [Fact]
    public void Compare_StageLeftOutThoughTheEndAgrees_IsSkipped()
    {
        var order = Compare(Legacy([Stage.Created, Stage.Picked, Stage.Shipped], whole), Orchestration([Stage.Created, Stage.Shipped], whole));

        var found = Assert.Single(order.Differences);
        Assert.Equal(("skipped-on-orchestration:picked", DifferenceKind.SkippedOnOrchestration, false), (found.Rule, found.Kind, found.IsPending));
        Assert.Equal(Side.Orchestration, found.Lacking);
    }

    [Fact]
    public void Compare_StageNotThereYet_IsMissing()
    {
        var order = Compare(Legacy([Stage.Created], whole), Orchestration([Stage.Created, Stage.Routed], whole));

        Assert.Equal("missing-on-legacy:routed", Assert.Single(order.Differences).Rule);
    }

    [Theory]
    [InlineData(2.9, true)]
    [InlineData(3, false)]
    public void Compare_WatermarkBeforeAllowance_IsPending(double readTo, bool pending)
    {
        // routed at minute 1, allowance two minutes; the side that lags decides
        var horizon = new Horizon(Some.Start.AddMinutes(readTo), Some.Start.AddMinutes(60));
        var order = Compare(Legacy([Stage.Created], whole), Orchestration([Stage.Created, Stage.Routed], whole), horizon: horizon);

        Assert.Equal(pending, Assert.Single(order.Differences).IsPending);
        Assert.Equal(pending, order.Pending != 0);
        Assert.Equal(pending, order.Differs == 0);
        Assert.Equal(pending ? Some.Start.AddMinutes(3) : null, order.RipensAt);
    }

    [Fact]
    public void Compare_OneSideNeverRead_IsPendingForEver()
    {
        var order = Compare(Legacy([Stage.Created], whole), Orchestration([Stage.Created, Stage.Routed], whole), horizon: new Horizon(null, Some.Start.AddYears(1)));

        Assert.True(Assert.Single(order.Differences).IsPending);
    }

    [Fact]
    public void Compare_StageThatASideCannotSee_CountsNeitherWay()
    {
        var plan = Pairs.Plan;
        var rules = new ParityRules(plan with { Sides = [plan.Of(Side.Legacy) with { NotObservable = [Stage.Packed] }, plan.Of(Side.Orchestration)] });
        var order = Compare(Legacy([Stage.Created, Stage.Shipped], whole), Orchestration([Stage.Created, Stage.Packed, Stage.Shipped], whole), rules: rules);

        Assert.Empty(order.Differences);
        Assert.NotEqual(0UL, order.NotObservable & ParityCells.Of(Stage.Packed).Bit);
    }

    [Fact]
    public void Compare_CopyBeyondCopyUntil_IsNotExpected()
    {
        var order = Compare(
            Legacy([Stage.Created, Stage.Routed], home), Orchestration([Stage.Created, Stage.Authorised, Stage.Routed, Stage.Allocated, Stage.Shipped], home, ("captured", FactValue.OfMoney(500))), Side.Orchestration);

        Assert.Empty(order.Differences);
        Assert.All([ParityCells.Of(Stage.Authorised), ParityCells.Of(Stage.Allocated), ParityCells.Of(Stage.Shipped), ParityCells.Captured], cell => Assert.NotEqual(0UL, order.NotExpected & cell.Bit));
        Assert.NotEqual(0UL, order.Agrees & ParityCells.Of(Stage.Routed).Bit);
    }

    [Fact]
    public void Compare_CopyGoesFurtherThanItsOwner_Differs()
    {
        var order = Compare(Legacy([Stage.Created, Stage.Routed, Stage.Shipped], home), Orchestration([Stage.Created, Stage.Routed], home), Side.Orchestration);

        Assert.Equal("missing-on-orchestration:shipped", Assert.Single(order.Differences).Rule);
    }

    [Fact]
    public void Compare_CancelledOnTheOwnerOnly_IsExpectedOfTheCopyToo()
    {
        var order = Compare(Legacy([Stage.Created, Stage.Routed], home), Orchestration([Stage.Created, Stage.Routed, Stage.Cancelled], home), Side.Orchestration);

        Assert.Equal("missing-on-legacy:cancelled", Assert.Single(order.Differences).Rule);
    }

    [Fact]
    public void Compare_OneSideEndedByCancellation_IsNotAskedForTheStagesBehind()
    {
        var order = Compare(Legacy([Stage.Created, Stage.Cancelled], whole), Orchestration([Stage.Created, Stage.Routed, Stage.Cancelled], whole));

        Assert.Empty(order.Differences);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, false)]
    public void Compare_MoneyWithinTolerance_Agrees(int tolerance, bool differs)
    {
        var rules = Pairs.Rules(s => s with { Tolerances = [new CellTolerance(ParityCells.Total, tolerance)] });
        var order = Compare(Legacy([Stage.Created], whole, Total(500)), Orchestration([Stage.Created], whole, Total(502)), rules: rules);

        Assert.Equal(differs, order.Differences.Any());
        Assert.Equal(differs ? 2 : null, order.Differences.FirstOrDefault()?.Money);
    }

    [Fact]
    public void Compare_EquivalentWords_Agree()
    {
        var rules = Pairs.Rules(s => s with { Equivalences = [new Equivalence(ParityCells.Node, "0901", "DC-RENO")] });
        var order = Compare(
            Legacy([Stage.Created], whole, ("node", FactValue.OfText("0901"))), Orchestration([Stage.Created], whole, ("node", FactValue.OfText("DC-RENO"))), rules: rules);

        Assert.Empty(order.Differences);
        Assert.Equal("differs:node", Assert.Single(Compare(
            Legacy([Stage.Created], whole, ("node", FactValue.OfText("DC-RENO"))), Orchestration([Stage.Created], whole, ("node", FactValue.OfText("0901"))), rules: rules).Differences).Rule);
    }

    [Fact]
    public void Compare_MissingTax_IsNotZero()
    {
        var order = Compare(Legacy([Stage.Created], whole, ("tax", FactValue.OfMoney(0))), Orchestration([Stage.Created], whole));

        Assert.Equal(("missing-on-orchestration:tax", "0", null), (Assert.Single(order.Differences).Rule, order.Differences[0].Legacy, order.Differences[0].Orchestration));
    }

    [Fact]
    public void Compare_NothingCapturedAndNoWordOfIt_Agree()
    {
        var order = Compare(Legacy([Stage.Created], whole, ("captured", FactValue.OfMoney(0))), Orchestration([Stage.Created], whole));

        Assert.Empty(order.Differences);
    }

    [Fact]
    public void Compare_LineQuantity_NamesTheField()
    {
        var order = Compare(
            Legacy([Stage.Created], whole, ("lines[2].quantity", FactValue.OfInteger(3))), Orchestration([Stage.Created], whole, ("lines[2].quantity", FactValue.OfInteger(2))));

        Assert.Equal(("lines[2].quantity", "3", "2"), (Assert.Single(order.Differences).Field, order.Differences[0].Legacy, order.Differences[0].Orchestration));
    }

    [Fact]
    public void Compare_SidesSplitIntoOtherParcels_QuantitiesAreSummed()
    {
        var order = Compare(
            Legacy([Stage.Created, Stage.Shipped], whole, ("lines[1].shipments[A].shipped", FactValue.OfInteger(1)), ("lines[1].shipments[B].shipped", FactValue.OfInteger(2))),
            Orchestration([Stage.Created, Stage.Shipped], whole, ("lines[1].shipments[X].shipped", FactValue.OfInteger(3))));

        Assert.Empty(order.Differences);
        Assert.NotEqual(0UL, order.Agrees & ParityCells.Of(Stage.Shipped).Bit);
    }

    [Fact]
    public void Compare_SummedQuantitiesDiffer_NamesLineAndStage()
    {
        var order = Compare(
            Legacy([Stage.Created, Stage.Shipped], whole, ("lines[1].shipments[A].shipped", FactValue.OfInteger(1))),
            Orchestration([Stage.Created, Stage.Shipped], whole, ("lines[1].shipped", FactValue.OfInteger(3))));

        Assert.Equal(("lines[1].shipped", "differs:shipped"), (Assert.Single(order.Differences).Field, order.Differences[0].Rule));
    }

    [Fact]
    public void Compare_OneSideNeverHeardOfTheOrder_OneDifferenceNotOneOfEachField()
    {
        var parcels = Legacy([Stage.Shipped], whole);
        var order = Compare(parcels, Orchestration([Stage.Created, Stage.Shipped], whole, Total(500), ("tax", FactValue.OfMoney(40))));

        Assert.Equal("skipped-on-legacy:created", Assert.Single(order.Differences).Rule);
    }

    [Theory]
    [InlineData(true, null, "missing-on-orchestration:presence")]
    [InlineData(false, null, null)]
    [InlineData(null, null, "missing-on-orchestration:presence")]
    [InlineData(false, Side.Orchestration, "missing-on-orchestration:presence")]
    public void Compare_OnOneSideOnly_DiffersWhereTheOtherIsToHaveIt(bool? mirrored, Side? owner, string? rule)
    {
        var order = new OrderComparer(Pairs.Rules()).Compare(Pairs.Pair(Legacy([Stage.Created], whole), null, owner, mirrored), Pairs.Later);

        Assert.Equal(rule, order.Differences.SingleOrDefault()?.Rule);
        Assert.Equal(rule is null, (order.NotExpected & ParityCells.Presence.Bit) != 0);
    }

    [Fact]
    public void Compare_CopyAlone_IsALossWhateverThePlanExpects()
    {
        var rules = Pairs.Rules(s => s with { Mirrored = false });
        var order = new OrderComparer(rules).Compare(Pairs.Pair(null, Orchestration([Stage.Created], whole, ("copy", FactValue.OfFlag(true)))), Pairs.Later);

        Assert.Equal("missing-on-legacy:presence", Assert.Single(order.Differences).Rule);
    }

    [Fact]
    public void Compare_IgnoredCell_IsNowhere()
    {
        var rules = Pairs.Rules(s => s with { Ignored = [ParityCells.Total, ParityCells.Of(Stage.Picked)] });
        var order = Compare(Legacy([Stage.Created, Stage.Picked], whole, Total(1)), Orchestration([Stage.Created], whole, Total(2)), rules: rules);

        Assert.Empty(order.Differences);
        Assert.Equal(0UL, (order.Agrees | order.Differs | order.Pending | order.NotExpected | order.NotObservable) & (ParityCells.Total.Bit | ParityCells.Of(Stage.Picked).Bit));
    }

    [Fact]
    public void Compare_TimesOfAStage_OnlyWhereThePlanGivesATolerance()
    {
        var (early, late) = (Legacy([Stage.Created, Stage.Routed], whole), Orchestration([Stage.Created, Stage.Authorised, Stage.Held, Stage.Routed], whole));
        var rules = Pairs.Rules(s => s with { Tolerances = [new CellTolerance(ParityCells.Of(Stage.Routed), 119)], Ignored = [ParityCells.Of(Stage.Authorised), ParityCells.Of(Stage.Held)] });

        Assert.DoesNotContain(Compare(early, late).Differences, d => d.Cell == ParityCells.Of(Stage.Routed));
        Assert.Equal("differs:routed", Assert.Single(Compare(early, late, rules: rules).Differences).Rule);
    }

    [Fact]
    public void Compare_LongerAllowanceOfALaneAndCell_CountsBeforeTheShorter()
    {
        var rules = Pairs.Rules(s => s with { Allowances = [new CellAllowance(null, "whole", TimeSpan.FromMinutes(5)), new CellAllowance(ParityCells.Of(Stage.Routed), "whole", TimeSpan.FromMinutes(20))] });
        var order = Compare(Legacy([Stage.Created], whole), Orchestration([Stage.Created, Stage.Routed, Stage.Picked], whole), rules: rules);

        Assert.Equal([Some.Start.AddMinutes(21), Some.Start.AddMinutes(7)], order.Differences.Select(d => d.RipensAt));
    }

    private static OrderComparison Compare(SideView legacy, SideView orchestration, Side? owner = null, ParityRules? rules = null, Horizon? horizon = null) =>
        new OrderComparer(rules ?? Pairs.Rules()).Compare(Pairs.Pair(legacy, orchestration, owner), horizon ?? Pairs.Later);

    private static SideView Legacy(Stage[] stages, params (string, FactValue)[] facts) => Pairs.Side_(Side.Legacy, stages, facts);

    private static SideView Orchestration(Stage[] stages, params (string, FactValue)[] facts) => Pairs.Side_(Side.Orchestration, stages, facts);

    private static (string, FactValue) Total(long minor) => ("total", FactValue.OfMoney(minor));
}
