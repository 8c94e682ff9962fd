using System.Globalization;
using System.Text;
using CommandCenter.Layout;
using CommandCenter.Layout.Components;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Scorecard;

/// <summary>How the scorecard reads.</summary>
internal static class ScorecardText
{
    private const int Width = 300;
    private const int Height = 44;

    /// <param name="currency">Of the plan.</param>
    public static MarkupString Value(Measure measure, double value, string? currency) => measure.Figure.Kind switch
    {
        _ when measure.IsMoney => Html.Of($"{Wording.Money((long)Math.Round(value), currency)}"),
        PeriodFigureKind.Duration => Html.Of($"{Wording.Duration(TimeSpan.FromSeconds(value))}"),
        PeriodFigureKind.Share => Html.Of($"{Wording.Number(value, measure.Decimals)}<span class=\"u\">%</span>"),
        _ => Html.Of($"{Wording.Number(value, measure.Decimals)}"),
    };

    /// <summary>With its sign; of shares in points.</summary>
    public static string Difference(Measure measure, double value, string? currency)
    {
        var sign = value < 0 ? "−" : "+";
        return measure.Figure.Kind switch
        {
            _ when measure.IsMoney => sign + Wording.Money((long)Math.Round(Math.Abs(value)), currency),
            PeriodFigureKind.Duration => sign + Wording.Duration(TimeSpan.FromSeconds(Math.Abs(value))),
            PeriodFigureKind.Share => $"{sign}{Wording.Number(Math.Abs(value), measure.Decimals)} points",
            _ => sign + Wording.Number(Math.Abs(value), measure.Decimals),
        };
    }

    /// <summary>The share with its 95 % interval.</summary>
    public static MarkupString Bar(LaneRun run)
    {
        var (low, high) = Live.WilsonInterval.Percent(run.OnOrchestration, run.Orders);
        return ShareView.Of(null, run.Percent, low, high, mirror: false).Bar;
    }

    /// <summary>At least or at most, and whether that is so now.</summary>
    public static (string Icon, string Css, string Words)? Target(ScorecardLine line) => line.Target is null ? null : line.MeetsTarget switch
    {
        true => ("ok", "", "met"),
        false => ("warn", "warn", "missed"),
        null => ("dash", "", ""),
    };

    public static (string Icon, string Css, string Word, string Row) Sign(ScorecardLine line) => line.Change switch
    {
        Change.Worse => ("breach", "crit", "Worse", "worse"),
        Change.Missing => ("missing", "qual", "Missing", "none slim"),
        Change.CannotTell => ("half", "", "Cannot tell", "none"),
        Change.Better => ("ok", line.IsGreen ? "ok" : "", "Better", "better"),
        _ => ("dash", "", "Same", "same"),
    };

    /// <summary>What stands below the value of now: how slow the slow ones are, and how it looks by line.</summary>
    public static string? Besides(ScorecardLine line) => line switch
    {
        { NowP90: { } slow } => $"9 of 10 in {Wording.Duration(TimeSpan.FromSeconds(slow))}",
        { ByLine: { } lines } => $"{Wording.Number(lines.Value, line.Measure.Decimals)} % of lines",
        _ => null,
    };

    /// <summary>What the last column says.</summary>
    public static string? Note(ScorecardLine line) => line switch
    {
        { Why: { } why } => why,
        { Change: Change.Better, IsGreen: false } => "no gain while another side got worse",
        { Entered: { } entered } => $"before: {entered.Origin}",
        { Change: Change.Same } => "within what days differ anyway",
        _ => null,
    };

    /// <summary>Such as <c>formula · out of … · by …</c>.</summary>
    public static string Definition(ScorecardLine line) => Definition(line.Measure) + (line.Below != line.Measure.Below ? $" · {line.Below}" : "") + (line.Entered is { } entered ? $" · before: {entered.Origin}" : "");

    private static string Definition(Measure measure) =>
        $"{measure.Figure.Formula} · out of: {measure.Figure.Denominator} · counts when: {measure.Figure.Period} · from: {measure.Figure.Source}";

    /// <summary>A day of the scorecard's zone, with its year where that is not the one it was read in.</summary>
    public static string Day(ScorecardView card, DateTimeOffset at) => Day(card, at, card.ReadTo is { } now && Math.Abs((now - at).TotalDays) > 300 ? "d MMM yyyy" : "d MMM");

    /// <summary>As an input of days takes it.</summary>
    public static string InputDay(ScorecardView card, DateTimeOffset at) => Day(card, at, "yyyy-MM-dd");

    private static string Day(ScorecardView card, DateTimeOffset at, string form) => TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(card.Zone)).ToString(form, CultureInfo.InvariantCulture);

    /// <summary>Every day that is over, above the usual range, on its own scale; nothing where none has a value. A day without one is a gap.</summary>
    public static MarkupString Trend(ScorecardLine line)
    {
        var values = line.TrendBefore.Concat(line.TrendNow).Select(d => d.IsOver ? d.Value : null).ToList();
        var known = values.OfType<double>().Concat(line.Usual is { } u ? [u.Low, u.High] : []).ToList();
        if (values.TrueForAll(v => v is null)) return default;
        double low = known.Min(), span = known.Max() - low;
        double X(int i) => 2 + (Width - 10.0) * i / Math.Max(1, values.Count - 1);
        double Y(double v) => span <= 0 ? Height / 2.0 : 4 + (Height - 8) * (1 - (v - low) / span);
        var cut = line.TrendBefore.Count;
        var last = values.FindLastIndex(v => v is not null);
        var band = line.Usual is { } usual ? Html.Of($"<rect class=\"usual\" x=\"0\" width=\"{N(Width - 4)}\" y=\"{N(Y(usual.High))}\" height=\"{N(Math.Max(1, Y(usual.Low) - Y(usual.High)))}\"></rect>") : default;
        return Html.Of($"<svg class=\"trend\" viewBox=\"0 0 {Width} {Height}\" aria-hidden=\"true\">{band}<line class=\"cut\" x1=\"{N(X(cut) - 2)}\" x2=\"{N(X(cut) - 2)}\" y1=\"0\" y2=\"{Height}\"></line><path class=\"before\" d=\"{Path(0, cut - 1)}\"></path><path class=\"after\" d=\"{Path(cut, values.Count - 1)}\"></path><circle class=\"now\" cx=\"{N(X(last))}\" cy=\"{N(Y(values[last]!.Value))}\" r=\"3\"></circle></svg>");

        string Path(int from, int to)
        {
            var path = new StringBuilder();
            for (var i = from; i <= to; i++)
            {
                if (values[i] is not { } value) continue;
                var joined = i > from && values[i - 1] is not null;
                path.Append(joined ? 'L' : 'M').Append(N(X(i))).Append(' ').Append(N(Y(value)));
                if (!joined && (i == to || values[i + 1] is null)) path.Append("h.1"); // a single day between gaps is a dot, not nothing
            }

            return path.ToString();
        }
    }

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
