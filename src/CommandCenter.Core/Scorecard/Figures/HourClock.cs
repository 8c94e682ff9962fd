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

    private static long Floored(long local) => (local % Hour + Hour) % Hour;
}
