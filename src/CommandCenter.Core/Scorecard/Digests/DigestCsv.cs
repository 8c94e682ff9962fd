namespace CommandCenter.Scorecard.Digests;

/// <summary>A digest as a file for a spreadsheet, a line a row.</summary>
public static class DigestCsv
{
    /// <summary>UTF-8 without a mark, a head row, lines that end in CR LF.</summary>
    public static byte[] Of(Digest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        return SheetCsv.Of(["section", "text", "value", "note"], [
            .. digest.Lead.Select(sentence => (string[])["", sentence, "", ""]),
            .. digest.Sections.SelectMany(s => s.Rows.Count == 0 ? [[s.Heading, s.Otherwise, "", ""]] : s.Rows.Select(r => (string[])[s.Heading, r.Text, r.Value ?? "", r.Note ?? ""])),
        ]);
    }
}
