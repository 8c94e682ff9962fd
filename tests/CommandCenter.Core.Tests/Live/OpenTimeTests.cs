using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Tests.Live;

public class OpenTimeTests
{
    private static readonly DayOfWeek[] week = Enum.GetValues<DayOfWeek>();

    [Theory]
    [InlineData("2026-11-23T18:00:00Z", 120, "2026-11-23T20:00:00Z")] // Monday 10:00 in Los Angeles
    [InlineData("2026-11-24T04:00:00Z", 120, "2026-11-24T18:00:00Z")] // Monday 20:00: one hour today, one tomorrow
    [InlineData("2026-11-24T10:00:00Z", 120, "2026-11-24T19:00:00Z")] // at night: counts from the opening
    [InlineData("2026-11-25T17:00:00Z", 720, "2026-11-26T05:00:00Z")] // fills the day: over when it closes, not when it opens again
    [InlineData("2026-11-26T20:00:00Z", 60, "2026-11-27T15:00:00Z")] // Thanksgiving is closed; Friday opens at 06:00 by way of exception
    public void Add_OpenTime_EndsWhereItHasPassed(string from, int minutes, string expected)
    {
        var open = new OpenTime(Stores());

        Assert.Equal(expected, Text(open.Add(At(from), Minutes(minutes))));
    }

    [Theory]
    [InlineData("America/Los_Angeles", "2026-03-08", 23)]
    [InlineData("America/Los_Angeles", "2026-11-01", 25)]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    [InlineData("America/Los_Angeles", "2026-11-23", 24)]
    public void Between_WholeDays_HaveTheHoursThatTheyHave(string zone, string day, double hours)
    {
        var date = DateOnly.Parse(day, null);
        var open = new OpenTime(new CalendarDefinition("all", zone, [new WeeklyHours([date.DayOfWeek], TimeSpan.Zero, TimeSpan.FromHours(24))], [], []));

        Assert.Equal(hours, open.Between(At(day + "T00:00:00Z") - Minutes(2 * 1440), At(day + "T00:00:00Z") + Minutes(3 * 1440)) / 3.6e9);
    }

    [Theory]
    [InlineData("2026-11-01", "00:30", "01:30", 2)] // the hour that comes twice is open both times
    [InlineData("2026-03-08", "01:30", "03:30", 1)] // the hour that never comes is no open time
    [InlineData("2026-03-08", "02:00", "03:00", 0)]
    public void Between_DayOfSwitch_CountsWhatTheClockShows(string day, string opens, string closes, double hours)
    {
        var date = DateOnly.Parse(day, null);
        var open = new OpenTime(new CalendarDefinition("x", "America/Los_Angeles", [new WeeklyHours([DayOfWeek.Monday], TimeSpan.FromHours(9), TimeSpan.FromHours(10))], [], [new ExtraHours(date, TimeSpan.Parse(opens, null), TimeSpan.Parse(closes, null))]));

        Assert.Equal(hours, open.Between(At(day + "T00:00:00Z"), At(day + "T23:59:59Z")) / 3.6e9);
    }

    /// <summary>Over both switches of two zones, any hours: the table agrees with a walk minute by minute that asks the zone, sums add up, and adding is what taking the difference undoes.</summary>
    [Theory]
    [InlineData("America/Los_Angeles", "2026-03-07T00:00:00Z")]
    [InlineData("America/Los_Angeles", "2026-10-31T00:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-28T00:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-24T00:00:00Z")]
    public void Between_OverTheSwitch_AgreesWithTheClockOnTheWall(string zone, string begin)
    {
        var tz = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var start = At(begin);
        for (var seed = 0; seed < 60; seed++)
        {
            var dice = new Random(seed);
            // opens and closes outside of the hours that are switched: what lies in them is asked above
            TimeSpan opens = TimeSpan.FromMinutes(dice.Next(2) == 0 ? dice.Next(0, 60) : dice.Next(240, 700)), closes = TimeSpan.FromMinutes(dice.Next(701, 1441));
            var open = new OpenTime(new CalendarDefinition("x", zone, [new WeeklyHours([.. week.Where(_ => dice.Next(4) > 0), DayOfWeek.Monday], opens, closes)], [], []));
            var minutes = Enumerable.Range(0, 4 * 1440).Select(m => start + Minutes(m)).ToArray();
            var isOpen = minutes.Select(m => open.IsOpen(m)).ToArray();
            for (var i = 0; i < minutes.Length; i += 7)
            {
                var local = TimeZoneInfo.ConvertTime(Instants.FromMicros(minutes[i]), tz);
                if (isOpen[i])
                {
                    Assert.InRange(local.TimeOfDay, opens, closes - TimeSpan.FromTicks(1));
                }
            }

            int a = dice.Next(minutes.Length), b = dice.Next(minutes.Length), c = dice.Next(minutes.Length);
            (a, b, c) = (Math.Min(a, Math.Min(b, c)), Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c)), Math.Max(a, Math.Max(b, c)));
            Assert.Equal(isOpen[a..c].Count(o => o), open.Between(minutes[a], minutes[c]) / 60_000_000);
            Assert.Equal(open.Between(minutes[a], minutes[c]), open.Between(minutes[a], minutes[b]) + open.Between(minutes[b], minutes[c]));
            var amount = Minutes(dice.Next(1, 3000));
            var ends = open.Add(minutes[a], amount);
            Assert.Equal(amount, open.Between(minutes[a], ends));
            Assert.Equal(amount - 1, open.Between(minutes[a], ends - 1));
            Assert.True(open.IsOpen(open.NextOpen(minutes[a])));
            Assert.Equal(0, open.Between(minutes[a], open.NextOpen(minutes[a])));
        }
    }

    [Fact]
    public void Add_YearsAway_IsLaidOutWhenItIsAskedFor()
    {
        var open = new OpenTime(Stores());

        Assert.Equal("2026-11-23T20:00:00Z", Text(open.Add(At("2026-11-23T18:00:00Z"), Minutes(120))));
        Assert.Equal("2001-06-04T19:00:00Z", Text(open.Add(At("2001-06-04T17:00:00Z"), Minutes(120))));
        Assert.InRange(open.Add(At("2026-11-23T18:00:00Z"), Minutes(60L * 12 * 365 * 5)), At("2031-11-01T00:00:00Z"), At("2032-01-31T00:00:00Z"));
        Assert.Equal(At("2100-01-01T00:00:00Z"), open.Add(At("2099-12-31T00:00:00Z"), Minutes(60 * 24 * 9)));
    }

    [Theory]
    [InlineData("2026-11-23T19:00:00Z", "2026-11-24T00:00:00Z")] // Monday 11:00 → 16:00
    [InlineData("2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z")] // at the cut-off itself: the next one
    [InlineData("2026-11-26T01:00:00Z", "2026-11-28T00:00:00Z")] // Wednesday evening: Thanksgiving has none
    [InlineData("2026-11-28T01:00:00Z", "2026-12-01T00:00:00Z")] // Friday evening: Monday
    public void After_LastCutoffOrClosedDay_RollsToTheNext(string from, string expected)
    {
        var days = new CalendarDefinition("days", "America/Los_Angeles", [new WeeklyHours(week, TimeSpan.Zero, TimeSpan.FromHours(24))], [new DateOnly(2026, 11, 26)], []);
        var times = new CutoffTimes(new CarrierCutoff("x", [], [], [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], [new TimeOnly(16, 0)], "America/Los_Angeles", "days"), new OpenTime(days));

        Assert.Equal(expected, Text(times.After(At(from))));
    }

    [Theory]
    [InlineData("2026-03-08T00:00:00Z", "02:30", "2026-03-08T10:30:00Z")] // never comes: it moves with the clock
    [InlineData("2026-11-01T00:00:00Z", "01:30", "2026-11-01T08:30:00Z")] // comes twice: the first counts, and once only
    public void After_SwitchOfClocks_IsOneInstant(string from, string time, string expected)
    {
        var times = new CutoffTimes(new CarrierCutoff("x", [], [], week, [TimeOnly.Parse(time, null)], "America/Los_Angeles", null), null);
        var first = times.After(At(from));

        Assert.Equal(expected, Text(first));
        Assert.True(times.After(first) - first >= Minutes(23 * 60));
    }

    internal static CalendarDefinition Stores() => new(
        "stores", "America/Los_Angeles", [new WeeklyHours(week, TimeSpan.FromHours(9), TimeSpan.FromHours(21))], [new DateOnly(2026, 11, 26)],
        [new ExtraHours(new DateOnly(2026, 11, 27), TimeSpan.FromHours(6), TimeSpan.FromHours(24))]);

    private static long At(string text) => Instants.ToMicros(DateTimeOffset.Parse(text, null));

    private static string Text(long micros) => Instants.FromMicros(micros).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", null);

    private static long Minutes(long minutes) => minutes * 60_000_000;
}
