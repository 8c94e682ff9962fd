using CommandCenter.Plan;

namespace CommandCenter.Traffic.Shifts;

/// <summary>The moments at which carriers close their day, from the plan's times of day in its zone.</summary>
internal static class CarrierCutoffs
{
    /// <summary>How many passed after <paramref name="since"/>, up to and with <paramref name="now"/>; null where the plan names none. A time that a change of clocks leaves out passes with the hour that is skipped, one that comes twice counts once.</summary>
    public static int? Passed(DateTimeOffset? since, DateTimeOffset now, CutoverPlan? plan)
    {
        if (plan is not { Shifts.CarrierCutoffs: { Count: > 0 } times } || since is not { } began)
        {
            return null;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(plan.Header.Zone);
        var passed = 0;
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        for (var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(began, zone).DateTime); day <= last; day = day.AddDays(1))
        {
            passed += times.Count(time => InstantOf(day.ToDateTime(time), zone) is var at && at > began && at <= now);
        }

        return passed;
    }

    private static DateTimeOffset InstantOf(DateTime local, TimeZoneInfo zone) =>
        new(local, zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddHours(-1)) : zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
}
