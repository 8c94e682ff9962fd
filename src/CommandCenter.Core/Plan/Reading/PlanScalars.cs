using System.Globalization;
using System.Text.RegularExpressions;
using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading;

/// <summary>The kinds of values that sections share.</summary>
internal static partial class PlanScalars
{
    /// <summary>A person reads it: a name, a sentence.</summary>
    public static PlanScalar<string> Text { get; } = TextOf(500);

    /// <summary>Several sentences; line breaks are allowed.</summary>
    public static PlanScalar<string> Prose { get; } = new(
        "a text of 1 to 2000 characters",
        (string text, out string value) => (value = text.Trim()).Length is >= 1 and <= 2000 && !value.Any(c => char.IsControl(c) && c is not ('\n' or '\t')),
        "");

    /// <summary>Kebab-case: what other sections, the API and addresses use.</summary>
    public static PlanScalar<string> Id { get; } = new(
        "an id of small letters, digits and single hyphens, at most 64 characters",
        (string text, out string value) => KebabCase().IsMatch(value = text) && text.Length <= 64,
        "");

    public static PlanScalar<Stage> Stage { get; } = new(
        "a stage: " + string.Join(", ", Stages.All.Select(s => s.Name())),
        (string text, out Stage value) => Stages.TryParse(text, out value),
        default);

    public static PlanScalar<string> Zone { get; } = new(
        "an IANA time zone, such as America/Los_Angeles",
        (string text, out string value) => IsZone(value = text),
        "UTC");

    public static PlanScalar<DateTimeOffset> Instant { get; } = new(
        "an instant in RFC 3339 with its offset, such as 2026-11-10T05:00:00Z",
        TryInstant,
        default);

    public static PlanScalar<bool> Flag { get; } = Choice(("true", true), ("false", false));

    /// <summary>The side that a system, source or store belongs to; without shared systems.</summary>
    public static PlanScalar<Side> Side { get; } = Choice(("legacy", Orders.Side.Legacy), ("orchestration", Orders.Side.Orchestration));

    public static PlanScalar<Side> SideOrShared { get; } =
        Choice(("legacy", Orders.Side.Legacy), ("orchestration", Orders.Side.Orchestration), ("shared", Orders.Side.Shared));

    public static PlanScalar<string> TextOf(int longest, int shortest = 1) => new(
        shortest == 0 ? $"a text of at most {longest} characters" : $"a text of {shortest} to {longest} characters on one line",
        (string text, out string value) =>
        {
            value = text.TrimEnd('\n');
            return value.Length >= shortest && value.Length <= longest && !value.Any(char.IsControl) && (shortest == 0 || !string.IsNullOrWhiteSpace(value));
        },
        "");

    public static PlanScalar<T> Choice<T>(params (string Word, T Value)[] words) => new(
        "one of " + string.Join(", ", words.Select(w => w.Word)),
        (string text, out T value) =>
        {
            var found = Array.FindIndex(words, w => string.Equals(w.Word, text, StringComparison.Ordinal));
            value = found < 0 ? words[0].Value : words[found].Value;
            return found >= 0;
        },
        words[0].Value);

    public static PlanScalar<int> Integer(int min, int max) => new(
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"),
        (string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max,
        min);

    public static PlanScalar<long> Bytes(long min, long max) => new(
        string.Create(CultureInfo.InvariantCulture, $"a whole number of bytes from {min} to {max}"),
        (string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max,
        min);

    public static PlanScalar<double> Number(double min, double max) => new(
        string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"),
        (string text, out double value) =>
            double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value >= min && value <= max,
        min);

    /// <summary>Durations are a whole number and one unit: 250ms, 2s, 15m, 2h, 1d.</summary>
    public static PlanScalar<TimeSpan> Duration(string min, string max)
    {
        TryDuration(min, out var least);
        TryDuration(max, out var most);
        return new PlanScalar<TimeSpan>(
            $"a duration from {min} to {max}: a whole number with ms, s, m, h or d",
            (string text, out TimeSpan value) => TryDuration(text, out value) && value >= least && value <= most,
            least);
    }

    private static bool TryDuration(string text, out TimeSpan value)
    {
        value = default;
        var match = DurationText().Match(text);
        if (!match.Success || !long.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 1_000_000_000)
        {
            return false;
        }

        value = TimeSpan.FromMilliseconds(number * match.Groups["unit"].Value switch
        {
            "ms" => 1L,
            "s" => 1_000L,
            "m" => 60_000L,
            "h" => 3_600_000L,
            _ => 86_400_000L,
        });
        return true;
    }

    private static bool TryInstant(string text, out DateTimeOffset value)
    {
        value = default;
        return InstantText().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out value);
    }

    private static bool IsZone(string text) =>
        (text is "UTC" || text.Contains('/', StringComparison.Ordinal)) && TimeZoneInfo.TryFindSystemTimeZoneById(text, out _);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KebabCase();

    [GeneratedRegex("^(?<number>[0-9]{1,10})(?<unit>ms|s|m|h|d)\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DurationText();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?([Zz]|[+-][0-9]{2}:[0-9]{2})\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InstantText();
}
