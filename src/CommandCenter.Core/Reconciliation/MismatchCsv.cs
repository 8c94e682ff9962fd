using System.Globalization;
using CommandCenter.OrderExceptions;
using CommandCenter.Reconciliation.Parity;
using CsvHelper;

namespace CommandCenter.Reconciliation;

/// <summary>Differences as a file for a spreadsheet: what would be a formula there begins with an apostrophe.</summary>
public static class MismatchCsv
{
    private static readonly CsvWriterOptions options = new() { Injection = CsvInjection.Escape, InjectionCharacters = "=+-@\t\r\n", NewLine = "\r\n" };

    private static readonly (string Head, Func<OpenMismatch, string?> Value)[] columns =
    [
        ("orderKey", m => m.Mismatch.OrderKey), ("lane", m => m.Mismatch.Lane), ("owner", m => m.Mismatch.Owner?.ToString().ToLowerInvariant()), ("cell", m => m.Mismatch.Difference.Cell.Name),
        ("field", m => m.Mismatch.Difference.Field), ("left", m => m.Mismatch.Difference.Legacy), ("right", m => m.Mismatch.Difference.Orchestration), ("rule", m => m.Mismatch.Difference.Rule),
        ("classRule", m => m.Mismatch.Class.Rule), ("bucket", m => m.Mismatch.Class.Bucket.Name()), ("team", m => m.Mismatch.Class.Team.Name()),
        ("severity", m => m.Mismatch.Class.Severity.ToString().ToLowerInvariant()), ("money", m => m.Mismatch.Money?.ToString(CultureInfo.InvariantCulture)), ("currency", m => m.Mismatch.Currency),
        ("pending", m => m.Mismatch.Difference.IsPending ? "true" : "false"), ("understood", m => m.IsUnderstood ? "true" : "false"), ("since", m => Say(m.Mismatch.Difference.Since)), ("firstSeen", m => Say(m.FirstSeen)),
        ("record", m => m.Mismatch.Difference.Record?.System), ("recordSays", m => m.Mismatch.Difference.Record?.Value), ("wrong", m => m.Mismatch.Difference.Record?.Wrong.ToString().ToLowerInvariant()),
    ];

    /// <summary>UTF-8 without a mark, a head row, lines that end in CR LF.</summary>
    public static byte[] Of(IEnumerable<OpenMismatch> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        using var text = new MemoryStream();
        using (var csv = CsvWriter.Create(text, options, leaveOpen: true))
        {
            csv.WriteRecord([.. columns.Select(c => c.Head)]);
            foreach (var item in items)
            {
                csv.WriteRecord([.. columns.Select(c => c.Value(item) ?? "")]);
            }
        }

        return text.ToArray();
    }

    private static string Say(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
