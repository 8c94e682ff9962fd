using System.Globalization;
using CommandCenter.Scorecard.Baselines;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>baseline</c>: what the migration is held against, and what it shall reach.</summary>
internal sealed class BaselineSection : IPlanSection
{
    private const int Most = 1_000;
    private static readonly PlanShape Shape = PlanShape.Of("baseline", "from", "to", "currency", "values", "targets", "reviews");
    private static readonly PlanShape ValueShape = PlanShape.Of("baseline.values[]", "measure", "lane", "value", "origin");
    private static readonly PlanShape TargetShape = PlanShape.Of("baseline.targets[]", "measure", "lane", "value");
    private static readonly PlanShape ReviewShape = PlanShape.Of("baseline.reviews", "at", "dailyFor", "weeklyFor");
    private static readonly PlanScalar<string> MeasureKey = PlanScalars.Choice([.. MeasureList.All.Select(m => (m.Key, m.Key))]);
    private static readonly PlanScalar<TimeSpan> Span = PlanScalars.Duration("1ms", "365d");

    private static readonly PlanScalar<string> Currency = new("a currency of three capital letters, such as USD", (string text, out string value) => (value = text).Length == 3 && text.All(char.IsAsciiLetterUpper), "");

    private static readonly PlanScalar<double> Number = new(
        "a number of 0 or more with at most six decimals, in the measure's unit",
        (string text, out double value) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value <= 1e12,
        0);

    private static readonly PlanScalar<double> Percent = new("a percentage from 0 to 100", (string text, out double value) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value <= 100, 0);

    public string Name => "baseline";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, ValueShape, TargetShape, ReviewShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.Map(Name, Shape) is not { } map) return;
        var (from, to) = (map.OptionalValue("from", PlanScalars.Instant), map.OptionalValue("to", PlanScalars.Instant));
        if (from is null != to is null) map.Missing(from is null ? "from" : "to", "both from and to, or neither");
        if (from >= to) map.Problem("to", string.Create(CultureInfo.InvariantCulture, $"{to:O}"), "an instant after from");
        if (to - from > TimeSpan.FromDays(ScorecardQueries.MostDays)) map.Problem("from", string.Create(CultureInfo.InvariantCulture, $"{from:O}"), $"at most {ScorecardQueries.MostDays} days before to");
        var seen = new HashSet<(string, string, string?)>();
        var values = map.Maps("values", ValueShape).Select(m => (Map: m, Line: Line(m, "values", seen))).Select(v => new EnteredValue(v.Line.Measure, v.Line.Lane, v.Line.Value, v.Map.Required("origin", PlanScalars.TextOf(200)))).ToList();
        var targets = map.Maps("targets", TargetShape).Select(m => Line(m, "targets", seen)).Select(t => new MeasureTarget(t.Measure, t.Lane, t.Value)).ToList();
        if (values.Count + targets.Count > Most) map.Problem("values", $"{values.Count + targets.Count} values and targets", $"at most {Most}");
        draft.Baseline = new BaselineSettings(from, to, map.Optional("currency", Currency), values, targets, map.Map("reviews", ReviewShape) is { } reviews ? Reviews(reviews) : ReviewRhythm.Default) { IsPlanned = true };
    }

    private static (string Measure, string? Lane, double Value) Line(PlanMap map, string list, HashSet<(string, string, string?)> seen)
    {
        var key = map.Required("measure", MeasureKey);
        var lane = map.Find("lane") is { } named ? map.Reading.Refer(Declared.Lane, named) : null;
        if (!seen.Add((list, key, lane))) map.Problem("measure", $"{key} {(lane is null ? "for all lanes" : $"for {lane}")} a second time", "each measure once for a lane, and once for all");
        var value = MeasureList.Of(key)!.Figure.Kind switch
        {
            PeriodFigureKind.Duration => map.Required("value", Span).TotalSeconds,
            PeriodFigureKind.Share => map.Required("value", Percent),
            _ => map.Required("value", Number),
        };
        return (key, lane, value);
    }

    private static ReviewRhythm Reviews(PlanMap map) => new(
        map.Optional("at", CalendarWords.TimeOfDay, ReviewRhythm.Default.At), Days(map.OptionalValue("dailyFor", PlanScalars.Duration("0d", "365d")), ReviewRhythm.Default.DailyDays),
        Days(map.OptionalValue("weeklyFor", PlanScalars.Duration("0d", "1100d")), ReviewRhythm.Default.WeeklyDays));

    private static int Days(TimeSpan? span, int otherwise) => span is { } set ? (int)set.TotalDays : otherwise;
}
