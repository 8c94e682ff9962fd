using System.Globalization;
using CsvHelper;

namespace CommandCenter.Scorecard.Digests;

/// <summary>A digest as a file for a spreadsheet, a line a row: what would be a formula there begins with an apostrophe.</summary>
public static class DigestCsv
{
    private static readonly CsvWriterOptions options = new() { Injection = CsvInjection.Escape, InjectionCharacters = "=+-@\t\r\n", NewLine = "\r\n" };

    /// <summary>UTF-8 without a mark, a head row, lines that end in CR LF.</summary>
    public static byte[] Of(Digest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        using var text = new MemoryStream();
        using (var csv = CsvWriter.Create(text, options, leaveOpen: true))
        {
            csv.WriteRecord(["section", "text", "value", "note"]);
            foreach (var sentence in digest.Lead) csv.WriteRecord(["", sentence, "", ""]);
            foreach (var section in digest.Sections)
            {
                if (section.Rows.Count == 0) csv.WriteRecord([section.Heading, section.Otherwise, "", ""]);
                foreach (var row in section.Rows) csv.WriteRecord([section.Heading, row.Text, row.Value ?? "", row.Note ?? ""]);
            }
        }

        return text.ToArray();
    }
}
