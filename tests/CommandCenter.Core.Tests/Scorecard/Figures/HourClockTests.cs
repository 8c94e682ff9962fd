using CommandCenter.Orders;
using CommandCenter.Scorecard.Figures;

namespace CommandCenter.Tests.Scorecard.Figures;

public class HourClockTests
{
    [Theory]
    [InlineData("America/Los_Angeles", "2026-11-01T07:10:00Z", "2026-11-01T07:00:00Z", "2026-11-01T07:00:00Z")]
    [InlineData("America/Los_Angeles", "2026-11-01T08:59:59Z", "2026-11-01T08:00:00Z", "2026-11-01T07:00:00Z")] // 1:59 in summer time
    [InlineData("America/Los_Angeles", "2026-11-01T09:30:00Z", "2026-11-01T09:00:00Z", "2026-11-01T07:00:00Z")] // 1:30 once more
    [InlineData("America/Los_Angeles", "2026-11-02T07:59:00Z", "2026-11-02T07:00:00Z", "2026-11-01T07:00:00Z")] // the 25th hour
    [InlineData("America/Los_Angeles", "2026-11-02T08:00:00Z", "2026-11-02T08:00:00Z", "2026-11-02T08:00:00Z")]
    [InlineData("Asia/Kolkata", "2026-11-10T12:20:00Z", "2026-11-10T11:30:00Z", "2026-11-09T18:30:00Z")]
    [InlineData("Asia/Kathmandu", "2026-11-10T12:20:00Z", "2026-11-10T12:15:00Z", "2026-11-09T18:15:00Z")]
    [InlineData("America/Santiago", "2026-09-06T05:10:00Z", "2026-09-06T05:00:00Z", "2026-09-06T04:00:00Z")] // midnight is leapt over there
    [InlineData("America/Havana", "2026-11-01T05:30:00Z", "2026-11-01T05:00:00Z", "2026-11-01T04:00:00Z")] // half past midnight, the second time
    public void HourAndDay_OfAnInstant_BeginWhereTheZonesClockSaysSo(string zone, string at, string hour, string day)
    {
        var clock = new HourClock(TimeZoneInfo.FindSystemTimeZoneById(zone));

        var micros = Instants.ToMicros(DateTimeOffset.Parse(at, null));

        Assert.Equal(DateTimeOffset.Parse(hour, null), Instants.FromMicros(clock.HourOf(micros)));
        Assert.Equal(DateTimeOffset.Parse(day, null), Instants.FromMicros(clock.DayOf(micros)));
    }
}
