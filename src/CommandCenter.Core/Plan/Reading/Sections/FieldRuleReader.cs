using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary>One field of a mapping: where its value comes from and what is done to it.</summary>
internal static class FieldRuleReader
{
    private const string TransformForms = "a transform, such as trim or pad-left(4,0)";
    private static readonly PlanScalar<string> Value = PlanScalars.TextOf(500, shortest: 0);

    public static PlanShape Shape { get; } = PlanShape.Of(
        "(field)", "path", "paths", "constant", "transform", "lookup", "lookupTable", "lookup-table", "parse", "default", "when");

    public static FieldRule? ReadOptional(PlanMap mapping, string key, FactType? wanted) => mapping.Find(key) is { } value ? Read(value, wanted) : null;

    public static FieldRule? ReadRequired(PlanMap mapping, string key, FactType? wanted)
    {
        if (mapping.Find(key) is { } value)
        {
            return Read(value, wanted);
        }

        mapping.Missing(key, "a field with path, paths or constant");
        return null;
    }

    /// <param name="wanted">Type of the field; null where any number is meant.</param>
    public static FieldRule Read(PlanValue value, FactType? wanted)
    {
        if (value.Map(Shape) is not { } map)
        {
            return new FieldRule();
        }

        var origins = new[] { "path", "paths", "constant" }.Where(map.Has).ToList();
        if (origins.Count != 1)
        {
            map.Reading.Problems.Add(map.Line, map.Path, origins.Count == 0 ? "a field from nowhere" : string.Join(" and ", origins), "exactly one of path, paths and constant");
        }

        return new FieldRule
        {
            Paths = map.Has("path") ? [map.Required("path", MappingSyntax.JsonPath)] : map.Set("paths", MappingSyntax.JsonPath),
            Constant = map.Optional("constant", Value),
            Transforms = Transforms(map),
            Lookup = map.Find("lookup") is { } lookup ? LookupReader.Read(lookup) : null,
            LookupTable = Table(map),
            Parse = map.Find("parse") is { } parse ? ParseRuleReader.Read(parse, wanted) : null,
            Default = map.Optional("default", Value),
            When = map.Optional("when", MappingSyntax.Condition),
            Line = map.Line,
        };
    }

    private static string? Table(PlanMap map)
    {
        var keys = new[] { "lookupTable", "lookup-table" }.Where(map.Has).ToList();
        if (keys.Count == 0)
        {
            return null;
        }

        if (keys.Count + (map.Has("lookup") ? 1 : 0) > 1)
        {
            map.Problem(keys[0], "more than one lookup", "lookup or lookupTable, once");
        }

        return map.Reading.Refer(Declared.LookupTable, map, keys[0]);
    }

    private static List<Transform> Transforms(PlanMap map)
    {
        if (map.Find("transform") is not { } value)
        {
            return [];
        }

        var texts = value.Node is ScalarNode
            ? [(Text: value.Text(TransformForms) ?? "", At: value)]
            : Joined(value.Items("a list of transforms"));
        var transforms = new List<Transform>();
        foreach (var (text, at) in texts)
        {
            var transform = MappingSyntax.ParseTransform(text);
            var error = transform is null ? TransformForms + "; parentheses and quotes closed" : MappingSyntax.TransformError(transform);
            if (error is not null)
            {
                map.Reading.Problems.Add(at.Node.Line, at.Path, PlanProblems.Show(text), error);
            }
            else
            {
                transforms.Add(transform!);
            }
        }

        return transforms;
    }

    /// <summary>In a list between brackets YAML splits <c>[pad-left(4,0)]</c> at its comma; what belongs together by its parentheses is joined again.</summary>
    private static List<(string Text, PlanValue At)> Joined(IReadOnlyList<PlanValue> items)
    {
        var joined = new List<(string Text, PlanValue At)>();
        var open = false;
        foreach (var item in items)
        {
            if (item.Text(TransformForms) is not { } text)
            {
                continue;
            }

            if (open)
            {
                joined[^1] = (joined[^1].Text + "," + text, joined[^1].At);
            }
            else
            {
                joined.Add((text, item));
            }

            open = joined[^1].Text.Contains('(', StringComparison.Ordinal) && !joined[^1].Text.EndsWith(')');
        }

        return joined;
    }
}
