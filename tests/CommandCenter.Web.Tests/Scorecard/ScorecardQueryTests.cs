using CommandCenter.Scorecard;
using CommandCenter.Scorecard.Measures;

namespace CommandCenter.Tests.Scorecard;

public class ScorecardQueryTests
{
    [Fact]
    public void OfDays_TwoDays_AreBothIncluded()
    {
        var read = ScorecardQuery.OfDays("2018-03-01", "2018-08-31", "ship-to-home", null);

        Assert.Equal(new ScorecardRequest(new DateTimeOffset(2018, 3, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2018, 9, 1, 0, 0, 0, TimeSpan.Zero), "ship-to-home"), read.Value);
    }

    [Theory]
    [InlineData("1 March", "2018-08-31", "from")]
    [InlineData("2018-03-01", "9999-12-31", "through")]
    [InlineData("2018-03-01", "2018-02-30", "through")]
    public void OfDays_NoDay_NamesTheField(string from, string through, string field) => Assert.Equal(field, ScorecardQuery.OfDays(from, through, null, null).Error!.Field);

    [Theory]
    [InlineData("30", 30)]
    [InlineData("401", null)]
    [InlineData("x", null)]
    [InlineData(null, null)]
    public void Last_NumberOfDays_IsTakenWhereItIsOne(string? days, int? back)
    {
        var now = new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(back is { } count ? now.AddDays(-count) : (DateTimeOffset?)null, ScorecardQuery.Last(days, "", now).Value.From);
        Assert.Null(ScorecardQuery.Last(days, "", now).Value.Lane);
    }
}
