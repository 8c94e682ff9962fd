using System.Globalization;

namespace CommandCenter.Scorecard.Trends;

/// <summary>Trends as a file for a spreadsheet, a line a day of a series.</summary>
public static class TrendCsv
{
    /// <summary>UTF-8 without a mark, a head row, lines that end in CR LF.</summary>
    public static byte[] Of(TrendsView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return SheetCsv.Of(["series", "name", "unit", "word", "day", "value", "finding"], view.Items.SelectMany(trend => trend.Days.Select(day => (string[])[
            trend.Series.Key, trend.Series.Name, trend.Series.Figure.Unit, trend.Word.ToString().ToLowerInvariant(), day.Start.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            day.Value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "", trend.Sentence])));
    }
}
