using System.Globalization;
using System.Text;

namespace CommandCenter.Live.Views;

/// <summary>A series over minutes as SVG paths, with gaps hatched and named.</summary>
/// <param name="Line">Path of the measured stretches.</param>
/// <param name="Gaps">x and width of each stretch without data.</param>
/// <param name="Grid">Height and value of each grid line, at most four.</param>
public sealed record ChartView(string Line, string Gaps, string Grid, string DotX, string DotY, string Last, int Minutes)
{
    public const int Width = 320;
    public const int Height = 92;
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
