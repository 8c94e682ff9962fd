using System.Globalization;
using System.Text.RegularExpressions;
using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>parse</c>: how a text becomes a typed value, in its short form or as a map.</summary>
internal static partial class ParseRuleReader
{
    private const string ShortForms = "text, integer, number, flag, minor, money(0 to 6), date(FORMAT), instant(FORMAT), or a map with kind, format, zone, …";

    public static PlanShape Shape { get; } = PlanShape.Of(
        "(parse)", "kind", "format", "formats", "zone", "ambiguous", "nonexistent", "precision", "decimals", "minor");

    private static readonly PlanScalar<ParseKind> Kind = PlanScalars.Choice(
        ("text", ParseKind.Text), ("integer", ParseKind.Integer), ("number", ParseKind.Number), ("money", ParseKind.Money), ("date", ParseKind.Date), ("instant", ParseKind.Instant),
        ("flag", ParseKind.Flag));

    private static readonly PlanScalar<AmbiguousTime> Ambiguous =
        PlanScalars.Choice(("earlier", AmbiguousTime.Earlier), ("later", AmbiguousTime.Later), ("reject", AmbiguousTime.Reject));

    private static readonly PlanScalar<NonexistentTime> Nonexistent = PlanScalars.Choice(("shift", NonexistentTime.Shift), ("reject", NonexistentTime.Reject));
    private static readonly PlanScalar<bool> Precision = PlanScalars.Choice(("day", true), ("instant", false));
    private static readonly PlanScalar<string> Format = PlanScalars.TextOf(60);

    /// <param name="wanted">Type of the field that it fills; decides what a map without <c>kind</c> means.</param>
    public static ParseRule Read(PlanValue value, FactType? wanted)
    {
        var rule = value.Node is MapNode ? ReadMap(value.Map(Shape)!, wanted) : ReadShort(value);
        if (rule is null)
        {
            return new ParseRule { Kind = ParseKind.Text };
        }

        foreach (var format in rule.Formats)
        {
            var error = rule.Kind is ParseKind.Date or ParseKind.Instant
                ? MappingSyntax.FormatError(format, rule.Kind == ParseKind.Instant, rule.DayPrecision)
                : "a format only with the kinds date and instant";
            if (error is not null)
            {
                value.Reading.Problems.Add(value.Node.Line, value.Path, PlanProblems.Show(format), error);
            }
        }

        return rule;
    }

    private static ParseRule? ReadShort(PlanValue value)
    {
        if (value.Text(ShortForms) is not { } text)
        {
            return null;
        }

        var match = ShortForm().Match(text.Trim());
        var argument = match.Groups["argument"].Success ? match.Groups["argument"].Value.Trim().Trim('"', '\'') : null;
        ParseRule? rule = (match.Groups["kind"].Value, argument) switch
        {
            ("text", null) => new ParseRule { Kind = ParseKind.Text },
            ("integer", null) => new ParseRule { Kind = ParseKind.Integer },
            ("number", null) => new ParseRule { Kind = ParseKind.Number },
            ("flag", null) => new ParseRule { Kind = ParseKind.Flag },
            ("minor", null) => new ParseRule { Kind = ParseKind.Money, Minor = true, Decimals = 0 },
            ("money", null) => new ParseRule { Kind = ParseKind.Money },
            ("money", { Length: 1 } digits) when digits[0] is >= '0' and <= '6' => new ParseRule { Kind = ParseKind.Money, Decimals = int.Parse(digits, CultureInfo.InvariantCulture) },
            ("date", null) => new ParseRule { Kind = ParseKind.Date },
            ("date", { Length: > 0 } format) => new ParseRule { Kind = ParseKind.Date, Formats = [format] },
            ("instant", null) => new ParseRule { Kind = ParseKind.Instant },
            ("instant", { Length: > 0 } format) => new ParseRule { Kind = ParseKind.Instant, Formats = [format] },
            _ => null,
        };
        if (rule is null)
        {
            value.Reading.Problems.Add(value, ShortForms);
        }

        return rule;
    }

    private static ParseRule ReadMap(PlanMap map, FactType? wanted)
    {
        var minor = map.Optional("minor", PlanScalars.Flag, fallback: false);
        if (map.Has("format") && map.Has("formats"))
        {
            map.Problem("formats", "format and formats", "one of the two");
        }

        return new ParseRule
        {
            Kind = map.Optional("kind", Kind, DefaultKind(map, wanted)),
            Decimals = map.Optional("decimals", PlanScalars.Integer(0, 6), minor ? 0 : 2),
            Minor = minor,
            Formats = map.Has("formats") ? map.Set("formats", Format) : map.Optional("format", Format) is { } one ? [one] : [],
            Zone = map.Optional("zone", PlanScalars.Zone),
            Ambiguous = map.Optional("ambiguous", Ambiguous, AmbiguousTime.Reject),
            Nonexistent = map.Optional("nonexistent", Nonexistent, NonexistentTime.Reject),
            DayPrecision = map.Optional("precision", Precision, fallback: false),
        };
    }

    private static ParseKind DefaultKind(PlanMap map, FactType? wanted)
    {
        if (map.Has("decimals") || map.Has("minor"))
        {
            return ParseKind.Money;
        }

        if (map.Has("format") || map.Has("formats") || map.Has("zone"))
        {
            return wanted == FactType.Date ? ParseKind.Date : ParseKind.Instant;
        }

        if (!map.Has("kind"))
        {
            map.Missing("kind", Kind.Allowed);
        }

        return ParseKind.Text;
    }

    [GeneratedRegex("^(?<kind>[a-z]+)(?:\\((?<argument>.*)\\))?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShortForm();
}
