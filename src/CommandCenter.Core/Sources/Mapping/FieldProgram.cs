using System.Collections.Frozen;
using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>What a rule made of one record.</summary>
/// <param name="Value">Null: nothing was there, and there is no default.</param>
/// <param name="Problem">Why it was refused.</param>
internal readonly record struct FieldOutcome(FactValue? Value, bool Uncertain, RejectReason? Problem);

/// <summary>One field rule, compiled: constant or first path that has a value → transforms → lookup → parse → default.</summary>
internal sealed class FieldProgram
{
    private readonly JsonPath[] paths;
    private readonly TransformStep[] steps;
    private readonly FrozenDictionary<string, string>? lookup;
    private readonly ValueParser parser;
    private readonly FactValue? fallback;
    private readonly TaggedValues? tagged;
    private readonly string? constant;
    private readonly string? defaultText;

    /// <summary>The values are personal: no message repeats them.</summary>
    private readonly bool personal;

    private FieldProgram(string field, FieldRule rule, JsonPath[] paths, TransformStep[] steps, FrozenDictionary<string, string>? lookup, ValueParser parser, FactValue? fallback, bool personal, TaggedValues? tagged, ValidationExpression? when)
    {
        Field = field;
        Line = rule.Line;
        When = when;
        this.paths = paths;
        this.steps = steps;
        this.lookup = lookup;
        this.parser = parser;
        this.fallback = fallback;
        this.personal = personal;
        this.tagged = tagged;
        constant = rule.Constant;
        defaultText = rule.Default;
    }

    public string Field { get; }

    /// <summary>Of the plan file; 0 where it is not known.</summary>
    public int Line { get; }

    /// <summary>What must hold of the record for the rule to run at all; null = always.</summary>
    public ValidationExpression? When { get; }
    public IReadOnlyList<JsonPath> Paths => paths;
    public FactType Type => parser.Type;
    public string From => constant is not null ? $"constant {constant}" : string.Join(" or ", paths.Select(p => p.Text));

    /// <summary>Compiles <paramref name="rule"/>; problems go to <paramref name="report"/> as (what is wrong).</summary>
    public static FieldProgram? Compile(string field, FieldRule rule, FactType? type, MappingParts parts, Action<string> report)
    {
        var healthy = true;
        void Wrong(string message)
        {
            healthy = false;
            report(message);
        }

        var places = new List<JsonPath>();
        foreach (var text in rule.Paths)
        {
            if (JsonPath.TryParse(text, out var path, out var error))
            {
                places.Add(path);
            }
            else
            {
                Wrong($"path '{text}': {error}");
            }
        }

        if (rule.Paths.Count == 0 && rule.Constant is null && rule.Default is null)
        {
            Wrong("needs a path, paths, a constant or a default");
        }

        var transforms = new List<TransformStep>();
        foreach (var transform in rule.Transforms)
        {
            if (TransformStep.TryCompile(transform, parts.Salt, out var step, out var error))
            {
                transforms.Add(step);
            }
            else
            {
                Wrong(error);
            }
        }

        if (FactPath.Hashed.Contains(field) && !transforms.Exists(s => s.IsHash))
        {
            // whatever the plan forgot
            TransformStep.TryCompile(new Transform("hash", []), parts.Salt, out var hash, out _);
            transforms.Add(hash);
        }

        if (transforms.FindLastIndex(s => s.IsJoin) > 0)
        {
            Wrong("join, min and max stand first: they make one text of the elements of an array");
        }

        var table = parts.FindLookup(rule, Wrong);
        FactValue? standIn = null;
        var parse = rule.Parse is { DayPrecision: true } && FactPath.Promises.Contains(field) ? rule.Parse with { UntilEndOfDay = true } : rule.Parse;
        if (!ValueParser.TryCompile(parse, type, out var compiled, out var parseError))
        {
            Wrong(parseError);
        }
        else if (rule.Default is not null && !TryCanonical(rule.Default, compiled.Type, out standIn, out var allowed))
        {
            Wrong($"default '{rule.Default}': write it as it is kept, {allowed}");
        }

        ValidationExpression? when = null;
        if (rule.When is not null && !ValidationExpression.TryParse(rule.When, out when, out var conditionError))
        {
            Wrong($"when '{rule.When}': {conditionError}");
        }

        var isPersonal = places.Exists(p => parts.Pii.Any(pii => pii.Covers(p) || p.Covers(pii)));
        return healthy ? new FieldProgram(field, rule, [.. places], [.. transforms], table, compiled, standIn, isPersonal, parts.Tagged, when) : null;
    }

    /// <summary>Runs the rule on a record or an element. With <paramref name="trace"/>, every step is written down.</summary>
    public FieldOutcome Run(JsonElement element, FieldTrace? trace)
    {
        var text = constant;
        if (text is null && !TryReadPaths(element, out text, out var unreadable))
        {
            return Refuse("not-a-value", unreadable, null);
        }

        trace?.Found(text);
        var original = text;
        foreach (var step in steps)
        {
            if (text is null)
            {
                break;
            }

            try
            {
                text = step.Apply(text);
            }
            catch (FormatException problem)
            {
                return Refuse("bad-number", problem.Message, original);
            }

            text = text is { Length: 0 } ? null : text;
            trace?.Step(step.Name, text);
        }

        if (text is null)
        {
            return Fallback(trace);
        }

        if (lookup is not null)
        {
            if (!lookup.TryGetValue(text, out var found))
            {
                return fallback is not null
                    ? Fallback(trace)
                    : Refuse("not-in-lookup", $"allowed: {Some(lookup.Keys)}", text);
            }

            text = found;
            trace?.Step("lookup", text);
        }

        if (!parser.TryParse(text, out var value, out var uncertain, out var code, out var allowed))
        {
            return Refuse(code, "allowed: " + allowed, text);
        }

        trace?.Parsed(parser.Kind, value, uncertain);
        return new FieldOutcome(value, uncertain, null);
    }

    /// <summary>True when the record has a value here, also one that cannot be read.</summary>
    private bool TryReadPaths(JsonElement element, out string? text, out string problem)
    {
        text = null;
        problem = "";
        foreach (var path in paths)
        {
            var joins = steps.Length > 0 && steps[0].IsJoin;
            if (joins || path.HasWildcard)
            {
                if (!TryReadMany(path, element, joins, out text, out problem))
                {
                    return false;
                }
            }
            else if (path.TryFind(element, out var value) && !JsonScalar.TryRead(value, out text, out problem, tagged))
            {
                return false;
            }

            if (text is not null)
            {
                return true;
            }
        }

        return true;
    }

    private bool TryReadMany(JsonPath path, JsonElement element, bool joins, out string? text, out string problem)
    {
        text = null;
        problem = "";
        var parts = new List<string>();
        foreach (var found in path.FindAll(element))
        {
            IEnumerable<JsonElement> values = found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : [found];
            foreach (var value in values)
            {
                if (!JsonScalar.TryRead(value, out var part, out problem, tagged))
                {
                    return false;
                }

                if (part is not null)
                {
                    parts.Add(part);
                }
            }
        }

        if (parts.Count > 1 && !joins)
        {
            problem = $"found {parts.Count} values; name one element, or make one of them with join(SEP), min or max";
            return false;
        }

        text = parts.Count == 0 ? null : joins ? steps[0].Gather(parts) : parts[0];
        return true;
    }

    private FieldOutcome Fallback(FieldTrace? trace)
    {
        if (fallback is not null)
        {
            trace?.Step("default", defaultText);
        }

        return new FieldOutcome(fallback, false, null);
    }

    private FieldOutcome Refuse(string code, string message, string? found)
    {
        var shown = found is null ? "" : personal ? "found a personal value; " : $"found '{Shorten(found)}'; ";
        return new FieldOutcome(null, false, new RejectReason(Field, code, shown + message));
    }

    private static bool TryCanonical(string text, FactType type, out FactValue? value, out string allowed)
    {
        var rule = type switch
        {
            FactType.Money => new ParseRule { Kind = ParseKind.Money, Minor = true },
            FactType.Integer => new ParseRule { Kind = ParseKind.Integer },
            FactType.Instant => new ParseRule { Kind = ParseKind.Instant },
            FactType.Date => new ParseRule { Kind = ParseKind.Date },
            FactType.Flag => new ParseRule { Kind = ParseKind.Flag },
            _ => new ParseRule { Kind = ParseKind.Text },
        };
        ValueParser.TryCompile(rule, type, out var parser, out _);
        var read = parser.TryParse(text, out var parsed, out _, out _, out allowed);
        value = read ? parsed : null;
        return read;
    }

    internal static string Shorten(string text)
    {
        var clean = string.Create(Math.Min(text.Length, 80), text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? '·' : source[i];
            }
        });
        return text.Length > 80 ? clean + "…" : clean;
    }

    private static string Some(IEnumerable<string> keys)
    {
        var first = keys.Order(StringComparer.Ordinal).Take(13).ToArray();
        return string.Join(", ", first.Take(12)) + (first.Length > 12 ? ", …" : "");
    }
}
