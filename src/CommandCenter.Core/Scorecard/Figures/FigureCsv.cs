using System.Globalization;
using CommandCenter.Orders;

namespace CommandCenter.Scorecard.Figures;

/// <summary>Figures by period as a file for a spreadsheet, a line a figure: what would be a formula there begins with an apostrophe.</summary>
public static class FigureCsv
{
    private static readonly (string Head, Func<FigurePeriod, PeriodValue, string?> Value)[] columns =
    [
        ("start", (p, _) => Say(p.Start)), ("lane", (p, _) => p.Lane), ("owner", (p, _) => p.Owner?.ToString().ToLowerInvariant()), ("value", (p, _) => p.Value),
        ("figure", (_, v) => v.Figure.Key), ("unit", (_, v) => v.Figure.Unit), ("shown", (_, v) => Say(v.Value)), ("count", (_, v) => v.Count.ToString(CultureInfo.InvariantCulture)), ("total", (_, v) => Say(v.Total)),
        ("p50", (_, v) => Percentile(v, 50)), ("p90", (_, v) => Percentile(v, 90)), ("p95", (_, v) => Percentile(v, 95)),
        ("isOver", (p, _) => p.IsOver ? "true" : "false"), ("correctedAt", (p, _) => p.CorrectedAt is { } at ? Say(at) : null), ("corrections", (p, _) => p.Corrections.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>UTF-8 without a mark, a head row, lines that end in CR LF.</summary>
    public static byte[] Of(FigureAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return SheetCsv.Of([.. columns.Select(c => c.Head)], answer.Periods.SelectMany(p => p.Values.Values.Select(v => columns.Select(c => c.Value(p, v) ?? "").ToArray())));
    }

    private static string? Percentile(PeriodValue value, int percentile) => value.Percentiles?.TryGetValue(percentile, out var at) == true ? Say(at) : null;

    private static string Say(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Say(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
