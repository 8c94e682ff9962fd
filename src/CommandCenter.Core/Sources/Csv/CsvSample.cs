using System.Text;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Sources.Csv;

/// <summary>Rows that a person pastes or keeps in a file, to try a mapping on them.</summary>
internal static class CsvSample
{
    private const int MostRows = 1000;

    /// <summary>The records of a sample as JSON: the beginning of a file, with its header where the plan names no columns.</summary>
    public static Result<List<string>> Read(string text, CsvSettings settings)
    {
        try
        {
            using var file = CsvFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), settings with { Encoding = "utf-8" });
            var rows = new CsvRows(settings, file, "sample");
            using var document = rows.Read(new RowPlace(file.First.Offset, file.First.Line), MostRows);
            if (rows.Unread.Count > 0)
            {
                var (place, unread) = rows.Unread[0];
                return Error.Validation(unread.Code, $"Line {place.Line} of the sample is no row: {unread.Message}.", "sample");
            }

            if (rows.Places.Count == 0)
            {
                return Error.Validation("no-row", "The sample has no row." + (settings.Header ? " Its first line is the header, as the plan says of these files; put a row behind it." : ""), "sample");
            }

            using var joined = settings.GroupBy.Count == 0 ? null : new RowGroups(settings.GroupBy).Join(document.RootElement.EnumerateArray());
            return ((joined ?? document).RootElement.EnumerateArray().Select(r => r.GetRawText())).ToList();
        }
        catch (CsvFileException e)
        {
            return Error.Validation("bad-sample", $"The sample cannot be read: {e.Message}.", "sample");
        }
    }
}
