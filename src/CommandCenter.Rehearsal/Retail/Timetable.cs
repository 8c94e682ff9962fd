using System.Globalization;

namespace CommandCenter.Rehearsal.Retail;

/// <summary>
/// When warehouses release and carriers collect. At speed 1: waves at 06, 10, 13 and 15 local, hourly collections from 10 until the node's cut-off (16 to 18).
/// Faster, the time between two of them is divided like every other latency (a night counts as four hours), so that a demo never waits for a morning.
/// </summary>
internal static class Timetable
{
    private static readonly TimeSpan longestGap = TimeSpan.FromHours(4);
    private static readonly double[] waveHours = [6, 10, 13, 15];

    /// <summary>The first wave at or behind <paramref name="at"/>.</summary>
    public static DateTimeOffset NextWave(DateTimeOffset at, double speed)
    {
        var local = BusinessZone.ToLocal(at);
        var hour = local.TimeOfDay.TotalHours;
        var index = Array.FindLastIndex(waveHours, h => h <= hour);
        var begin = index < 0 ? local.Date.AddDays(-1).AddHours(waveHours[^1]) : local.Date.AddHours(waveHours[index]);
        var end = index < 0 ? local.Date.AddHours(waveHours[0]) : index == waveHours.Length - 1 ? local.Date.AddDays(1).AddHours(waveHours[0]) : local.Date.AddHours(waveHours[index + 1]);
        if (speed <= 1)
        {
            return at + (end - local);
        }

        var gap = (end - begin < longestGap ? end - begin : longestGap) / speed;
        var nth = (int)Math.Ceiling((local - begin) / gap);
        var next = begin + nth * gap;
        return at + ((next < end ? next : end) - local);
    }

    /// <summary>The wave that a release belongs to: <c>W06</c>, <c>W10</c>, <c>W13</c> or <c>W15</c>.</summary>
    public static string WaveLabel(DateTimeOffset released)
    {
        var index = Array.FindLastIndex(waveHours, h => h <= BusinessZone.ToLocal(released).TimeOfDay.TotalHours);
        return "W" + (index < 0 ? waveHours[^1] : waveHours[index]).ToString("00", CultureInfo.InvariantCulture);
    }

    /// <summary>When the carrier next collects at a node.</summary>
    public static DateTimeOffset NextCollection(DateTimeOffset at, int cutOffHour, double speed)
    {
        var local = BusinessZone.ToLocal(at);
        if (speed > 1)
        {
            var gap = TimeSpan.FromHours(1) / speed;
            return at + (local.Date + gap * Math.Ceiling(local.TimeOfDay / gap) - local);
        }

        var hour = Math.Max(10, Math.Ceiling(local.TimeOfDay.TotalHours));
        var next = hour <= cutOffHour ? local.Date.AddHours(hour) : local.Date.AddDays(1).AddHours(10);
        return at + (next - local);
    }

    /// <summary>The promise made at the checkout: out with the last carrier of the day, or of the next when it is late; the rest of the way is divided by speed.</summary>
    public static DateTimeOffset ShipBy(DateTimeOffset placed, int cutOffHour, double speed)
    {
        var local = BusinessZone.ToLocal(placed);
        var due = local.Date.AddHours(cutOffHour);
        if (due - local < TimeSpan.FromHours(6))
        {
            due = due.AddDays(1);
        }

        return BusinessClock.WholeSeconds(placed + (due - local) / speed);
    }
}

/// <summary>Cuts instants to what a system can write.</summary>
internal static class BusinessClock
{
    public static DateTimeOffset WholeSeconds(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);

    public static DateTimeOffset WholeMillis(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
}
