using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Tests.Traffic.Analysis;

/// <summary>What makes evidence safe: whatever the truth within the hypothesis, it is expected to be at most 1, reckoned over every outcome there can be.</summary>
public sealed class SafeTestsTests
{
    private const double Rounding = 1e-9;

    [Theory]
    [InlineData(0, "WRWRWRWRWR")]
    [InlineData(0, "RRRWRRRWRRRW")]
    [InlineData(0, "WWWRWWWRWWR")]
    [InlineData(0.005, "RRRWRRRWRRRW")]
    [InlineData(0.05, "WRWRWRWRWR")]
    [InlineData(0.05, "RRWWRRWWRW")]
    public void SafeDifference_AnyTruthWithinTheMargin_IsExpectedAtMostOne(double margin, string owners)
    {
        foreach (var reference in new[] { 0.001, 0.005, 0.02, 0.1, 0.5, 0.9 })
        {
            foreach (var watched in new[] { reference + margin, Math.Max(reference + margin - 0.02, 0.0005) }.Where(w => w <= 1))
            {
                var expected = Expected(owners, reference, watched, margin);
                Assert.True(expected <= 1 + Rounding, $"expected {expected} at {reference} and {watched}");
            }
        }
    }

    [Fact]
    public void SafeDifference_WatchedIsWorse_IsExpectedAboveOne() => Assert.True(Expected("WRWRWRWRWRWR", 0.005, 0.3, 0) > 1.5);

    [Fact]
    public void SafeRatio_AnyTruthWithinTheLimit_IsExpectedAtMostOne()
    {
        const int Orders = 14;
        var test = new SafeRatioTest(0.05);
        foreach (var share in new[] { 0.0005, 0.01, 0.049, 0.05 })
        {
            var expected = Enumerable.Range(0, 1 << Orders).Sum(outcome =>
            {
                var failures = int.PopCount(outcome);
                return Math.Pow(share, failures) * Math.Pow(1 - share, Orders - failures) * Math.Exp(test.LogEvidence(failures, Orders));
            });
            Assert.True(expected <= 1 + Rounding, $"expected {expected} at {share}");
        }
    }

    [Theory]
    [InlineData(0, 1000, -0.9)]
    [InlineData(5, 1000, -0.5)]
    public void SafeRatio_ShareAtOrBelowTheLimit_GivesNoEvidence(long failures, long orders, double most) =>
        Assert.True(new SafeRatioTest(0.005).LogEvidence(failures, orders) < most, $"{new SafeRatioTest(0.005).LogEvidence(failures, orders)}");

    [Fact]
    public void SafeRatio_TwentyTimesTheLimit_IsBeyondDoubtAfterAHundredOrders() => Assert.True(new SafeRatioTest(0.005).LogEvidence(10, 100) > Math.Log(1000));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void SafeRatio_LimitIsNoShare_IsRefused(double limit) => Assert.Throws<ArgumentOutOfRangeException>(() => new SafeRatioTest(limit));

    [Theory]
    [InlineData(1)]
    [InlineData(-0.001)]
    [InlineData(double.NaN)]
    public void SafeDifference_MarginIsNoShare_IsRefused(double margin) => Assert.Throws<ArgumentOutOfRangeException>(() => new SafeDifferenceTest(margin));

    /// <summary>Mean over every outcome of the orders, each with its probability.</summary>
    private static double Expected(string owners, double reference, double watched, double margin)
    {
        var sum = 0.0;
        for (var outcome = 0; outcome < 1 << owners.Length; outcome++)
        {
            var test = new SafeDifferenceTest(margin);
            var probability = 1.0;
            for (var i = 0; i < owners.Length; i++)
            {
                var (isWatched, failed) = (owners[i] == 'W', (outcome >> i & 1) == 1);
                var share = isWatched ? watched : reference;
                probability *= failed ? share : 1 - share;
                test.Add(isWatched, failed);
            }

            sum += probability * Math.Exp(test.LogEvidence);
        }

        return sum;
    }
}
