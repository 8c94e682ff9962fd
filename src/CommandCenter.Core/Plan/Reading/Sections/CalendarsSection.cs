namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>calendars</c>: when something is open, for limits that count open time.</summary>
internal sealed class CalendarsSection : IPlanSection
{
    private const int MostDays = 1000;
    private static readonly PlanShape Shape = PlanShape.Of("calendars[]", "id", "zone", "hours", "closed", "extra");
    private static readonly PlanShape HoursShape = PlanShape.Of("calendars[].hours[]", "days", "open", "close");
    private static readonly PlanShape ExtraShape = PlanShape.Of("calendars[].extra[]", "date", "open", "close");

    public string Name => "calendars";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, HoursShape, ExtraShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        foreach (var map in root.Maps(Name, Shape))
        {
            var id = map.Reading.Declare(Declared.Calendar, map, "id", PlanScalars.Id);
            var zone = map.Optional("zone", PlanScalars.Zone, draft.Header.Zone);
            var hours = map.Maps("hours", HoursShape).Select(h => new WeeklyHours(CalendarWords.DaysOf(h), h.Required("open", CalendarWords.Opening), Closing(h))).ToList();
            if (hours.Count == 0)
            {
                map.Problem("hours", "no hours", "at least one entry with days, open and close: time that is never open is no limit");
            }

            var closed = map.Set("closed", CalendarWords.Date);
            var extra = map.Maps("extra", ExtraShape).Select(e => new ExtraHours(e.Required("date", CalendarWords.Date), e.Required("open", CalendarWords.Opening), Closing(e))).ToList();
            if (closed.Count + extra.Count > MostDays)
            {
                map.Problem(closed.Count > extra.Count ? "closed" : "extra", $"{closed.Count + extra.Count} days", $"at most {MostDays} closed and extra days together");
            }

            draft.Calendars.Add(new CalendarDefinition(id, zone, hours, closed, extra));
        }
    }

    private static TimeSpan Closing(PlanMap map)
    {
        var before = map.Reading.Problems.Count;
        var close = map.Required("close", CalendarWords.Closing);
        if (map.Reading.Problems.Count == before && map.Find("open") is { Node: ScalarNode open } && CalendarWords.TryTime(open.Text, out var opens) && close <= opens)
        {
            map.Problem("close", PlanProblems.Show(((ScalarNode)map.Find("close")!.Value.Node).Text), "later than open on the same day, at most \"24:00\"; hours past midnight are two entries");
        }

        return close;
    }
}
