using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Live.Views;

/// <summary>A series over minutes as SVG paths, with gaps hatched and named.</summary>
/// <param name="Line">Path of the measured stretches.</param>
/// <param name="Gaps">x and width of each stretch without data.</param>
/// <param name="Grid">Height and value of each grid line, at most four.</param>
public sealed record ChartView(string Line, string Gaps, string Grid, string DotX, string DotY, string Last, int Minutes)
{
    /// <summary>What the drawing is measured in.</summary>
    public const string Box = "0 0 320 92";

    private const double Left = 30, Right = 276, Top = 8, Bottom = 72;

    /// <summary>Null where nothing was measured at all.</summary>
    public static ChartView? Of(IReadOnlyList<double?> trend)
    {
        ArgumentNullException.ThrowIfNull(trend);
        var last = trend.Count - 1;
        while (last >= 0 && trend[last] is null) last--;
        if (last < 0) return null;
        var top = Round(trend.Max() ?? 0);
        double X(int i) => Left + (Right - Left) * i / Math.Max(1, trend.Count - 1);
        double Y(double value) => Bottom - (Bottom - Top) * value / top;

        var line = new StringBuilder();
        var gaps = new StringBuilder();
        var gapFrom = -1;
        for (var i = 0; i < trend.Count; i++)
        {
            if (trend[i] is not { } value)
            {
                if (gapFrom < 0) gapFrom = i;
                continue;
            }

            if (gapFrom >= 0) Gap(gaps, gapFrom, i, X);
            var starts = i == 0 || trend[i - 1] is null;
            line.Append(starts ? 'M' : 'L').Append(N(X(i))).Append(' ').Append(N(Y(value)));
            if (starts && (i == trend.Count - 1 || trend[i + 1] is null)) line.Append("h.1");
            gapFrom = -1;
        }

        if (gapFrom > last) Gap(gaps, gapFrom, trend.Count - 1, X);
        var grid = string.Join(';', new[] { 0, top / 2, top }.Select(v => $"{N(Y(v))} {N(v)}"));
        return new ChartView(line.ToString(), gaps.ToString(), grid, N(X(last)), N(Y(trend[last]!.Value)), Layout.Wording.Number(trend[last]!.Value), trend.Count);
    }

    /// <summary>The inside of the SVG. Only numbers and fixed words go in, never a name.</summary>
    public MarkupString Draw(bool legacy)
    {
        var drawn = new StringBuilder("<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><path d=\"M0 0v6\" stroke=\"var(--cc-hatch)\" stroke-width=\"2\"></path></pattern></defs>");
        foreach (var (y, value) in Pairs(Grid))
        {
            drawn.Append($"<line class=\"grid\" x1=\"30\" x2=\"276\" y1=\"{y}\" y2=\"{y}\"></line>");
            Label(drawn, "24", y, "end", "", value);
        }

        foreach (var (x, width) in Pairs(Gaps)) drawn.Append($"<rect class=\"gap\" x=\"{x}\" y=\"8\" width=\"{width}\" height=\"64\"></rect>");
        if (Gaps.Length > 0) Label(drawn, Pairs(Gaps)[0].A, "18", "start", "q", "not reported");
        drawn.Append($"<path class=\"{(legacy ? "leg" : "orch")}\" d=\"{Line}\"></path><circle class=\"{(legacy ? "dotL" : "dotO")}\" cx=\"{DotX}\" cy=\"{DotY}\" r=\"3\"></circle>");
        Label(drawn, "284", DotY, "start", legacy ? "l" : "o", Last);
        Label(drawn, "30", "88", "start", "", string.Create(CultureInfo.InvariantCulture, $"{Minutes} min ago"));
        Label(drawn, "276", "88", "end", "", "now");
        return new MarkupString(drawn.ToString());
    }

    private static void Label(StringBuilder drawn, string x, string y, string anchor, string css, string value) =>
        drawn.Append($"<text x=\"{x}\" y=\"{y}\" dy=\"{(y is "88" or "18" ? "0" : "4")}\" text-anchor=\"{anchor}\" class=\"{css}\">{value}</text>");

    private static (string A, string B)[] Pairs(string text) => [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split(' ')).Select(p => (p[0], p[1]))];

    private static void Gap(StringBuilder gaps, int from, int to, Func<int, double> x)
    {
        var start = x(Math.Max(0, from - 1));
        gaps.Append(gaps.Length > 0 ? ";" : "").Append(N(start)).Append(' ').Append(N(x(to) - start));
    }

    // 1, 2 or 5 times a power of ten that holds the largest value
    private static double Round(double value)
    {
        if (value <= 2) return 2;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        foreach (var step in (double[])[1, 2, 4, 5, 10])
        {
            if (value <= step * power) return step * power;
        }

        return 10 * power;
    }

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
