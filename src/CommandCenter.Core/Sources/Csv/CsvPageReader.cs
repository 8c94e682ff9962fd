using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Sources.Paging;

namespace CommandCenter.Sources.Csv;

/// <summary>What one reading of a file brought.</summary>
/// <param name="Places">Where each record began, such as <c>orders.csv:12</c>.</param>
internal sealed record CsvPage(JsonDocument? Document, IReadOnlyList<JsonElement> Records, IReadOnlyList<string> Places, IReadOnlyList<UnreadRecord> Unread, CsvMark Mark);

/// <summary>Reads the next rows of a file, as whole records.</summary>
internal sealed class CsvPageReader(CsvSettings settings)
{
    private readonly RowGroups? groups = settings.GroupBy.Count == 0 ? null : new RowGroups(settings.GroupBy);

    /// <param name="mark">How far it was read; null: it is new.</param>
    /// <exception cref="CsvFileException">It is not what the plan says.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public CsvPage Read(FoundFile found, CsvMark? mark)
    {
        using var file = CsvFile.Open(found.Path, settings);
        if (settings.GroupBy.FirstOrDefault(g => file.Columns.Length > 0 && !file.Columns.Any(c => c.Value == g)) is { } missing)
        {
            throw new CsvFileException($"it has no column {missing}, which groupBy names");
        }

        var from = mark is null || (!mark.Fits(found) && (found.Size < mark.Offset || file.Print(mark.Offset) != mark.Print)) ? new RowPlace(file.First.Offset, file.First.Line) : new RowPlace(mark.Offset, mark.Line);
        for (var limit = settings.Limit; ; limit = Math.Min(limit * 2, KeysetPaging.LargestLimit))
        {
            var rows = new CsvRows(settings, file, found.Name);
            var document = rows.Read(from, limit);
            var all = document.RootElement.EnumerateArray().ToList();
            var last = groups is null || rows.AtEnd ? 0 : groups.LastLength(all);
            if (last > 0 && last == all.Count)
            {
                // the page ended inside its only record
                document.Dispose();
                if (limit == KeysetPaging.LargestLimit || rows.Next.Offset - from.Offset >= settings.MaxBytes)
                {
                    throw new CsvFileException($"the record on line {from.Line} has more than {all.Count} rows; is groupBy right?");
                }

                continue;
            }

            var next = last == 0 ? rows.Next : rows.Places[^last];
            all.RemoveRange(all.Count - last, last);
            var size = rows.AtEnd ? next.Offset : Math.Max(found.Size, next.Offset + 1);
            return Make(document, all, rows, new CsvMark(found.Name, next.Offset, next.Line, size, found.Modified, file.Print(next.Offset)));
        }
    }

    private CsvPage Make(JsonDocument document, List<JsonElement> all, CsvRows rows, CsvMark mark)
    {
        var unread = rows.Unread.Where(u => u.Place.Offset < mark.Offset).Select(u => u.Record).ToList();
        var places = Enumerable.Range(0, all.Count).Where(i => groups is null || i == 0 || !groups.AreTogether(all[i - 1], all[i])).Select(i => $"{mark.Name}:{rows.Places[i].Line}").ToList();
        if (groups is null)
        {
            return new CsvPage(document, all, places, unread, mark);
        }

        var joined = groups.Join(all);
        document.Dispose();
        return new CsvPage(joined, [.. joined.RootElement.EnumerateArray()], places, unread, mark);
    }
}
