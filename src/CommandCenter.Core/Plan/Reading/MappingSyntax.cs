using System.Globalization;
using System.Text;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Plan.Reading;

/// <summary>Asks the mapping engine whether it could compile what the plan says; each answer is null or what would be allowed.</summary>
internal static class MappingSyntax
{
    public static string? PathError(string path) => Sources.Mapping.JsonPath.TryParse(path, out _, out var error) ? null : error;

    public static string? TransformError(Transform transform) => TransformStep.TryCompile(transform, MappingSalt.OfTrial, out _, out var error) ? null : error;

    public static string? RuleError(string rule, RecordKind kind)
    {
        if (!ValidationExpression.TryParse(rule, out var expression, out var error))
        {
            return error;
        }

        return expression.UnknownField(kind) is { } unknown ? $"fields of a mapping of kind {kind.ToString().ToLowerInvariant()}, without {PlanProblems.Show(unknown)}" : null;
    }

    public static PlanScalar<string> JsonPath { get; } = new(
        "a JSON path, such as $.order.lines[0].sku",
        (string text, out string value) => PathError(value = text) is null,
        "$",
        Why: PathError);

    /// <summary>A condition over mapped values; which fields it may name is known only when the mapping is compiled.</summary>
    public static PlanScalar<string> Condition { get; } = new(
        "a condition, such as sum(lines.shipped) = sum(lines.quantity)",
        (string text, out string value) => ConditionError(value = text) is null,
        "1 = 1",
        Why: ConditionError);

    private static string? ConditionError(string text) => ValidationExpression.TryParse(text, out _, out var error) ? null : error;

    /// <summary>
    /// <c>name</c> or <c>name(argument,argument)</c>; an argument may stand in quotes. Null when the parentheses or quotes do not match.
    /// </summary>
    public static Transform? ParseTransform(string text)
    {
        var trimmed = text.Trim();
        var open = trimmed.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return new Transform(trimmed, []);
        }

        return trimmed[^1] == ')' && SplitArguments(trimmed[(open + 1)..^1]) is { } arguments ? new Transform(trimmed[..open].TrimEnd(), arguments) : null;
    }

    private static List<string>? SplitArguments(string text)
    {
        var arguments = new List<string>();
        var current = new StringBuilder();
        var quoted = false;
        char? quote = null;
        foreach (var c in text)
        {
            if (quote is not null)
            {
                if (c == quote)
                {
                    quote = null;
                }
                else
                {
                    current.Append(c);
                }
            }
            else if (c is '"' or '\'' && current.ToString().Trim().Length == 0)
            {
                quote = c;
                quoted = true;
                current.Clear();
            }
            else if (c == ',')
            {
                arguments.Add(quoted ? current.ToString() : current.ToString().Trim());
                current.Clear();
                quoted = false;
            }
            else if (!quoted || c != ' ')
            {
                current.Append(c);
            }
        }

        arguments.Add(quoted ? current.ToString() : current.ToString().Trim());
        return quote is null ? arguments : null;
    }

    /// <summary>A date or time format that gives back what it wrote; null when it does, else why not.</summary>
    public static string? FormatError(string format, bool instant, bool day)
    {
        if (format is "rfc3339" or "unix-s" or "unix-ms")
        {
            return instant && !day ? null : "an exact date format, such as yyyy-MM-dd";
        }

        var wanted = instant && !day ? "an exact .NET format with year, month, day, hour and minute, such as yyyy-MM-dd HH:mm:ss, or rfc3339, unix-s, unix-ms" : "an exact .NET date format with year, month and day, such as yyyy-MM-dd";
        var sample = new DateTimeOffset(2026, 11, 23, instant && !day ? 17 : 0, instant && !day ? 48 : 0, 0, TimeSpan.Zero);
        try
        {
            var text = sample.ToString(format, CultureInfo.InvariantCulture);
            return format.Length > 1 && DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var back) && back == sample ? null : wanted;
        }
        catch (FormatException)
        {
            return wanted;
        }
    }
}
