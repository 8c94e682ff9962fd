using System.Text;

namespace CommandCenter.Sources.Http;

/// <summary>A header's value made of a session's values: <c>Session {base64({user}:{userId}:{token})}</c>. Nothing is nested deeper than that.</summary>
internal static class HeaderTemplate
{
    private const string Open = "{base64(";
    private const string Close = ")}";

    /// <summary>The value filled in; every piece that was encoded goes to <paramref name="derived"/>, for it says what it was made of.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string> values, ICollection<string> derived)
    {
        var filled = new StringBuilder();
        var at = 0;
        while (template.IndexOf(Open, at, StringComparison.Ordinal) is var open and >= 0 && template.IndexOf(Close, open, StringComparison.Ordinal) is var close and >= 0)
        {
            filled.Append(Plain(template[at..open], values));
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(Plain(template[(open + Open.Length)..close], values)));
            derived.Add(encoded);
            filled.Append(encoded);
            at = close + Close.Length;
        }

        return filled.Append(Plain(template[at..], values)).ToString();
    }

    /// <summary>What would be allowed; null when it can be filled.</summary>
    public static string? Problem(string template, IReadOnlyCollection<string> names)
    {
        // looked at without the encoding, which would hide a name that is none
        var bare = template.Replace(Open, "", StringComparison.Ordinal).Replace(Close, "", StringComparison.Ordinal);
        var plain = Plain(bare, names.ToDictionary(n => n, _ => "x", StringComparer.Ordinal));
        return plain.AsSpan().ContainsAny('{', '}') || plain.Any(c => char.IsControl(c) || c > 126) ? "a header value with " + string.Join(", ", names.Select(n => "{" + n + "}")) + " and {base64(…)} around them" : null;
    }

    private static string Plain(string text, IReadOnlyDictionary<string, string> values)
    {
        // one pass over the template: a value that looks like a placeholder stays a value
        var filled = new StringBuilder();
        var at = 0;
        while (text.IndexOf('{', at) is var open and >= 0 && text.IndexOf('}', open) is var close and >= 0)
        {
            filled.Append(text, at, open - at);
            filled.Append(values.TryGetValue(text[(open + 1)..close], out var value) ? value : text[open..(close + 1)]);
            at = close + 1;
        }

        return filled.Append(text, at, text.Length - at).ToString();
    }
}
