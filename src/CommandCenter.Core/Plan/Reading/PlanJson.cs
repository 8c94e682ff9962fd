using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CommandCenter.Plan.Reading;

/// <summary>A request's body: a JSON document as a text, or a structure of the plan that becomes one.</summary>
internal static partial class PlanJson
{
    private const int Longest = 64 * 1024;

    /// <summary>The body at <paramref name="key"/> as JSON; null when absent, or, with a problem, when it is no JSON.</summary>
    /// <param name="names">The placeholders that it may use.</param>
    public static string? Body(PlanMap map, string key, IReadOnlyCollection<string> names)
    {
        if (map.Find(key) is not { } value)
        {
            return null;
        }

        var allowed = "a JSON document or a map, with placeholders inside quotes: " + string.Join(", ", names.Select(n => "\"{" + n + "}\""));
        var json = value.Node is ScalarNode scalar ? scalar.Text : Write(value.Node);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = PlanLimits.MaxDepth * 2 });
            if (json.Length > Longest || document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                map.Problem(key, $"{json.Length} characters", allowed + $"; an object or array of at most {Longest}");
                return null;
            }

            if (UnknownPlaceholder(document.RootElement, names) is { } unknown)
            {
                map.Problem(key, PlanProblems.Show(unknown), allowed);
                return null;
            }

            return json;
        }
        catch (JsonException)
        {
            map.Problem(key, "no JSON document", allowed);
            return null;
        }
    }

    /// <summary>A value that looks like a placeholder as a whole and is none is a slip of the pen; braces inside a longer text are the text's own (GraphQL).</summary>
    private static string? UnknownPlaceholder(JsonElement element, IReadOnlyCollection<string> names) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(m => LooksLikePlaceholder(m, names) ? "{" + m.Name + "} without quotes" : UnknownPlaceholder(m.Value, names)).FirstOrDefault(u => u is not null),
        JsonValueKind.Array => element.EnumerateArray().Select(e => UnknownPlaceholder(e, names)).FirstOrDefault(u => u is not null),
        JsonValueKind.String when Whole().Match(element.GetString()!) is { Success: true } match && !names.Contains(match.Groups["name"].Value) => element.GetString(),
        _ => null,
    };

    // {limit} without quotes is a map with one empty entry to YAML
    private static bool LooksLikePlaceholder(JsonProperty member, IReadOnlyCollection<string> names) => member.Value.ValueKind == JsonValueKind.Null && names.Contains(member.Name);

    private static string Write(PlanNode node)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(node, writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(PlanNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case MapNode map:
                writer.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    Write(entry.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case ListNode list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case ScalarNode { IsNothing: true }:
                writer.WriteNullValue();
                break;
            case ScalarNode { Quoted: false, Text: "true" or "false" } flag:
                writer.WriteBooleanValue(flag.Text == "true");
                break;
            case ScalarNode { Quoted: false } plain when Number().IsMatch(plain.Text):
                writer.WriteRawValue(plain.Text);
                break;
            case ScalarNode text:
                writer.WriteStringValue(text.Text);
                break;
        }
    }

    [GeneratedRegex("^\\{(?<name>[A-Za-z][A-Za-z0-9]*)(:[^{}|]{1,60})?(\\|[a-z]*)?\\}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Whole();

    [GeneratedRegex("^-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,17})?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
