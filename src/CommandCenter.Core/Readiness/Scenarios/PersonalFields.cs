using System.Text.Json;
using System.Text.Json.Nodes;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>Takes out of JSON what the plan calls personal: members by the last name of each of its <c>pii</c> paths, wherever they stand.</summary>
internal sealed class PersonalFields
{
    private const int MostDepth = 64;
    private readonly HashSet<string> names;

    public PersonalFields(CutoverPlan plan) =>
        names = plan.Mappings.SelectMany(m => m.Pii).Select(path => path[(path.LastIndexOf('.') + 1)..].Trim('[', ']', '\'', '"', '*')).Where(n => n.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <returns>The text without them; a text that is no JSON as it came.</returns>
    public string Redact(string text)
    {
        try
        {
            if (JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = MostDepth }) is { } node)
            {
                Take(node);
                return node.ToJsonString(new JsonSerializerOptions { MaxDepth = MostDepth });
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // no JSON, or a member twice: then nothing of it is known to be personal
        }

        return text;
    }

    private void Take(JsonNode node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list.OfType<JsonNode>())
            {
                Take(item);
            }
        }
        else if (node is JsonObject map)
        {
            foreach (var (name, value) in map.ToList())
            {
                if (names.Contains(name) && value is not null)
                {
                    map[name] = JsonScalar.Redacted;
                }
                else if (value is not null)
                {
                    Take(value);
                }
            }
        }
    }
}
