using System.Globalization;
using CsvHelper;

namespace CommandCenter.Scorecard.Trends;

/// <summary>Trends as a file for a spreadsheet, a line a day of a series: what would be a formula there begins with an apostrophe.</summary>
public static class TrendCsv
{
    private static readonly CsvWriterOptions options = new() { Injection = CsvInjection.Escape, InjectionCharacters = "=+-@\t\r\n", NewLine = "\r\n" };

    /// <summary>UTF-8 without a mark, a head row, lines that end in CR LF.</summary>
    public static byte[] Of(TrendsView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        using var text = new MemoryStream();
        using (var csv = CsvWriter.Create(text, options, leaveOpen: true))
        {
            csv.WriteRecord(["series", "name", "unit", "word", "day", "value", "finding"]);
            foreach (var trend in view.Items)
            {
                foreach (var day in trend.Days)
                {
                    csv.WriteRecord([trend.Series.Key, trend.Series.Name, trend.Series.Figure.Unit, trend.Word.ToString().ToLowerInvariant(), day.Start.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), day.Value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "", trend.Sentence]);
                }
            }
        }

        return text.ToArray();
    }
}
