using System.Globalization;
using CommandCenter.Scorecard.Figures;

namespace CommandCenter.Scorecard.Trends;

/// <summary>Says of many series at once which of them move: at 1 % for all of them together (Holm 1979), so that looking at many finds no more by chance than looking at one.</summary>
internal static class TrendJudge
{
    /// <summary>Below that nothing is said.</summary>
    public const int FewestDays = 10;

    private const double Level = 0.01;

    public static IReadOnlyList<Trend> Judge(IReadOnlyList<(TrendSeries Series, IReadOnlyList<TrendPoint> Days, string? Why)> series, string zone)
    {
        var told = series.Select(s => (s.Series, s.Days, s.Why, Values: (IReadOnlyList<double?>)[.. s.Days.Select(d => d.Value)]))
            .Select(s => (s.Series, s.Days, s.Why, Known: s.Values.Count(v => v is not null), Drift: DriftTest.Of(s.Values), Change: ChangePointTest.Of(s.Values))).ToList();
        var holds = Holm([.. told.Where(t => t.Known >= FewestDays).SelectMany(t => new[] { t.Drift.P, t.Change.P })]);
        return
        [
            .. told.Select(t => t.Known < FewestDays
                ? new Trend(t.Series, t.Days, null, null, TrendWord.CannotTell, null, t.Why ?? $"{t.Known} whole days with a value; ten are needed")
                : Of(t.Series, t.Days, t.Drift, t.Change, t.Drift.P <= holds, t.Change.P <= holds, zone)).OrderBy(t => t.Word),
        ];
    }

    /// <summary>The largest P that still counts.</summary>
    public static double Holm(IReadOnlyList<double> all)
    {
        var (sorted, holds) = (all.Order().ToList(), -1.0);
        for (var i = 0; i < sorted.Count && sorted[i] <= Level / (sorted.Count - i); i++) holds = sorted[i];
        return holds;
    }

    private static Trend Of(TrendSeries series, IReadOnlyList<TrendPoint> days, Drift drift, ChangePoint change, bool drifts, bool jumped, string zone)
    {
        if (!drifts && !jumped) return new Trend(series, days, drift, change, TrendWord.Steady, null, "no drift and no change of level beyond noise");
        // a jump also looks like a drift, and a drift like a jump: where both are found, what describes the days better is what is said
        var isJump = jumped && (!drifts || StepMisses(days, change) < LineMisses(days, drift));
        var up = isJump ? change.After > change.Before : drift.SlopePerDay > 0;
        var flat = isJump ? change.After == change.Before : drift.SlopePerDay == 0;
        var word = flat ? TrendWord.Steady : up == (series.Figure.Better == Better.Higher) ? TrendWord.Better : TrendWord.Worse;
        var since = isJump ? days[change.At].Start : (DateTimeOffset?)null;
        var sentence = isJump
            ? $"changed its level on {TimeZoneInfo.ConvertTime(since!.Value, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("d MMM", CultureInfo.InvariantCulture)}: from {Say(series, change.Before)} to {Say(series, change.After)} (medians)"
            : $"{(up ? "rises" : "falls")} by {Say(series, Math.Abs(drift.SlopePerDay) * 7, isStep: true)} a week";
        return new Trend(series, days, drift, change, word, since, sentence);
    }

    private static double StepMisses(IReadOnlyList<TrendPoint> days, ChangePoint change) => days.Select((d, i) => d.Value is { } value ? Math.Abs(value - (i < change.At ? change.Before : change.After)) : 0).Sum();

    private static double LineMisses(IReadOnlyList<TrendPoint> days, Drift drift)
    {
        var level = days.Select((d, i) => d.Value - drift.SlopePerDay * i).OfType<double>().Order().ToList();
        var middle = level[level.Count / 2];
        return level.Sum(v => Math.Abs(v - middle));
    }

    /// <param name="isStep">A difference, not a level.</param>
    private static string Say(TrendSeries series, double value, bool isStep = false) => series.Figure.Kind switch
    {
        PeriodFigureKind.Duration => Live.Wording.Duration(TimeSpan.FromSeconds(value)),
        PeriodFigureKind.Share => $"{value.ToString("0.##", CultureInfo.InvariantCulture)} {(isStep ? "points" : "%")}",
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
