using System.Globalization;
using CommandCenter.Reconciliation.Files;

namespace CommandCenter.Reconciliation;

/// <summary>What a comparison found, in plain words for a terminal. Nothing out of a file can steer the terminal.</summary>
internal static class ComparisonText
{
    public static async Task WriteAsync(TextWriter console, FileComparison found, ShownDifferences shown, string? folder)
    {
        var lines = new List<string>();
        var keys = string.Join(", ", found.Columns.Keys.Select(k => k.Name));
        lines.Add($"Left:  {found.Left.Path}, {Rows(found.Left)}");
        lines.Add($"Right: {found.Right.Path}, {Rows(found.Right)}");
        lines.Add($"Key:   {keys}{(found.Columns.KeyWasFound ? " (found; --key names another)" : "")}");
        if (found.Columns.OnlyLeft.Count + found.Columns.OnlyRight.Count > 0)
        {
            lines.Add($"Not compared, for only one file has them: {string.Join(", ", found.Columns.OnlyLeft.Select(n => n + " (left)").Concat(found.Columns.OnlyRight.Select(n => n + " (right)")))}");
        }

        lines.Add("");
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{found.Compared:n0} keys are in both files, {found.Left.Missing:n0} are missing in the left one, {found.Right.Missing:n0} in the right one."));
        Table(lines, found);
        if (shown.Lines.Count > 0)
        {
            lines.Add("");
            lines.Add(shown.Lines.Count < found.Differences ? $"The first {shown.Lines.Count} of them:" : "The differences:");
            lines.AddRange(shown.Lines.Select(l => "  " + l));
        }

        lines.Add("");
        lines.Add(found.Differences == 0 ? "The files say the same."
            : string.Create(CultureInfo.InvariantCulture, $"{found.Differences:n0} differences; {found.DifferentRows:n0} of the keys in both files have some."));
        if (folder is not null)
        {
            lines.Add($"Written to {Path.Combine(folder, DifferenceFiles.Csv)}, {DifferenceFiles.Json} and {DifferenceFiles.Summary}.");
        }

        foreach (var line in lines)
        {
            await console.WriteLineAsync(Inert(line));
        }
    }

    /// <summary>Without control characters.</summary>
    public static string Inert(string text) => !text.Any(char.IsControl) ? text : string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));

    private static string Rows(ComparedFile file) => string.Create(
        CultureInfo.InvariantCulture,
        $"{file.Rows:n0} rows, {file.Keys:n0} keys{(file.Duplicates > 0 ? $", {file.Duplicates:n0} of them more than once (the first row is compared)" : "")}");

    private static void Table(List<string> lines, FileComparison found)
    {
        string[][] rows =
        [
            ["column", "type", "tolerance", "compared", "different", "empty left", "empty right", "share"],
            .. found.ByColumn.Select(c => (string[])
            [
                c.Name.Equals(c.RightName, StringComparison.OrdinalIgnoreCase) ? c.Name : $"{c.Name} = {c.RightName}", ValueKinds.Word(c.Kind), c.Tolerance ?? "none", Number(c.Compared), Number(c.Different), Number(c.EmptyLeft), Number(c.EmptyRight),
                c.Share is not { } share ? "nothing to compare" : c.All == 0 ? "0 %" : share < 0.0001 ? "< 0.01 %" : (share * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %",
            ]),
        ];
        if (rows.Length == 1)
        {
            lines.Add("No column but the key is in both files.");
            return;
        }

        var widths = Enumerable.Range(0, rows[0].Length).Select(i => Math.Min(40, rows.Max(r => r[i].Length))).ToArray();
        lines.Add("");
        foreach (var row in rows)
        {
            lines.Add("  " + string.Join("  ", row.Select((cell, i) => i < 3 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        }
    }

    private static string Number(long number) => number.ToString("n0", CultureInfo.InvariantCulture);
}
