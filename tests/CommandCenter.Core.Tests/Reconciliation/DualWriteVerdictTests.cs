using CommandCenter.Plan;
using CommandCenter.Reconciliation;
using CommandCenter.Reconciliation.Parity;

namespace CommandCenter.Tests.Reconciliation;

public class DualWriteVerdictTests
{
    private static readonly DualWriteRule rule = new(0.5, 3, 1000);
    private static readonly LaneParity known = new("home", ParityStanding.Known, null, 5000, 0, 0, 0, []);

    public static TheoryData<(long, long)[], DualWriteAnswer, string> Histories => new()
    {
        { [(5000, 0), (5000, 0), (5000, 0)], DualWriteAnswer.Yes, "below 0.5 %" },
        { [(5000, 400), (5000, 0), (5000, 0), (5000, 0)], DualWriteAnswer.Yes, "last 3 runs" },
        { [(5000, 0), (5000, 40), (5000, 0)], DualWriteAnswer.NotYet, "0.5 % is allowed" },
        // 20 of 5,000 is 0.4 %, and may as well be 0.6
        { [(5000, 20), (5000, 20), (5000, 20)], DualWriteAnswer.NotYet, "0.62 %" },
        { [(5000, 0), (5000, 0)], DualWriteAnswer.CannotTell, "2 of 3 runs" },
        { [(5000, 0), (999, 0), (5000, 0)], DualWriteAnswer.CannotTell, "under 1,000 orders" },
        { [], DualWriteAnswer.CannotTell, "0 of 3 runs" },
    };

    [Theory]
    [MemberData(nameof(Histories))]
    public void Of_History_AnswersByTheUpperEndInEveryRun((long, long)[] history, DualWriteAnswer answer, string because)
    {
        var verdict = DualWriteVerdict.Of(known, "home", history, rule);

        Assert.Equal(answer, verdict.Answer);
        Assert.Contains(because, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LaneThatCannotBeTold_IsNotAnsweredByItsHistory()
    {
        var verdict = DualWriteVerdict.Of(known with { Standing = ParityStanding.CannotTell, Reason = "one side is not being read" }, "home", [(5000, 0), (5000, 0), (5000, 0)], rule);

        Assert.Equal((DualWriteAnswer.CannotTell, "one side is not being read"), (verdict.Answer, verdict.Reason));
        Assert.Equal(DualWriteAnswer.CannotTell, DualWriteVerdict.Of(null, "home", [(5000, 0), (5000, 0), (5000, 0)], rule).Answer);
    }
}
