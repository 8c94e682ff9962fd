using CommandCenter.Plan;
using CommandCenter.Scorecard.Baselines;
using CommandCenter.Scorecard.Figures;

namespace CommandCenter.Scorecard.Measures;

/// <summary>Holds a period against its baseline, measure by measure.</summary>
internal static class ScorecardJudge
{
    /// <param name="lane">Null = all.</param>
    public static IReadOnlyList<ScorecardLine> Lines(MeasuredPeriod before, MeasuredPeriod now, CutoverPlan plan, string? lane)
    {
        var lines = MeasureList.All.Select(m => Line(m, before, now, plan.Baseline, lane) with { Below = PromiseMeaning.Of(plan, m.Key) ?? m.Below }).ToList();
        var worse = lines.Where(l => l.Change == Change.Worse).Select(l => l.Measure.Side).ToHashSet();
        return [.. lines.Select(l => l with { IsGreen = l.Change == Change.Better && worse.All(side => side == l.Measure.Side) }).OrderBy(l => l.Change)];
    }

    private static ScorecardLine Line(Measure measure, MeasuredPeriod before, MeasuredPeriod now, BaselineSettings baseline, string? lane)
    {
        var (figure, key, entered) = (measure.Figure, measure.Key, baseline.Entered(measure.Key, lane));
        var (was, @is) = (before.Values.GetValueOrDefault(key), now.Values.GetValueOrDefault(key));
        var (days, after) = (before.Whole(key), now.Whole(key));
        var (change, why) = (was, @is, entered) switch
        {
            (_, null, _) => (Change.Missing, now.Besides.GetValueOrDefault(key) ?? Nothing(figure, baseline)),
            (_, _, { } value) => Word(figure, value.Value, @is.Value, SignTest.Of(value.Value, after), $"{Count(after.Count)} against one value"),
            (null, _, _) => (Change.CannotTell, before.Besides.GetValueOrDefault(key) ?? "legacy has none in the baseline"),
            _ => Word(figure, was.Value, @is.Value, RankTest.Of(days, after), $"{Count(after.Count)} against {days.Count}"),
        };
        // what was entered has no days, so no day is usual
        return new ScorecardLine(measure, was, @is, change, why, false, entered is null ? Usual(days) : null, before.Trend(key), now.Trend(key)) { Entered = entered, Target = baseline.Target(key, lane), ByLine = ByLine(measure, now) };
    }

    private static PeriodValue? ByLine(Measure measure, MeasuredPeriod now) =>
        measure.Figure == PeriodFigures.OnTimeShip && now.Values.GetValueOrDefault(PeriodFigures.OnTimeShipLines.Key) is { } lines && now.Values.TryGetValue(measure.Key, out var orders) && lines.Value != orders.Value ? lines : null;

    private static (Change, string?) Word(PeriodFigure figure, double was, double now, DaysDiffer differ, string days) => differ switch
    {
        DaysDiffer.CannotTell => (Change.CannotTell, $"{days}: too few to tell"),
        DaysDiffer.No => (Change.Same, null),
        // days that differ while the whole does not: they moved both ways, and no side of it is a gain
        _ when now == was => (Change.Same, null),
        _ => (now < was == (figure.Better == Better.Lower) ? Change.Better : Change.Worse, null),
    };

    private static string Count(int days) => days == 1 ? "1 whole day" : $"{days} whole days";

    private static string Nothing(PeriodFigure figure, BaselineSettings baseline) => figure switch
    {
        _ when PeriodFigures.OfMoney.Contains(figure) && baseline.Currency is null => "the plan names no currency to count in (baseline.currency)",
        _ when figure == PeriodFigures.ShippingCost => "no source delivers what shipments cost",
        _ when figure == PeriodFigures.RoutingAccuracy => "no order was routed by both systems",
        _ when figure == PeriodFigures.DuplicateShipments => "no order was shipped in these days",
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
