using System.Globalization;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary>Days, dates and times of day as calendars and cut-offs write them.</summary>
internal static class CalendarWords
{
    public static PlanScalar<DayOfWeek> Day { get; } = PlanScalars.Choice(
        ("mon", DayOfWeek.Monday), ("tue", DayOfWeek.Tuesday), ("wed", DayOfWeek.Wednesday), ("thu", DayOfWeek.Thursday), ("fri", DayOfWeek.Friday), ("sat", DayOfWeek.Saturday), ("sun", DayOfWeek.Sunday));

    public static PlanScalar<DateOnly> Date { get; } = new(
        "a date such as 2026-12-25, from 2000 to 2099",
        (string text, out DateOnly value) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value) && value.Year is >= 2000 and <= 2099,
        default);

    public static PlanScalar<TimeSpan> Opening { get; } = new("a time of day in quotes, such as \"09:00\"", (string text, out TimeSpan value) => TryTime(text, out value) && value < TimeSpan.FromDays(1), default);

    public static PlanScalar<TimeSpan> Closing { get; } = new("a time of day in quotes, such as \"21:00\", or \"24:00\"", TryTime, TimeSpan.FromDays(1));

    public static PlanScalar<TimeOnly> TimeOfDay { get; } = new(
        "a time of day in quotes, such as \"16:00\"",
        (string text, out TimeOnly value) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out value),
        default);

    /// <summary>At least one day of the week; all of them where nothing is written.</summary>
    public static IReadOnlyList<DayOfWeek> DaysOf(PlanMap map)
    {
        if (!map.Has("days"))
        {
            return Enum.GetValues<DayOfWeek>();
        }

        var before = map.Reading.Problems.Count;
        var days = map.Set("days", Day);
        if (days.Count == 0 && map.Reading.Problems.Count == before)
        {
            map.Problem("days", "no day", "a list of mon, tue, wed, thu, fri, sat, sun; all of them where days is left out");
        }

        return days;
    }

    public static bool TryTime(string text, out TimeSpan value)
    {
        if (text == "24:00")
        {
            value = TimeSpan.FromDays(1);
            return true;
        }

        var isTime = TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        value = time.ToTimeSpan();
        return isTime;
    }
}
