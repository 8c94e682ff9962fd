using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CommandCenter.Sources.Http;

/// <summary>What a placeholder stands for.</summary>
/// <param name="Text">Its text; of several values the first.</param>
/// <param name="Many">Several values, such as the keys of one look-up; null for a single one.</param>
/// <param name="IsNumber">As a whole JSON value it is a number without being asked to be one.</param>
internal readonly record struct PlaceholderValue(string Text, IReadOnlyList<string>? Many = null, bool IsNumber = false);

/// <summary>The value of a placeholder; null where the name is none, and the text stays as it is.</summary>
/// <param name="format">What stands behind a colon, <c>{cursor:yyyy}</c>; empty where nothing does.</param>
internal delegate PlaceholderValue? PlaceholderValues(string name, string format);

/// <summary>
/// Addresses and bodies with <c>{name}</c>, <c>{name:format}</c>, <c>{name|number}</c> and <c>{name|null}</c>. What is put in is escaped for the place that it
/// is put into: a value can never become a piece of an address's or a document's own syntax.
/// </summary>
internal static partial class RequestTemplate
{
    /// <summary>True when <paramref name="template"/> asks for <paramref name="name"/> in any of its writings.</summary>
    public static bool Mentions(string? template, string name) => template is not null && Placeholder().EnumerateMatches(template) is var matches && MentionsAny(template, matches, name);

    /// <summary>The template with every known placeholder replaced by a harmless word, to be looked at by validation.</summary>
    public static string Neutral(string template, IReadOnlyCollection<string> names) =>
        Placeholder().Replace(template, m => names.Contains(m.Groups["name"].Value) ? "0" : m.Value);

    /// <summary>An address; values are escaped, several are joined with commas or with what stands behind the colon.</summary>
    public static string FillAddress(string template, PlaceholderValues values) => Placeholder().Replace(template, m =>
    {
        var format = m.Groups["format"].Value;
        return values(m.Groups["name"].Value, format) is not { } value ? m.Value
            : value.Many is { } many ? string.Join(format.Length > 0 ? format : ",", many.Select(Uri.EscapeDataString))
            : Uri.EscapeDataString(value.Text);
    });

    /// <summary>A JSON body: the template is a JSON document whose texts hold placeholders. A value that cannot be written as asked is an error in words.</summary>
    public static string? FillJson(string template, PlaceholderValues values, out string error)
    {
        error = "";
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var document = JsonDocument.Parse(template))
        using (var writer = new Utf8JsonWriter(buffer))
        {
            if (!Write(document.RootElement, writer, values, ref error))
            {
                return null;
            }
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A form (<c>application/x-www-form-urlencoded</c>) of a JSON object's members, as sign-ins of the OAuth kind want it.</summary>
    public static string? FillForm(string template, PlaceholderValues values, out string error)
    {
        if (FillJson(template, values, out error) is not { } json)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind != JsonValueKind.Object ? "" : string.Join('&', document.RootElement.EnumerateObject().Select(m =>
            Uri.EscapeDataString(m.Name) + "=" + Uri.EscapeDataString(m.Value.ValueKind == JsonValueKind.String ? m.Value.GetString()! : m.Value.GetRawText())));
    }

    public static bool IsForm(string? contentType) => contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    private static bool Write(JsonElement template, Utf8JsonWriter writer, PlaceholderValues values, ref string error)
    {
        switch (template.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in template.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (!Write(member.Value, writer, values, ref error))
                    {
                        return false;
                    }
                }

                writer.WriteEndObject();
                return true;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in template.EnumerateArray())
                {
                    if (!Write(item, writer, values, ref error))
                    {
                        return false;
                    }
                }

                writer.WriteEndArray();
                return true;
            case JsonValueKind.String:
                return WriteText(template.GetString()!, writer, values, ref error);
            default:
                template.WriteTo(writer);
                return true;
        }
    }

    private static bool WriteText(string text, Utf8JsonWriter writer, PlaceholderValues values, ref string error)
    {
        var whole = Placeholder().Match(text);
        if (whole.Success && whole.Length == text.Length && values(whole.Groups["name"].Value, whole.Groups["format"].Value) is { } value)
        {
            return WriteWhole(value, whole, writer, ref error);
        }

        writer.WriteStringValue(Placeholder().Replace(text, m =>
            values(m.Groups["name"].Value, m.Groups["format"].Value) is { } inside ? inside.Many is { } many ? string.Join(',', many) : inside.Text : m.Value));
        return true;
    }

    private static bool WriteWhole(PlaceholderValue value, Match placeholder, Utf8JsonWriter writer, ref string error)
    {
        var wanted = placeholder.Groups["as"].Value;
        if (value.Many is not { } many)
        {
            return WriteOne(value.Text, value.IsNumber ? "number" : wanted, placeholder.Value, writer, ref error);
        }

        writer.WriteStartArray();
        foreach (var one in many)
        {
            if (!WriteOne(one, wanted, placeholder.Value, writer, ref error))
            {
                return false;
            }
        }

        writer.WriteEndArray();
        return true;
    }

    private static bool WriteOne(string text, string wanted, string placeholder, Utf8JsonWriter writer, ref string error)
    {
        if (wanted == "null" && text.Length == 0)
        {
            writer.WriteNullValue();
        }
        else if (wanted != "number")
        {
            writer.WriteStringValue(text);
        }
        else if (decimal.TryParse(text.Length == 0 ? "0" : text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            error = $"{placeholder} stands for a text that is no number.";
            return false;
        }

        return true;
    }

    private static bool MentionsAny(string template, Regex.ValueMatchEnumerator matches, string name)
    {
        foreach (var match in matches)
        {
            var inside = template.AsSpan(match.Index + 1, match.Length - 2);
            var end = inside.IndexOfAny(':', '|');
            if ((end < 0 ? inside : inside[..end]).Equals(name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex("\\{(?<name>[A-Za-z][A-Za-z0-9]*)(:(?<format>[^{}|]{1,60}))?(\\|(?<as>number|null))?\\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
