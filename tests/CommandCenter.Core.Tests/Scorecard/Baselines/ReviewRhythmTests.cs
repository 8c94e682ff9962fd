using CommandCenter.Scorecard.Baselines;

namespace CommandCenter.Tests.Scorecard.Baselines;

public class ReviewRhythmTests
{
    private static readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
    private static readonly DateTimeOffset cutover = new(2026, 10, 25, 5, 0, 0, TimeSpan.Zero); // 24 October there

    /// <summary>Clocks are set back on 1 November: nine is 17:00 UTC from then on.</summary>
    [Theory]
    [InlineData("2026-10-25T15:59:00Z", "2026-10-25T16:00:00Z", true)]
    [InlineData("2026-10-25T16:00:00Z", "2026-10-26T16:00:00Z", true)]
    [InlineData("2026-11-06T18:00:00Z", "2026-11-07T17:00:00Z", true)]
    [InlineData("2026-11-07T18:00:00Z", "2026-11-14T17:00:00Z", false)]
    [InlineData("2027-02-06T16:59:00Z", "2027-02-06T17:00:00Z", false)]
    [InlineData("2027-02-06T17:00:00Z", null, false)]
    public void Next_DefaultRhythm_IsDailyForTwoWeeksThenWeeklyForAQuarter(string now, string? next, bool daily)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(next is null ? null : DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), ReviewRhythm.Default.Next(cutover, at, zone));
        Assert.Equal(daily, ReviewRhythm.Default.IsDaily(cutover, at, zone));
    }

    [Fact]
    public void Next_NoCutover_IsNone() => Assert.Null(ReviewRhythm.Default.Next(null, cutover, zone));
}
