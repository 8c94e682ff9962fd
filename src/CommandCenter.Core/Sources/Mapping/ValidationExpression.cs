using CommandCenter.Orders;

namespace CommandCenter.Sources.Mapping;

/// <summary>
/// A condition over mapped values. Comparisons (= != &lt; &lt;= &gt; &gt;=) of fields, numbers and quoted texts; <c>in [a, b]</c>; <c>matches "regex"</c>;
/// <c>count(lines)</c>, <c>sum(lines.quantity)</c>; joined by and, or, not and parentheses. Money counts in minor units, instants compare with quoted
/// RFC 3339 times, dates with quoted days. What names an absent value is unknown, and only what is false refuses a record.
/// </summary>
public sealed class ValidationExpression
{
    private readonly ValidationNode root;

    internal ValidationExpression(string text, ValidationNode root, IReadOnlyList<string> fields)
    {
        Text = text;
        this.root = root;
        Fields = fields;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Every field that it names, such as <c>total</c>, <c>lines</c>, <c>lines.quantity</c>.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>Reads a rule; <paramref name="error"/> says what is wrong and at which character.</summary>
    public static bool TryParse(string? text, out ValidationExpression expression, out string error)
    {
        var parser = new ValidationParser(text ?? "");
        var rule = parser.Parse(out error);
        expression = rule is null ? null! : new ValidationExpression(text!, rule, parser.Fields);
        return rule is not null;
    }

    /// <summary>The first named field that a mapping of <paramref name="kind"/> cannot have, or null.</summary>
    public string? UnknownField(Plan.RecordKind kind) => Fields.FirstOrDefault(f => !IsKnown(f, kind));

    /// <summary>True, false, or null where a named value is absent.</summary>
    public bool? Evaluate(IMappedValues values) => root.Test(values);

    private static bool IsKnown(string field, Plan.RecordKind kind)
    {
        if (MappingFields.TypeOf(kind, field) is not null || MappingFields.Headers(kind).Contains(field, StringComparer.Ordinal))
        {
            return true;
        }

        if (kind != Plan.RecordKind.Order)
        {
            return false;
        }

        return MappingFields.IsFreeName(field)
            || (field.StartsWith(FactPath.StagePrefix, StringComparison.Ordinal) && Stages.TryParse(field[FactPath.StagePrefix.Length..], out _))
            || (field.Split('.', 2) is [var collection, var of] && FactPath.Collections.TryGetValue(collection, out var fields) && fields.ContainsKey(of));
    }
}

/// <summary>What a validation rule may ask of a mapped record.</summary>
public interface IMappedValues
{
    FactValue? Find(string field);

    /// <summary>How many elements a collection (a name of <see cref="FactPath.Collections"/>) has; null where the mapping has none.</summary>
    long? Count(string collection);

    /// <summary>Sum of a field over a collection's elements, absent ones left out; null where none has it.</summary>
    Int128? Sum(string collection, string field);
}
