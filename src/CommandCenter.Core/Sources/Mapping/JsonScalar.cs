using System.Text.Json;

namespace CommandCenter.Sources.Mapping;

/// <summary>A JSON value as the text that the rules of a mapping work on.</summary>
internal static class JsonScalar
{
    /// <summary>What stands in a kept payload where the plan's <c>pii</c> named a value; counts as absent when the payload is mapped again.</summary>
    public const string Redacted = "[redacted]";

    /// <summary>
    /// The text of a scalar: numbers exactly as they were written, null and the empty text as absent (null).
    /// False when it is an array, an object that <paramref name="tagged"/> does not know, or a text that is no valid Unicode.
    /// </summary>
    public static bool TryRead(JsonElement element, out string? text, out string problem, TaggedValues? tagged = null)
    {
        problem = "";
        text = null;
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return TryReadText(element, out text, out problem);
            case JsonValueKind.Number:
                text = element.GetRawText();
                return true;
            case JsonValueKind.True:
                text = "true";
                return true;
            case JsonValueKind.False:
                text = "false";
                return true;
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return true;
            case JsonValueKind.Object when tagged is not null:
                return tagged.TryRead(element, out text, out problem);
            default:
                problem = element.ValueKind == JsonValueKind.Array
                    ? "found an array; name one element, or make one of its elements with join(SEP), min or max"
                    : "found an object; name one of its members";
                return false;
        }
    }

    private static bool TryReadText(JsonElement element, out string? text, out string problem)
    {
        problem = "";
        try
        {
            text = element.GetString();
        }
        catch (InvalidOperationException)
        {
            // the JSON grammar allows \ud800 alone; no text does
            text = null;
            problem = "the text is not valid Unicode";
            return false;
        }

        if (text!.Contains('\0'))
        {
            text = null;
            problem = "the text holds a NUL character";
            return false;
        }

        if (text.Length == 0 || string.Equals(text, Redacted, StringComparison.Ordinal))
        {
            text = null;
        }

        return true;
    }
}
