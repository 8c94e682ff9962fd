namespace CommandCenter.Scorecard.Baselines;

/// <summary>How often the scorecard is reviewed after the cutover: daily at first, then weekly.</summary>
/// <param name="At">Time of day in the plan's zone.</param>
/// <param name="DailyDays">From the day after the cutover on, 0 to 365.</param>
/// <param name="WeeklyDays">After those, 0 to 1,100.</param>
public sealed record ReviewRhythm(TimeOnly At, int DailyDays, int WeeklyDays)
{
    private const int Week = 7;

    /// <summary>Daily at nine for two weeks, then weekly for a quarter.</summary>
    public static ReviewRhythm Default { get; } = new(new TimeOnly(9, 0), 14, 91);

    /// <summary>The next review after <paramref name="now"/>; null where the rhythm is over or no cutover is fixed.</summary>
    public DateTimeOffset? Next(DateTimeOffset? cutover, DateTimeOffset now, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (cutover is not { } start) return null;
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(start, zone).DateTime);
        return Days().Select(after => At0(day.AddDays(after), zone)).Cast<DateTimeOffset?>().FirstOrDefault(at => at > now);
    }

    /// <summary>Whether reviews are still daily at that moment.</summary>
    public bool IsDaily(DateTimeOffset? cutover, DateTimeOffset now, TimeZoneInfo zone) => Next(cutover, now, zone) is { } next && (TimeZoneInfo.ConvertTime(next, zone).Date - TimeZoneInfo.ConvertTime(cutover!.Value, zone).Date).Days <= DailyDays;

    /// <summary>How many days after the cutover there is one.</summary>
    private IEnumerable<int> Days()
    {
        for (var day = 1; day <= DailyDays; day++) yield return day;
        for (var day = DailyDays + Week; day <= DailyDays + WeeklyDays; day += Week) yield return day;
    }

    private DateTimeOffset At0(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(At);
        // where clocks leap over it, the first moment after
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(30);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
