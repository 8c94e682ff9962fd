using System.Text;
using System.Text.Json;

namespace CommandCenter.Sources.Mapping;

/// <summary>
/// A place in a JSON record: <c>$</c>, <c>.name</c>, <c>['any name']</c>, <c>['one', 'other']</c> (both), <c>[0]</c>, <c>[-1]</c> (from the end) and <c>[*]</c> (every element).
/// Names are exact; there are no filters and no recursion, so a path costs what its length says.
/// </summary>
public sealed class JsonPath
{
    private const int LongestPath = 500;
    private readonly PathSegment[] segments;

    private JsonPath(string text, PathSegment[] segments)
    {
        Text = text;
        this.segments = segments;
        HasWildcard = segments.Any(s => s.Kind is SegmentKind.Every or SegmentKind.Names);
    }

    /// <summary><c>$</c>: the record itself.</summary>
    public static JsonPath Root { get; } = new("$", []);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>True when it may name more than one value.</summary>
    public bool HasWildcard { get; }

    internal IReadOnlyList<PathSegment> Segments => segments;

    /// <summary>Names of the record's own members that the path starts with; none for <c>$</c> or an index.</summary>
    internal IEnumerable<string> TopLevelNames => segments.Length > 0 ? segments[0].MemberNames : [];

    /// <summary>Reads a path; <paramref name="error"/> says what is wrong and at which character.</summary>
    public static bool TryParse(string? text, out JsonPath path, out string error)
    {
        path = Root;
        error = "";
        if (string.IsNullOrEmpty(text) || text[0] != '$')
        {
            error = "a JSON path starts with '$', such as $.order.lines[0].sku";
            return false;
        }

        if (text.Length > LongestPath)
        {
            error = $"a JSON path has at most {LongestPath} characters";
            return false;
        }

        var found = new List<PathSegment>();
        var at = 1;
        while (at < text.Length)
        {
            var read = text[at] switch
            {
                '.' => ReadName(text, ref at, found, out error),
                '[' => ReadBracket(text, ref at, found, out error),
                _ => Fail($"expected '.' or '[' at character {at + 1}", out error),
            };
            if (!read)
            {
                return false;
            }
        }

        path = new JsonPath(text, [.. found]);
        return true;
    }

    /// <summary>The first value at this path; false when there is none. A JSON null is a value here.</summary>
    public bool TryFind(JsonElement root, out JsonElement value) => TryFind(root, 0, out value);

    /// <summary>Every value at this path, in document order.</summary>
    public IEnumerable<JsonElement> FindAll(JsonElement root) => FindAll(root, 0);

    /// <summary>True when everything at <paramref name="other"/> lies at or below this path.</summary>
    public bool Covers(JsonPath other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.segments.Length < segments.Length)
        {
            return false;
        }

        for (var i = 0; i < segments.Length; i++)
        {
            if (!segments[i].Overlaps(other.segments[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => Text;

    private bool TryFind(JsonElement element, int from, out JsonElement value)
    {
        value = element;
        for (var i = from; i < segments.Length; i++)
        {
            var segment = segments[i];
            if (segment.Kind == SegmentKind.Every)
            {
                if (value.ValueKind == JsonValueKind.Array)
                {
                    foreach (var item in value.EnumerateArray())
                    {
                        if (TryFind(item, i + 1, out value))
                        {
                            return true;
                        }
                    }
                }

                return false;
            }

            if (segment.Kind == SegmentKind.Names)
            {
                var parent = value;
                foreach (var member in segment.Members)
                {
                    if (member.TryStep(parent, out var inner) && TryFind(inner, i + 1, out value))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (!segment.TryStep(value, out value))
            {
                return false;
            }
        }

        return true;
    }

    private IEnumerable<JsonElement> FindAll(JsonElement element, int from)
    {
        for (var i = from; i < segments.Length; i++)
        {
            if (segments[i].Kind == SegmentKind.Every)
            {
                if (element.ValueKind == JsonValueKind.Array)
                {
                    foreach (var item in element.EnumerateArray())
                    {
                        foreach (var inner in FindAll(item, i + 1))
                        {
                            yield return inner;
                        }
                    }
                }

                yield break;
            }

            if (segments[i].Kind == SegmentKind.Names)
            {
                foreach (var member in segments[i].Members)
                {
                    if (member.TryStep(element, out var stepped))
                    {
                        foreach (var inner in FindAll(stepped, i + 1))
                        {
                            yield return inner;
                        }
                    }
                }

                yield break;
            }

            if (!segments[i].TryStep(element, out element))
            {
                yield break;
            }
        }

        yield return element;
    }

    private static bool ReadName(string text, ref int at, List<PathSegment> found, out string error)
    {
        var start = ++at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or '@'))
        {
            at++;
        }

        if (at == start)
        {
            return Fail($"expected a name after '.' at character {start + 1}; quote unusual names as ['the name']", out error);
        }

        found.Add(PathSegment.OfName(text[start..at]));
        error = "";
        return true;
    }

    private static bool ReadBracket(string text, ref int at, List<PathSegment> found, out string error)
    {
        var open = at + 1;
        at++;
        if (at < text.Length && text[at] is '\'' or '"')
        {
            var names = new List<string>();
            do
            {
                if (!ReadQuoted(text, ref at, names, out error))
                {
                    return false;
                }
            }
            while (text[at - 1] == ',');

            found.Add(names.Count == 1 ? PathSegment.OfName(names[0]) : PathSegment.OfNames(names));
            return true;
        }

        var close = text.IndexOf(']', at);
        if (close < 0)
        {
            return Fail($"the '[' at character {open} is not closed", out error);
        }

        var inside = text.AsSpan(at, close - at);
        at = close + 1;
        if (inside is "*")
        {
            found.Add(PathSegment.Every);
        }
        else if (int.TryParse(inside, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var index) && index is >= -100_000 and <= 100_000)
        {
            found.Add(PathSegment.OfIndex(index));
        }
        else
        {
            return Fail($"expected an index, '*' or a quoted name inside '[' at character {open}", out error);
        }

        error = "";
        return true;
    }

    /// <summary>Reads a quoted name and what follows it: the bracket's end, or a comma and the beginning of the next name.</summary>
    private static bool ReadQuoted(string text, ref int at, List<string> names, out string error)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        if (at >= text.Length || text[at] is not ('\'' or '"'))
        {
            return Fail($"expected a quoted name at character {Math.Min(at, text.Length) + 1}", out error);
        }

        var quote = text[at++];
        var name = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            name.Append(text[at++]);
        }

        if (at + 1 >= text.Length || text[at + 1] is not (']' or ','))
        {
            return Fail($"a quoted name ends with {quote}] (character {Math.Min(at, text.Length) + 1})", out error);
        }

        at += 2;
        names.Add(name.ToString());
        error = "";
        return true;
    }

    private static bool Fail(string message, out string error)
    {
        error = message;
        return false;
    }
}
