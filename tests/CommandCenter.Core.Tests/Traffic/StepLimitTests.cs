using CommandCenter.Traffic;

namespace CommandCenter.Tests.Traffic;

public sealed class StepLimitTests
{
    private static readonly Segment west = new() { Region = "west" };
    private static readonly Segment home = new() { Lane = "home" };

    [Fact]
    public void Raise_NothingMovedYet_CountsFromLegacy() => Assert.Equal(12.5m, StepLimit.Raise(TrafficTable.Empty, west, 12.5m));

    [Fact]
    public void Raise_RuleOfTheSameSegment_CountsFromIt()
    {
        var table = TrafficTable.Empty.With(west, 3000, false, SplitBy.Order);

        Assert.Equal((10m, -30m), (StepLimit.Raise(table, west, 40), StepLimit.Raise(table, west, 0)));
    }

    [Fact]
    public void Raise_RulesThatOverlapInPart_CountsFromTheLowestThatItsOrdersMeet()
    {
        var table = TrafficTable.Empty.With(Segment.All, 2000, false, SplitBy.Order).With(west, 500, false, SplitBy.Order);

        Assert.Equal(20m, StepLimit.Raise(table, home, 25));
    }

    [Fact]
    public void Raise_AllOfItsOrdersMeetOneRule_DoesNotCountFromRulesBelow()
    {
        var table = TrafficTable.Empty.With(Segment.All, 5000, false, SplitBy.Order);

        Assert.Equal((5m, -25m), (StepLimit.Raise(table, west, 55), StepLimit.Raise(table, west, 25)));
    }

    [Fact]
    public void Raise_RuleAboveSplitsByStore_CountsFromTheOneBelowToo()
    {
        var table = TrafficTable.Empty.With(Segment.All, 5000, false, SplitBy.Store);

        Assert.Equal(55m, StepLimit.Raise(table, west, 55));
    }

    [Fact]
    public void Raise_AfterARollback_CountsFromLegacyAgain()
    {
        var table = TrafficTable.Empty.With(west, 5000, false, SplitBy.Order).RolledBack(Segment.All);

        Assert.Equal(50m, StepLimit.Raise(table, west, 50));
    }
}
