using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Layout.Components;

/// <summary>A share bar: observed is the fill, the bracket its 95 % interval, the marker what is commanded.</summary>
/// <param name="Css">share, with differs or mirror.</param>
/// <param name="Style">Custom properties in percent.</param>
/// <param name="Words">The same in words, for readers.</param>
public sealed record ShareView(string Css, string Style, string Words, bool HasCommand, bool Differs, bool TooFew)
{
    private static readonly MarkupString Command = Html.Of($"<i class=\"cm\"></i>");

    /// <summary>The drawing.</summary>
    public MarkupString Bar => Html.Of($"<div class=\"{Css}\" role=\"img\" aria-label=\"{Words}\" style=\"{Style}\"><i class=\"tr\"></i><i class=\"ob\"></i><i class=\"ci\"></i>{(HasCommand ? Command : default)}</div>");

    /// <summary>An interval wider than this, in points, is called too few orders.</summary>
    private const double TooWide = 20;

    /// <param name="observed">Percent, or null where nothing was observed.</param>
    /// <param name="mirror">Only copies go to orchestration, or nothing yet.</param>
    public static ShareView Of(double? commanded, double? observed, double? low, double? high, bool mirror)
    {
        var wide = low is { } l && high is { } h && h - l > TooWide;
        var differs = !wide && commanded is { } c && low is { } lo && high is { } hi && (c < lo || c > hi);
        var words = observed is { } o
            ? $"{(commanded is { } given ? $"Commanded {P(given, 0)} %, observed" : "Observed")} {P(o, 1)} %" + (low is { } from && high is { } to ? $", 95 % interval {P(from, 1)} to {P(to, 1)} %" : "")
            : commanded is { } only ? $"Commanded {P(only, 0)} %, nothing observed" : "Nothing observed";
        return new ShareView(
            "share" + (mirror ? " mirror" : differs ? " differs" : "") + (observed is null ? " unseen" : ""),
            $"--c:{P(commanded ?? 0, 2)};--o:{P(observed ?? 0, 2)};--lo:{P(low ?? 0, 2)};--hi:{P(high ?? 0, 2)}",
            words, commanded is not null, differs, wide);
    }

    private static string P(double value, int decimals) => Math.Clamp(value, 0, 100).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
