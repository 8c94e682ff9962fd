using System.Globalization;

namespace CommandCenter.Readiness.Gates.Checks;

/// <summary>Words that checks share.</summary>
internal static class GateWords
{
    private const int Most = 4;

    /// <summary>The first few of a list.</summary>
    public static string Few(IReadOnlyList<string> names) => string.Join(", ", names.Take(Most)) + (names.Count > Most ? $" and {names.Count - Most} more" : "");

    /// <summary>A moment, in UTC.</summary>
    public static string At(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyy-MM-dd HH:mm}Z");

    public static string Percent(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} %");

    /// <summary>Such as <c>9 m 23 s</c>, <c>15 m</c> or <c>7 d</c>: limits and what is held to them, both to the second.</summary>
    public static string Span(TimeSpan span)
    {
        var whole = TimeSpan.FromSeconds(Math.Max(0, Math.Round(span.TotalSeconds)));
        return whole.TotalDays >= 1 ? Two(whole.Days, "d", whole.Hours, "h") : whole.TotalHours >= 1 ? Two(whole.Hours, "h", whole.Minutes, "m") : whole.TotalMinutes >= 1 ? Two(whole.Minutes, "m", whole.Seconds, "s") : $"{whole.Seconds} s";

        static string Two(int large, string unit, int small, string less) => small == 0 ? $"{large} {unit}" : $"{large} {unit} {small} {less}";
    }
}
