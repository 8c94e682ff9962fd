using System.Globalization;

namespace CommandCenter.Layout;

/// <summary>How values read on a page. One place, so that the same value looks the same everywhere.</summary>
public static class Wording
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>A duration at rest, such as <c>0.3 s</c>, <c>4 m 12 s</c>, <c>1 h 12 m</c>; never looks like a timer.</summary>
    public static string Duration(TimeSpan value)
    {
        var seconds = Math.Max(0, value.TotalSeconds);
        if (seconds < 9.95) return string.Create(Plain, $"{seconds:0.0} s");
        var whole = (long)Math.Round(seconds);
        return whole switch
        {
            < 60 => $"{whole} s",
            < 3600 => $"{whole / 60} m {whole % 60} s",
            < 86400 => $"{whole / 3600} h {whole % 3600 / 60} m",
            _ => $"{whole / 86400} d {whole % 86400 / 3600} h",
        };
    }

    /// <summary>A limit as a plan writes it, without empty parts: <c>15 m</c>, <c>1 h 30 m</c>, <c>250 ms</c>.</summary>
    public static string Limit(TimeSpan value)
    {
        if (value < TimeSpan.FromSeconds(1)) return string.Create(Plain, $"{value.TotalMilliseconds:0} ms");
        var parts = new List<string>(3);
        if (value.Days > 0) parts.Add($"{value.Days} d");
        if (value.Hours > 0) parts.Add($"{value.Hours} h");
        if (value.Minutes > 0) parts.Add($"{value.Minutes} m");
        if (value.Seconds > 0 || value.Milliseconds > 0) parts.Add(string.Create(Plain, $"{value.Seconds + value.Milliseconds / 1000.0:0.##} s"));
        return string.Join(' ', parts);
    }

    /// <summary>A number with thousands separated and a fixed count of decimals.</summary>
    public static string Number(double value, int decimals = 0) => value.ToString("N" + decimals.ToString(Plain), Plain);

    public static string Number(long value) => value.ToString("N0", Plain);

    /// <summary>Money in minor units with its currency: <c>$184.90</c>, or <c>184.90 CAD</c> where the sign would mislead.</summary>
    public static string Money(long minor, string? currency)
    {
        var text = string.Create(Plain, $"{Math.Abs(minor) / 100m:N2}");
        var sign = minor < 0 ? "−" : "";
        return currency is null or "USD" ? $"{sign}${text}" : $"{sign}{text} {currency}";
    }

    /// <summary><c>1 order</c>, <c>2 orders</c>.</summary>
    public static string Count(long count, string one, string? many = null) => $"{Number(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>UTC milliseconds since 1970: what the page's clock works with.</summary>
    public static long Millis(DateTimeOffset value) => value.ToUnixTimeMilliseconds();

    /// <summary><c>IncidentCommander</c> as people say it: <c>incident commander</c>.</summary>
    public static string Words(string name)
    {
        var text = new System.Text.StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append(' ');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    /// <summary>First letters of the first and last word, for the round badge of a person. Of a provider's person (<c>oidc:name~hash</c>) the name counts.</summary>
    public static string Initials(string name)
    {
        if (name.IndexOf('~', StringComparison.Ordinal) is > 5 and var end) name = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..end];
        var words = name.Split([' ', '-', '.', '_'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length switch
        {
            0 => "?",
            1 => words[0][..Math.Min(2, words[0].Length)].ToUpperInvariant(),
            _ => $"{words[0][0]}{words[^1][0]}".ToUpperInvariant(),
        };
    }
}
