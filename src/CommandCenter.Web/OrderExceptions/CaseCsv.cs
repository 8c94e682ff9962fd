using System.Globalization;
using System.Text;

namespace CommandCenter.OrderExceptions;

/// <summary>Cases as CSV (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe.</summary>
internal static class CaseCsv
{
    private static readonly string[] heads =
        ["case", "severity", "phase", "team", "assignee", "bucket", "rule", "title", "order", "lane", "side", "stage", "orders", "money_minor", "currency", "since", "opened_at", "due_at", "overdue", "muted_until", "last_note"];

    public static string Write(IEnumerable<CaseAnswer> cases)
    {
        var text = new StringBuilder().AppendJoin(',', heads).Append("\r\n");
        foreach (var c in cases)
        {
            string?[] cells =
            [
                c.Name, c.Severity.ToString().ToLowerInvariant(), c.Phase.ToString().ToLowerInvariant(), c.Team, c.Assignee, c.Bucket, c.Rule, c.Title, c.OrderKey, c.Lane, c.Side?.ToString(),
                c.Stage is { } stage ? Orders.Stages.Name(stage) : null, c.Orders.ToString(CultureInfo.InvariantCulture), c.Money?.ToString(CultureInfo.InvariantCulture), c.Currency, At(c.Since), At(c.OpenedAt),
                At(c.DueAt), c.Overdue ? "yes" : "no", c.MutedUntil is { } until ? At(until) : null, c.LastNote,
            ];
            text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        }

        return text.ToString();
    }

    internal static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        // numbers of our own are none of anybody's formulas
        var inert = value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "'" + value : value;
        return inert.AsSpan().IndexOfAny("\",\r\n'") < 0 ? inert : "\"" + inert.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
