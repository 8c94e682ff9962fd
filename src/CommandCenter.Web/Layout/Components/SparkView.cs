using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Layout.Components;

/// <summary>A small trend as SVG paths. A minute without data is a gap and is never joined.</summary>
/// <param name="Width">At the usual size of type; it is written in rem, so that it grows with the page's type.</param>
/// <param name="Limit">Height of the limit's dotted line, or null.</param>
/// <param name="Bad">The last stretch beyond the limit, drawn thick and red; null where the last value keeps it.</param>
public sealed record SparkView(int Width, int Height, string Line, string? Bad, string? Limit, string DotX, string DotY)
{
    /// <summary>The drawing.</summary>
    public MarkupString Svg => Html.Of($"<svg class=\"{(Bad is null ? "spark" : "spark crit")}\" viewBox=\"0 0 {Width} {Height}\" width=\"{N(Width / 16.0)}rem\" height=\"{N(Height / 16.0)}rem\" aria-hidden=\"true\">{LimitLine}<path class=\"ln\" d=\"{Line}\"></path>{BadPath}<circle class=\"dot\" cx=\"{DotX}\" cy=\"{DotY}\" r=\"2.2\"></circle></svg>");

    private MarkupString LimitLine => Limit is null ? default : Html.Of($"<line class=\"lim\" x1=\"0\" x2=\"{Width}\" y1=\"{Limit}\" y2=\"{Limit}\"></line>");

    private MarkupString BadPath => Bad is null ? default : Html.Of($"<path class=\"bad\" d=\"{Bad}\"></path>");

    /// <summary>Null where nothing was measured at all.</summary>
    /// <param name="floor">True: below the limit is bad; false: above it.</param>
    public static SparkView? Of(IReadOnlyList<double?> trend, double? limit = null, bool floor = true, int width = 64, int height = 24)
    {
        ArgumentNullException.ThrowIfNull(trend);
        int first = 0, last = trend.Count - 1;
        while (last >= 0 && trend[last] is null) last--;
        if (last < 0) return null;

        double low = double.MaxValue, high = double.MinValue;
        foreach (var value in trend)
        {
            if (value is not { } known) continue;
            low = Math.Min(low, known);
            high = Math.Max(high, known);
        }

        if (limit is { } edge)
        {
            low = Math.Min(low, edge);
            high = Math.Max(high, edge);
        }

        var span = high - low;
        double X(int i) => 1 + (width - 5.0) * i / Math.Max(1, trend.Count - 1);
        double Y(double value) => span <= 0 ? height / 2.0 : 3 + (height - 6) * (1 - (value - low) / span);
        bool Beyond(double value) => limit is { } l && (floor ? value < l : value > l);

        var line = Path(trend, first, last, X, Y);
        var from = last;
        while (from >= 0 && trend[from] is { } v && Beyond(v)) from--;
        var bad = Beyond(trend[last]!.Value) ? Path(trend, Math.Max(0, trend[Math.Max(0, from)] is null ? from + 1 : from), last, X, Y) : null;
        return new SparkView(width, height, line, bad, limit is { } at ? N(Y(at)) : null, N(X(last)), N(Y(trend[last]!.Value)));
    }

    private static string Path(IReadOnlyList<double?> trend, int first, int last, Func<int, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        var drawing = false;
        for (var i = first; i <= last; i++)
        {
            if (trend[i] is not { } value)
            {
                drawing = false;
                continue;
            }

            path.Append(drawing ? 'L' : 'M').Append(N(x(i))).Append(' ').Append(N(y(value)));
            if (!drawing && (i == last || trend[i + 1] is null)) path.Append("h.1"); // a single minute between gaps is a dot, not nothing
            drawing = true;
        }

        return path.ToString();
    }

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
