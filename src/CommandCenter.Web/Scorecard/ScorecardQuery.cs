using System.Globalization;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Shared;

namespace CommandCenter.Scorecard;

/// <summary>What stands behind the question mark of a scorecard.</summary>
/// <param name="From">A day of the plan's zone or an instant; null or empty = as the scorecard has it.</param>
/// <param name="To">Not included.</param>
/// <param name="Lane">Null or empty = all.</param>
public sealed record ScorecardQuery(string? From, string? To, string? Lane)
{
    /// <returns>Validation that names the field and what is allowed.</returns>
    public Result<ScorecardRequest> Read(CutoverPlan? plan)
    {
        var zone = plan is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(plan.Header.Zone);
        if (!TryRead(From, zone, out var from)) return Bad("from");
        if (!TryRead(To, zone, out var to)) return Bad("to");
        return new ScorecardRequest(from, to, string.IsNullOrEmpty(Lane) ? null : Lane);
    }

    /// <summary>Both days of the plan's zone, and everything between them.</summary>
    /// <returns>Validation that names the field and what is allowed.</returns>
    public static Result<ScorecardRequest> OfDays(string? from, string? through, string? lane, CutoverPlan? plan)
    {
        if (!string.IsNullOrEmpty(from) && !IsDay(from, out _)) return Bad("from");
        if (string.IsNullOrEmpty(through)) return new ScorecardQuery(from, null, lane).Read(plan);
        if (!IsDay(through, out var last)) return Bad("through");
        return new ScorecardQuery(from, last.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), lane).Read(plan);
    }

    /// <summary>So many days up to now; what is no number of days is the usual period.</summary>
    public static Result<ScorecardRequest> Last(string? days, string? lane, DateTimeOffset now) =>
        new ScorecardRequest(int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= ScorecardQueries.MostDays ? now.AddDays(-count) : null, null, string.IsNullOrEmpty(lane) ? null : lane);

    private static bool IsDay(string text, out DateTime day) => DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year is > 1900 and < 9000;

    private static Error Bad(string field) => Error.Validation("bad-query", $"'{field}' cannot be read; allowed: a day such as 2026-11-10, of the plan's zone, or an instant such as 2026-11-10T05:00:00Z.", field);

    private static bool TryRead(string? text, TimeZoneInfo zone, out DateTimeOffset? at)
    {
        at = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (IsDay(text, out var day))
        {
            // where clocks leap over midnight, its first moment
            while (zone.IsInvalidTime(day)) day = day.AddMinutes(30);
            at = new DateTimeOffset(day, zone.IsAmbiguousTime(day) ? zone.GetAmbiguousTimeOffsets(day).Max() : zone.GetUtcOffset(day)).ToUniversalTime();
            return true;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)) return false;
        at = instant.ToUniversalTime();
        return true;
    }
}
