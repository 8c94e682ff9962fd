using CommandCenter.Orders;

namespace CommandCenter.Scorecard.Figures;

/// <summary>
/// Hours and days of the plan's zone, as instants in UTC microseconds. Hours begin where the zone's clock shows a full hour, so that a day is a sum of hours in every zone; an hour that the clock
/// shows twice in autumn is two.
/// </summary>
internal sealed class HourClock(TimeZoneInfo zone)
{
    /// <summary>Microseconds of an hour.</summary>
    public const long Hour = 3_600_000_000;

    public TimeZoneInfo Zone => zone;

    /// <summary>When the hour began that <paramref name="at"/> lies in.</summary>
    public long HourOf(long at)
    {
        var offset = (long)zone.GetUtcOffset(Instants.FromMicros(at)).TotalMicroseconds;
        return at - Floored(at + offset);
    }

    /// <summary>When the day began that <paramref name="at"/> lies in: its first hour.</summary>
    public long DayOf(long at)
    {
        var local = TimeZoneInfo.ConvertTime(Instants.FromMicros(at), zone);
        var midnight = local.Date;
        // where the clock leaps over midnight, the day begins with its first hour
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(30);
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return Instants.ToMicros(new DateTimeOffset(midnight, offset));
    }

    /// <summary>When the day began that <paramref name="at"/> lies in.</summary>
    public DateTimeOffset StartOfDay(DateTimeOffset at) => Instants.FromMicros(DayOf(Instants.ToMicros(at)));

    /// <summary>When the day began that lies so many days before the one that begins at <paramref name="day"/>.</summary>
    public DateTimeOffset DaysBefore(DateTimeOffset day, int days) => StartOfDay(day.AddDays(-days).AddHours(12));

    /// <summary>When each day of a time began; the first is that of <paramref name="from"/>.</summary>
    public IReadOnlyList<DateTimeOffset> DaysOf(DateTimeOffset from, DateTimeOffset to)
    {
        var days = new List<DateTimeOffset>();
        // a day has 23 to 25 hours: the day that the middle of the next one lies in begins where it ends
        for (var day = StartOfDay(from); day < to; day = StartOfDay(day.AddHours(36))) days.Add(day);
        return days;
    }

    private static long Floored(long local) => (local % Hour + Hour) % Hour;
}
