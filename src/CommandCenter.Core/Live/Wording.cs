using System.Globalization;

namespace CommandCenter.Live;

/// <summary>Numbers and durations in sentences, the same for every reader of the snapshot.</summary>
internal static class Wording
{
    /// <summary>A duration at rest: <c>9 m 23 s</c>, <c>2 h 5 m</c>, <c>6 s</c>, <c>0.5 s</c>.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} d {span.Hours} h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} m"),
        { TotalMinutes: >= 1 } => span.Seconds == 0 ? string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} m") : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} m {span.Seconds} s"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds} s"),
    };

    public static string Percent(double percent) => string.Create(CultureInfo.InvariantCulture, $"{percent:0.0} %");

    public static string Count(long count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
