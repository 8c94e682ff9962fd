using System.Globalization;
using System.Text;
using CommandCenter.Layout;
using CommandCenter.Layout.Components;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Trends;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Scorecard;

/// <summary>How trends read.</summary>
internal static class TrendText
{
    private const int Width = 720;
    private const int Height = 96;
    private const int Foot = 14;

    public static string Word(TrendWord word) => word == TrendWord.CannotTell ? "cannot tell" : word.ToString().ToLowerInvariant();

    public static (string Icon, string Css, string Word) Sign(TrendWord word) => word switch
    {
        TrendWord.Worse => ("breach", "crit", "Worse"),
        TrendWord.Better => ("ok", "ok", "Better"),
        TrendWord.Steady => ("same", "", "Steady"),
        _ => ("half", "qual", "Cannot tell"),
    };

    /// <summary>The first and the last of the days, of their zone.</summary>
    public static string Days(TrendsView view)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(view.Zone);
        return $"{Day(view.From)} to {Day(view.To.AddSeconds(-1))}";

        string Day(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM", CultureInfo.InvariantCulture);
    }

    /// <summary>In what its days are; durations name their own unit, and which of a day it is.</summary>
    public static string Unit(TrendSeries series) => series.Figure.Kind != PeriodFigureKind.Duration ? series.Figure.Unit : series.Percentile == 50 ? "median of the day" : $"{series.Percentile}th percentile of the day";

    public static string Definition(TrendSeries series) => $"{series.Figure.Formula} · out of: {series.Figure.Denominator} · counts when: {series.Figure.Period} · from: {series.Figure.Source}";

    public static string Value(TrendSeries series, double value) => series.Figure.Kind switch
    {
        PeriodFigureKind.Duration => Wording.Duration(TimeSpan.FromSeconds(value)),
        PeriodFigureKind.Share => $"{Wording.Number(value, 2)} %",
        _ => Wording.Number(value, 1),
    };

    /// <summary>Thirty days on their own scale, decisions as ticks below, a change of level as a line; in words for who does not see it.</summary>
    public static MarkupString Chart(TrendsView view, Trend trend)
    {
        var known = trend.Days.Select(d => d.Value).OfType<double>().ToList();
        if (known.Count == 0) return default;
        double low = known.Min(), span = known.Max() - low;
        var (from, whole) = (view.From, (view.To - view.From).TotalHours);
        double X(DateTimeOffset at) => 2 + (Width - 8) * Math.Clamp((at - from).TotalHours / whole, 0, 1);
        double Y(double v) => span <= 0 ? (Height - Foot) / 2.0 : 5 + (Height - Foot - 12) * (1 - (v - low) / span);
        var path = new StringBuilder();
        for (var i = 0; i < trend.Days.Count; i++)
        {
            if (trend.Days[i].Value is not { } value) continue;
            var joined = i > 0 && trend.Days[i - 1].Value is not null;
            path.Append(joined ? 'L' : 'M').Append(N(X(trend.Days[i].Start))).Append(' ').Append(N(Y(value)));
            if (!joined && (i + 1 == trend.Days.Count || trend.Days[i + 1].Value is null)) path.Append("h.1"); // a single day between gaps is a dot, not nothing
        }

        var marks = string.Concat(view.Marks.Select(m => $"<line class=\"mark\" x1=\"{N(X(m.At))}\" x2=\"{N(X(m.At))}\" y1=\"{Height - Foot}\" y2=\"{Height - 4}\"></line>"));
        var cut = trend.Since is { } since ? $"<line class=\"cut\" x1=\"{N(X(since))}\" x2=\"{N(X(since))}\" y1=\"0\" y2=\"{Height - Foot}\"></line>" : "";
        var words = $"{trend.Series.Name}: from {Value(trend.Series, known[0])} to {Value(trend.Series, known[^1])}; {trend.Sentence}";
        return new MarkupString($"<svg class=\"trendchart\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{System.Text.Encodings.Web.HtmlEncoder.Default.Encode(words)}\">{cut}<path class=\"after\" d=\"{path}\"></path>{marks}</svg>");
    }

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
