using System.Text;
using System.Text.Json;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Sources.Http;

/// <summary>
/// Errors that come with HTTP 200, as JSON-RPC (<c>error</c>) and GraphQL (<c>errors</c>) send them. An answer with both errors and data counts as failed: what
/// is missing from it cannot be told from what is not there.
/// </summary>
internal sealed class AnswerErrors(IReadOnlyList<JsonPath> paths)
{
    private const int LongestWords = 300;

    /// <summary>What the answer says went wrong, in its own words, shortened; null when it says nothing of that kind.</summary>
    public string? Find(JsonElement root) => FindWhole(root) is { } words ? Clean(words) : null;

    /// <summary>The same as it came: what may hold a secret is redacted whole, before it is shortened.</summary>
    public string? FindWhole(JsonElement root)
    {
        foreach (var path in paths)
        {
            if (path.TryFind(root, out var found) && IsError(found))
            {
                var words = Words(found, 0);
                return words.Length > 0 ? words : found.GetRawText();
            }
        }

        return null;
    }

    private static bool IsError(JsonElement found) => found.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => false,
        JsonValueKind.String => found.GetRawText().Length > 2,
        JsonValueKind.Number => found.GetRawText() != "0",
        JsonValueKind.Array => found.GetArrayLength() > 0,
        JsonValueKind.Object => found.EnumerateObject().Any(),
        _ => true,
    };

    // JSON-RPC: {code, message, data}; Tryton: [kind, [message, detail], …]; GraphQL: [{message}, …]
    private static string Words(JsonElement found, int depth) => found.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.Number => JsonScalar.TryRead(found, out var text, out _) ? text ?? "" : "",
        JsonValueKind.Object when depth < 4 => string.Join(": ", new[] { "message", "error", "detail", "description", "data" }
            .Where(n => found.TryGetProperty(n, out _)).Select(n => Words(found.GetProperty(n), depth + 1)).Where(w => w.Length > 0).Distinct(StringComparer.Ordinal).Take(2)),
        JsonValueKind.Array when depth < 4 => string.Join(": ", found.EnumerateArray().Take(3).Select(e => Words(e, depth + 1)).Where(w => w.Length > 0)),
        _ => "",
    };

    /// <summary>At most 300 characters, control characters made blanks.</summary>
    public static string Clean(string words)
    {
        var clean = new StringBuilder(words.Length);
        foreach (var c in words.Length > LongestWords ? words[..(LongestWords - 1)] + "…" : words)
        {
            clean.Append(char.IsControl(c) ? ' ' : c);
        }

        return clean.ToString();
    }
}
