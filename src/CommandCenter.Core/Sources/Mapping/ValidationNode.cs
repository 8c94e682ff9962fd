using System.Globalization;
using System.Text.RegularExpressions;
using CommandCenter.Orders;

namespace CommandCenter.Sources.Mapping;

/// <summary>A part of a validation rule. Null is "unknown": a named value is absent.</summary>
internal abstract class ValidationNode
{
    public abstract bool? Test(IMappedValues values);
}

internal sealed class NotNode(ValidationNode inner) : ValidationNode
{
    public override bool? Test(IMappedValues values) => !inner.Test(values);
}

internal sealed class JunctionNode(bool and, ValidationNode left, ValidationNode right) : ValidationNode
{
    public override bool? Test(IMappedValues values) => and ? left.Test(values) & right.Test(values) : left.Test(values) | right.Test(values);
}

internal sealed class CompareNode(Operand left, string sign, Operand right) : ValidationNode
{
    public override bool? Test(IMappedValues values)
    {
        var a = left.Read(values);
        var b = right.Read(values);
        if (a.IsAbsent || b.IsAbsent)
        {
            return null;
        }

        if (Comparand.TryCompare(a, b) is not { } order)
        {
            return sign == "!=";
        }

        return sign switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }
}

internal sealed class InNode(Operand operand, IReadOnlyList<Comparand> list) : ValidationNode
{
    public override bool? Test(IMappedValues values)
    {
        var value = operand.Read(values);
        return value.IsAbsent ? null : list.Any(item => Comparand.TryCompare(value, item) == 0);
    }
}

internal sealed class MatchesNode(Operand operand, Regex pattern) : ValidationNode
{
    public override bool? Test(IMappedValues values)
    {
        var value = operand.Read(values);
        if (value.IsAbsent)
        {
            return null;
        }

        try
        {
            return pattern.IsMatch(value.ToText());
        }
        catch (RegexMatchTimeoutException)
        {
            // a text that the pattern cannot decide in its time is refused, not waved through
            return false;
        }
    }
}

/// <summary>A flag field alone: <c>copy</c>, <c>not copy</c>.</summary>
internal sealed class FlagNode(string field) : ValidationNode
{
    public override bool? Test(IMappedValues values) => values.Find(field) is { } value ? value.Type == FactType.Flag && value.Number != 0 : null;
}

/// <summary>One side of a comparison: a field, a literal or a function.</summary>
internal sealed class Operand(Func<IMappedValues, Comparand> read)
{
    public Comparand Read(IMappedValues values) => read(values);

    public static Operand Literal(Comparand value) => new(_ => value);

    public static Operand Field(string name) => new(v => v.Find(name) is { } value ? Comparand.Of(value) : Comparand.Absent);

    public static Operand Count(string collection) => new(v => v.Count(collection) is { } count ? Comparand.Number(count) : Comparand.Absent);

    public static Operand Sum(string collection, string field) => new(v => v.Sum(collection, field) is { } sum ? Comparand.Number((decimal)sum) : Comparand.Absent);
}

/// <summary>A value that can be compared: a number, or a text with the type that it came from.</summary>
internal readonly record struct Comparand(bool IsAbsent, FactType Type, decimal Value, string? Text)
{
    public static Comparand Absent { get; } = new(true, FactType.Text, 0, null);

    public static Comparand Number(decimal value) => new(false, FactType.Integer, value, null);

    public static Comparand OfText(string text) => new(false, FactType.Text, 0, text);

    public static Comparand Of(FactValue value) => value.Type == FactType.Text ? OfText(value.Text ?? "") : new(false, value.Type, value.Number, null);

    public string ToText() => Text ?? (Type is FactType.Instant or FactType.Date or FactType.Flag
        ? new FactValue(Type, (long)Value, null).ToString()
        : Value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Null when the two cannot be compared.</summary>
    public static int? TryCompare(Comparand a, Comparand b)
    {
        if (a.Text is not null && b.Text is not null)
        {
            return string.CompareOrdinal(a.Text, b.Text);
        }

        return AsNumber(a, b.Type) is { } left && AsNumber(b, a.Type) is { } right ? left.CompareTo(right) : null;
    }

    private static decimal? AsNumber(Comparand value, FactType beside)
    {
        if (value.Text is not { } text)
        {
            return value.Value;
        }

        return beside switch
        {
            FactType.Instant when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) => Instants.ToMicros(instant),
            FactType.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day.DayNumber,
            FactType.Flag when bool.TryParse(text, out var flag) => flag ? 1 : 0,
            FactType.Integer or FactType.Money when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }
}
