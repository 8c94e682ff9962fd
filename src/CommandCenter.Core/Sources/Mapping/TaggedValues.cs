using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>
/// Values that a source wraps in objects: <c>{"__class__": "Decimal", "decimal": "12.30"}</c>, <c>{"$numberDecimal": "12.30"}</c>. The plan says how the members of
/// each tag make one text; what carries another tag is no value.
/// </summary>
internal sealed partial class TaggedValues
{
    private const int Deepest = 4;

    private readonly string? tagName;
    private readonly FrozenDictionary<string, Piece[]> texts;

    private TaggedValues(string? tagName, FrozenDictionary<string, Piece[]> texts) => (this.tagName, this.texts) = (tagName, texts);

    /// <summary>A piece of a text as it stands, or a member with the least number of its digits.</summary>
    private readonly record struct Piece(string Text, bool IsMember, int Digits);

    /// <exception cref="ArgumentException">A text cannot be read; plan validation asks <see cref="Problem"/> first.</exception>
    public static TaggedValues? Compile(TaggedRule? rule)
    {
        if (rule is null)
        {
            return null;
        }

        return rule.As.Values.Select(Problem).OfType<string>().FirstOrDefault() is { } problem
            ? throw new ArgumentException(problem, nameof(rule))
            : new TaggedValues(rule.Tag, rule.As.ToFrozenDictionary(a => a.Key, a => Split(a.Value), StringComparer.Ordinal));
    }

    /// <summary>What would be allowed; null when the text can be used.</summary>
    public static string? Problem(string text)
    {
        var bare = Member().Replace(text, "");
        return text.Length is >= 1 and <= 200 && !bare.AsSpan().ContainsAny('{', '}') && Member().IsMatch(text)
            ? null
            : "a text of at most 200 characters with {member} or {member:0000}, such as {year:0000}-{month:00}-{day:00}";
    }

    /// <summary>The text of a tagged object; false, with the reason, where the object is none that the plan knows.</summary>
    public bool TryRead(JsonElement element, out string? text, out string problem) => TryRead(element, 0, out text, out problem);

    private bool TryRead(JsonElement element, int depth, out string? text, out string problem)
    {
        text = null;
        problem = "";
        if (element.ValueKind != JsonValueKind.Object || depth == Deepest)
        {
            problem = "found an object; name one of its members";
            return false;
        }

        if (!TryFindPieces(element, out var pieces, out var tag))
        {
            problem = tag is null ? "found an object without a tag that 'tagged' names; name one of its members" : $"found an object tagged '{FieldProgram.Shorten(tag)}', which 'tagged' does not name";
            return false;
        }

        var made = new StringBuilder();
        foreach (var piece in pieces)
        {
            if (!piece.IsMember)
            {
                made.Append(piece.Text);
                continue;
            }

            if (!element.TryGetProperty(piece.Text, out var member))
            {
                problem = $"found an object tagged '{tag}' without {piece.Text}";
                return false;
            }

            string? value;
            if (member.ValueKind == JsonValueKind.Object ? !TryRead(member, depth + 1, out value, out problem) : !JsonScalar.TryRead(member, out value, out problem))
            {
                return false;
            }

            if (value is null)
            {
                // a wrapped null is no value
                return true;
            }

            if (piece.Digits > 0)
            {
                if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    problem = $"found '{FieldProgram.Shorten(value)}' as {piece.Text} of an object tagged '{tag}'; allowed: a whole number";
                    return false;
                }

                value = number.ToString("D" + piece.Digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            }

            made.Append(value);
        }

        text = made.Length == 0 ? null : made.ToString();
        return true;
    }

    private bool TryFindPieces(JsonElement element, out Piece[] pieces, out string? tag)
    {
        pieces = [];
        tag = null;
        if (tagName is not null && element.TryGetProperty(tagName, out var named) && named.ValueKind == JsonValueKind.String)
        {
            JsonScalar.TryRead(named, out tag, out _);
            return tag is not null && texts.TryGetValue(tag, out pieces!);
        }

        // the name of the only member is the tag
        var members = element.EnumerateObject();
        if (!members.MoveNext())
        {
            return false;
        }

        var only = members.Current.Name;
        if (members.MoveNext())
        {
            return false;
        }

        tag = only;
        return texts.TryGetValue(only, out pieces!);
    }

    private static Piece[] Split(string text)
    {
        var pieces = new List<Piece>();
        var at = 0;
        foreach (Match match in Member().Matches(text))
        {
            if (match.Index > at)
            {
                pieces.Add(new Piece(text[at..match.Index], false, 0));
            }

            pieces.Add(new Piece(match.Groups["name"].Value, true, match.Groups["zeros"].Length));
            at = match.Index + match.Length;
        }

        if (at < text.Length)
        {
            pieces.Add(new Piece(text[at..], false, 0));
        }

        return [.. pieces];
    }

    [GeneratedRegex("\\{(?<name>[A-Za-z_$][A-Za-z0-9_$]*)(:(?<zeros>0{1,9}))?\\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Member();
}
