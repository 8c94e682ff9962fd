using CommandCenter.Readiness.Deadlines;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary>What risks, known issues and open decisions have in common.</summary>
internal static class DeadlineReader
{
    private const int Most = 500;

    public static PlanScalar<DeadlineLevel> Level { get; } = PlanScalars.Choice(
        ("critical", DeadlineLevel.Critical), ("high", DeadlineLevel.High), ("medium", DeadlineLevel.Medium), ("low", DeadlineLevel.Low));

    /// <summary>Reads the items of a section, each by <paramref name="of"/> from a map and how its dates are read.</summary>
    public static void Read(PlanMap root, string section, PlanShape shape, PlanDraft draft, string what, Func<PlanMap, Common, Deadline> of)
    {
        var due = Due(draft.Header.Zone);
        var maps = root.Maps(section, shape);
        foreach (var map in maps)
        {
            draft.Deadlines.Add(of(map, new Common(
                map.Reading.Declare(what, map, "id", PlanScalars.Id), map.Required("title", PlanScalars.Text), map.Required("owner", PlanScalars.TextOf(120)), map.Required("due", due))));
        }

        if (maps.Count > Most)
        {
            root.Problem(section, $"{maps.Count} entries", $"at most {Most}");
        }
    }

    /// <summary>An instant, or a date: then the end of that day.</summary>
    private static PlanScalar<DateTimeOffset> Due(string zone) => new(
        "a date, such as 2026-11-03 (the end of that day in the plan's zone), or an instant such as 2026-11-03T17:00:00Z",
        (string text, out DateTimeOffset value) =>
        {
            if (PlanScalars.Instant.TryRead(text, out value))
            {
                return true;
            }

            var isDay = CalendarWords.Date.TryRead(text, out var day) && day < DateOnly.MaxValue;
            value = isDay ? EndOf(day, TimeZoneInfo.FindSystemTimeZoneById(zone)) : default;
            return isDay;
        },
        default);

    /// <summary>Midnight, or the first moment of the next day where clocks jump over it.</summary>
    private static DateTimeOffset EndOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        return new DateTimeOffset(midnight, zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    internal sealed record Common(string Id, string Title, string Owner, DateTimeOffset Due);
}
