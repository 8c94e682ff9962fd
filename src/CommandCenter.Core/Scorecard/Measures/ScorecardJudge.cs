using CommandCenter.Scorecard.Figures;

namespace CommandCenter.Scorecard.Measures;

/// <summary>Figures of a period.</summary>
/// <param name="Values">Of the period as a whole, by key.</param>
/// <param name="Days">Every day that has figures, in order.</param>
/// <param name="Starts">When each day of the period began, those without any figure too.</param>
internal sealed record MeasuredPeriod(IReadOnlyDictionary<string, PeriodValue> Values, IReadOnlyList<FigurePeriod> Days, IReadOnlyList<DateTimeOffset> Starts)
{
    public IReadOnlyList<TrendDay> Trend(string key)
    {
        var known = Days.ToDictionary(d => d.Start);
        return [.. Starts.Select(s => known.TryGetValue(s, out var day) ? new TrendDay(s, day.Values.GetValueOrDefault(key)?.Value, day.IsOver) : new TrendDay(s, null, true))];
    }

    /// <summary>Values of the days that are over: a day that is not has only its first orders.</summary>
    public IReadOnlyList<double> Whole(string key) => [.. Days.Where(d => d.IsOver).Select(d => d.Values.GetValueOrDefault(key)?.Value).OfType<double>()];
}

/// <summary>Holds a period against its baseline, measure by measure.</summary>
internal static class ScorecardJudge
{
    public static IReadOnlyList<ScorecardLine> Lines(MeasuredPeriod before, MeasuredPeriod now)
    {
        var lines = MeasureList.All.Select(m => Line(m, before, now)).ToList();
        var worse = lines.Where(l => l.Change == Change.Worse).Select(l => l.Measure.Side).ToHashSet();
        return [.. lines.Select(l => l with { IsGreen = l.Change == Change.Better && worse.All(side => side == l.Measure.Side) }).OrderBy(l => l.Change)];
    }

    private static ScorecardLine Line(Measure measure, MeasuredPeriod before, MeasuredPeriod now)
    {
        if (measure.Figure is not { } figure) return new ScorecardLine(measure, null, null, Change.Missing, measure.Missing, false, null, before.Trend(measure.Key), now.Trend(measure.Key));
        var (was, @is) = (before.Values.GetValueOrDefault(measure.Key), now.Values.GetValueOrDefault(measure.Key));
        var days = before.Whole(measure.Key);
        var (change, why) = (was, @is) switch
        {
            (_, null) => (Change.Missing, Nothing(figure)),
            (null, _) => (Change.CannotTell, "legacy has none in the baseline"),
            _ => Compare(figure, was.Value, @is.Value, days, now.Whole(measure.Key)),
        };
        return new ScorecardLine(measure, was, @is, change, why, false, Usual(days), before.Trend(measure.Key), now.Trend(measure.Key));
    }

    private static (Change, string?) Compare(PeriodFigure figure, double was, double now, IReadOnlyList<double> before, IReadOnlyList<double> after) => RankTest.Of(before, after) switch
    {
        DaysDiffer.CannotTell => (Change.CannotTell, $"{Count(after.Count)} against {before.Count}: too few to tell a change from noise"),
        DaysDiffer.No => (Change.Same, null),
        // days that differ while the whole does not: they moved both ways, and no side of it is a gain
        _ when now == was => (Change.Same, null),
        _ => (now < was == (figure.Better == Better.Lower) ? Change.Better : Change.Worse, null),
    };

    private static string Count(int days) => days == 1 ? "1 whole day" : $"{days} whole days";

    private static string Nothing(PeriodFigure figure) => figure switch
    {
        { IsPromise: true } => "no promise fell due that can be judged",
        { Kind: PeriodFigureKind.Duration } => "no order came so far in these days",
        _ => "no orders in these days",
    };

    private static (double, double)? Usual(IReadOnlyList<double> days)
    {
        if (days.Count < RankTest.FewestDays) return null;
        var sorted = days.Order().ToList();
        return (sorted[(int)Math.Ceiling(0.1 * sorted.Count) - 1], sorted[(int)Math.Ceiling(0.9 * sorted.Count) - 1]);
    }
}
