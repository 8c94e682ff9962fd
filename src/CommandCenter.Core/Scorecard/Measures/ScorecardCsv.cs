using System.Globalization;

namespace CommandCenter.Scorecard.Measures;

/// <summary>The scorecard as a file for a spreadsheet, a line a measure: what would be a formula there begins with an apostrophe.</summary>
public static class ScorecardCsv
{
    private static readonly (string Head, Func<ScorecardLine, string?> Value)[] columns =
    [
        ("measure", l => l.Measure.Key), ("name", l => l.Measure.Name), ("side", l => l.Measure.Side.ToString().ToLowerInvariant()), ("unit", l => l.Measure.Figure.Unit),
        ("before", l => Say(l.Was)), ("target", l => Say(l.Target?.Value)), ("now", l => Say(l.Now?.Value)), ("difference", l => Say(l.Difference)), ("change", l => l.Change.Word()), ("green", l => l.IsGreen ? "true" : "false"),
        ("beforeCount", l => Say(l.Before?.Count)), ("nowCount", l => Say(l.Now?.Count)), ("usualLow", l => Say(l.Usual?.Low)), ("usualHigh", l => Say(l.Usual?.High)), ("why", l => l.Why), ("origin", l => l.Entered?.Origin), ("meetsTarget", l => l.MeetsTarget switch { true => "true", false => "false", _ => null }),
        ("nowP90", l => Say(l.NowP90)), ("nowByLine", l => Say(l.ByLine?.Value)), ("means", l => l.Below),
    ];

    /// <summary>UTF-8 without a mark, a head row, lines that end in CR LF.</summary>
    public static byte[] Of(ScorecardView card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return SheetCsv.Of([.. columns.Select(c => c.Head)], card.Lines.Select(line => columns.Select(c => c.Value(line) ?? "").ToArray()));
    }

    private static string? Say(double? number) => number?.ToString("0.######", CultureInfo.InvariantCulture);
}
