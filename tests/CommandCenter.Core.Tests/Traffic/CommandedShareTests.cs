using CommandCenter.Traffic;

namespace CommandCenter.Tests.Traffic;

public class CommandedShareTests
{
    [Fact]
    public void Of_LaneWithItsOwnRuleAndOneThatOverlaps_TakesItsOwnAndNamesTheOther()
    {
        var table = TrafficTable.Empty.With(new Segment { Lane = "home" }, 2500, true, SplitBy.Order).With(new Segment { Region = "west" }, 5000, false, SplitBy.Store)
            .With(new Segment { Lane = "pickup", Store = "1" }, 100, false, SplitBy.Order);

        Assert.Equal(new CommandedShare(25, true, "Some orders of the lane go by other rules: region west 50 % by store.", "r1"), CommandedShare.Of(table, "home"));
        Assert.Equal((0m, false), (CommandedShare.Of(table, "other").Percent, CommandedShare.Of(table, "other").Mirror));
        Assert.Contains("lane pickup, store 1 1 %", CommandedShare.Of(table, "pickup").Note, StringComparison.Ordinal);
        Assert.Null(CommandedShare.Of(TrafficTable.Empty, "home").Note);
    }
}
