using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>Turns a text into the typed value that a field wants; compiled once from a <see cref="ParseRule"/>.</summary>
public sealed class ValueParser
{
    private const int LongestText = 4000;
    private readonly ParseRule rule;
    private readonly InstantFormat[] formats;

    private ValueParser(ParseRule rule, FactType type, InstantFormat[] formats)
    {
        this.rule = rule;
        this.formats = formats;
        Type = type;
    }

    /// <summary>What it makes.</summary>
    public FactType Type { get; }

    internal ParseKind Kind => rule.Kind;

    /// <summary>Compiles <paramref name="rule"/>; without one, the field's type is read in its plain form (money has none: it must say its decimals).</summary>
    public static bool TryCompile(ParseRule? rule, FactType? wanted, out ValueParser parser, out string error)
    {
        parser = null!;
        error = "";
        if (rule is null && wanted == FactType.Money)
        {
            error = "a money field says how it is written: parse: money(2) for 12.34, parse: minor for 1234";
            return false;
        }

        rule ??= new ParseRule { Kind = KindOf(wanted ?? FactType.Text) };
        var type = TypeOf(rule.Kind);
        if (wanted is { } expected && expected != type && !(expected == FactType.Text && rule.Kind is ParseKind.Number or ParseKind.Integer))
        {
            error = $"the field wants {Word(expected)}, the parse rule makes {Word(type)}";
            return false;
        }

        if (rule.Decimals is < 0 or > 6)
        {
            error = "money has 0 to 6 decimals";
            return false;
        }

        if (!InstantFormat.TryCompile(rule, out var formats, out error))
        {
            return false;
        }

        parser = new ValueParser(rule, wanted ?? type, formats);
        return true;
    }

    /// <summary>Reads <paramref name="text"/>. On refusal <paramref name="code"/> and <paramref name="allowed"/> say why and what would do.</summary>
    public bool TryParse(string text, out FactValue value, out bool uncertain, out string code, out string allowed)
    {
        ArgumentNullException.ThrowIfNull(text);
        uncertain = false;
        value = default;
        code = "";
        allowed = "";
        switch (rule.Kind)
        {
            case ParseKind.Money:
                return TryMoney(text, out value, out code, out allowed);
            case ParseKind.Integer:
                var whole = ExactNumber.TryScale(text, 0, out var number, out code);
                value = Type == FactType.Text ? FactValue.OfText(text) : FactValue.OfInteger(number);
                allowed = "a whole number of at most 64 bits";
                return whole;
            case ParseKind.Flag:
                return TryFlag(text, out value, out code, out allowed);
            case ParseKind.Date:
                return TryDate(text, out value, out code, out allowed);
            case ParseKind.Instant:
                return TryInstant(text, out value, out uncertain, out code, out allowed);
            case ParseKind.Number:
                code = "bad-number";
                allowed = "a number such as 12 or 0.5";
                value = FactValue.OfText(text);
                return text.Length <= 60 && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real);
            default:
                code = "too-long";
                allowed = $"at most {LongestText} characters";
                value = FactValue.OfText(text);
                return text.Length <= LongestText;
        }
    }

    private bool TryMoney(string text, out FactValue value, out string code, out string allowed)
    {
        var read = ExactNumber.TryScale(text, rule.Minor ? 0 : rule.Decimals, out var minor, out code);
        value = FactValue.OfMoney(minor);
        allowed = rule.Minor ? "a whole number of minor units" : $"an amount with at most {rule.Decimals} decimals, such as {(rule.Decimals == 0 ? "1250" : "12." + new string('5', rule.Decimals))}, that fits 64 bits";
        return read;
    }

    private static bool TryFlag(string text, out FactValue value, out string code, out string allowed)
    {
        code = "bad-flag";
        allowed = "true, false, yes, no, y, n, on, off, 1 or 0";
        bool? flag = text.ToLowerInvariant() switch
        {
            "true" or "yes" or "y" or "on" or "1" or "t" => true,
            "false" or "no" or "n" or "off" or "0" or "f" => false,
            _ => null,
        };
        value = FactValue.OfFlag(flag ?? false);
        return flag is not null;
    }

    private bool TryDate(string text, out FactValue value, out string code, out string allowed)
    {
        code = "bad-date";
        allowed = rule.Formats.Count == 0 ? "a day written yyyy-MM-dd" : "a day written " + string.Join(" or ", rule.Formats);
        foreach (var format in rule.Formats.Count == 0 ? ["yyyy-MM-dd"] : rule.Formats)
        {
            if (DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                value = FactValue.OfDate(day);
                return true;
            }
        }

        value = default;
        return false;
    }

    private bool TryInstant(string text, out FactValue value, out bool uncertain, out string code, out string allowed)
    {
        value = default;
        uncertain = false;
        code = "bad-date";
        allowed = "a time written " + string.Join(" or ", formats.Select(f => f.Text));
        foreach (var format in formats)
        {
            if (format.TryParse(text, rule, out var instant, out uncertain, out var reason))
            {
                value = FactValue.OfInstant(instant);
                return true;
            }

            if (reason is "ambiguous-time" or "nonexistent-time")
            {
                code = reason;
                allowed = reason == "ambiguous-time"
                    ? $"a time that comes once in {rule.Zone}, or the rule ambiguous: earlier or later"
                    : $"a time that exists in {rule.Zone}, or the rule nonexistent: shift";
                return false;
            }
        }

        return false;
    }

    private static ParseKind KindOf(FactType type) => type switch
    {
        FactType.Integer => ParseKind.Integer,
        FactType.Money => ParseKind.Money,
        FactType.Instant => ParseKind.Instant,
        FactType.Date => ParseKind.Date,
        FactType.Flag => ParseKind.Flag,
        _ => ParseKind.Text,
    };

    private static FactType TypeOf(ParseKind kind) => kind switch
    {
        ParseKind.Integer => FactType.Integer,
        ParseKind.Money => FactType.Money,
        ParseKind.Instant => FactType.Instant,
        ParseKind.Date => FactType.Date,
        ParseKind.Flag => FactType.Flag,
        _ => FactType.Text,
    };

    private static string Word(FactType type) => type.ToString().ToLowerInvariant();
}
