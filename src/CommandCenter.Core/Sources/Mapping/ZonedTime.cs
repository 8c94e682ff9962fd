using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>Local times of a zone to instants, with the plan's answer for the hour that comes twice and the hour that never comes.</summary>
internal static class ZonedTime
{
    /// <summary>False with <c>ambiguous-time</c> or <c>nonexistent-time</c> where the plan says reject. <paramref name="uncertain"/>: a rule chose.</summary>
    public static bool TryToInstant(DateTime local, TimeZoneInfo zone, AmbiguousTime ambiguous, NonexistentTime nonexistent, out DateTimeOffset instant, out bool uncertain, out string code)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        uncertain = false;
        code = "";
        instant = default;
        TimeSpan offset;
        if (zone.IsInvalidTime(local))
        {
            if (nonexistent == NonexistentTime.Reject)
            {
                code = "nonexistent-time";
                return false;
            }

            // as a clock that was not moved would have shown it: the offset before the gap
            uncertain = true;
            offset = OffsetBeforeGap(local, zone);
        }
        else if (zone.IsAmbiguousTime(local))
        {
            if (ambiguous == AmbiguousTime.Reject)
            {
                code = "ambiguous-time";
                return false;
            }

            uncertain = true;
            var offsets = zone.GetAmbiguousTimeOffsets(local);
            offset = ambiguous == AmbiguousTime.Earlier ? offsets.Max() : offsets.Min();
        }
        else
        {
            offset = zone.GetUtcOffset(local);
        }

        var ticks = local.Ticks - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            code = "bad-date";
            return false;
        }

        instant = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static TimeSpan OffsetBeforeGap(DateTime local, TimeZoneInfo zone)
    {
        var before = local;
        for (var i = 0; i < 100 && zone.IsInvalidTime(before); i++)
        {
            before = before.AddMinutes(-15);
        }

        return zone.GetUtcOffset(before);
    }
}
