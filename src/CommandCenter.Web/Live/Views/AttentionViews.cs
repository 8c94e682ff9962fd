using System.Globalization;
using CommandCenter.Layout;
using CommandCenter.Layout.Components;

namespace CommandCenter.Live.Views;

/// <summary>What is wrong, whose it is, when it acts by itself.</summary>
internal static class AttentionViews
{
    /// <summary>As many as fit on a screen on the wall beside nine lanes.</summary>
    private const int OnTheWall = 3;

    public static IEnumerable<AttentionView> Of(IReadOnlyList<AttentionItem> items)
    {
        // one subject can be in two kinds of the same trouble since the same instant; a row's key must be its own
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var view in items.Select(Of))
        {
            var key = view.Key;
            while (!keys.Add(key)) key += "\n";
            yield return key == view.Key ? view : view with { Key = key };
        }
    }

    private static AttentionView Of(AttentionItem item)
    {
        var (css, icon, word) = Words(item.Kind);
        var since = Wording.Millis(item.Since);
        var next = item.NextStep is { } step
            ? Html.Of($"<div class=\"nx\">{(item.NextAt is { } at ? Html.Of($"<b data-until=\"{Wording.Millis(at)}\"></b>") : default)} {step}</div>")
            : Html.Of($"<div class=\"nx\"><span>no automatic step</span></div>");
        return new AttentionView(
            string.Create(CultureInfo.InvariantCulture, $"{word}\n{item.Subject}\n{since}"),
            css,
            Html.Of($"<span class=\"st {css}\">{Icon.Of(icon)}{word}</span>"),
            Html.Of($"<a class=\"subject\" href=\"{item.Link}\">{item.Subject}</a>"),
            Html.Of($" {item.Text} <span class=\"since\">for <span class=\"nw\" data-since=\"{since}\"></span></span>"),
            Html.Of($"<div class=\"own\">{item.Owner ?? "Nobody yet"}</div>{next}"));
    }

    public static AttentionMore More(IReadOnlyList<AttentionItem> items)
    {
        if (items.Count <= OnTheWall) return new AttentionMore(items.Count, null);
        // the last line says what the others are, in words and most urgent first
        var rest = items.Skip(OnTheWall).GroupBy(i => i.Kind).OrderBy(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {Words(g.Key).Word.ToLowerInvariant()}"));
        return new AttentionMore(OnTheWall, Html.Of($"<b>{items.Count - OnTheWall} more</b> on the page Live: {string.Join(", ", rest)}"));
    }

    private static (string Css, string Icon, string Word) Words(AttentionKind kind) => kind switch
    {
        AttentionKind.RollingBack => ("run", "undo", "Rolling back"),
        AttentionKind.Breaching => ("crit", "breach", "Breaching"),
        AttentionKind.ShiftWaits => ("warn", "hold", "Shift waits"),
        AttentionKind.Held => ("warn", "hold", "Held"),
        AttentionKind.AtRisk => ("warn", "warn", "At risk"),
        AttentionKind.Overdue => ("warn", "warn", "Overdue"),
        AttentionKind.Differs => ("warn", "differs", "Differs"),
        AttentionKind.Stale => ("qual", "stale", "Stale"),
        AttentionKind.Missing => ("qual", "missing", "Missing"),
        _ => ("qual", "no", "Error"),
    };
}
