using CsvHelper;

namespace CommandCenter.Scorecard;

/// <summary>Files for a spreadsheet: what would be a formula there begins with an apostrophe.</summary>
internal static class SheetCsv
{
    private static readonly CsvWriterOptions options = new() { Injection = CsvInjection.Escape, InjectionCharacters = "=+-@\t\r\n", NewLine = "\r\n" };

    /// <summary>UTF-8 without a mark, lines that end in CR LF.</summary>
    public static byte[] Of(string[] head, IEnumerable<string[]> lines)
    {
        using var text = new MemoryStream();
        using (var csv = CsvWriter.Create(text, options, leaveOpen: true))
        {
            csv.WriteRecord(head);
            foreach (var line in lines) csv.WriteRecord(line);
        }

        return text.ToArray();
    }
}
