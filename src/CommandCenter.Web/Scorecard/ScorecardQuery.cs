using System.Globalization;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Shared;

namespace CommandCenter.Scorecard;

/// <summary>What stands behind the question mark of a scorecard.</summary>
internal sealed record ScorecardQuery(string? From, string? To, string? Lane)
{
    /// <returns>Validation that names the field and what is allowed.</returns>
    public Result<ScorecardRequest> Read(CutoverPlan? plan)
    {
        var zone = plan is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(plan.Header.Zone);
        if (!TryRead(From, zone, out var from)) return Bad("from");
        if (!TryRead(To, zone, out var to)) return Bad("to");
        return new ScorecardRequest(from, to, string.IsNullOrEmpty(Lane) ? null : Lane);
    }

    private static Error Bad(string field) => Error.Validation("bad-query", $"'{field}' cannot be read; allowed: a day such as 2026-11-10, of the plan's zone, or an instant such as 2026-11-10T05:00:00Z.", field);

    private static bool TryRead(string? text, TimeZoneInfo zone, out DateTimeOffset? at)
    {
        at = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
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
