using System.Globalization;
using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;
using CommandCenter.Traffic;

namespace CommandCenter.Intake.Targets;

/// <summary>Reads an order as a target tells it. What it says in words that the plan does not know makes the whole order unusable: a guess could double or lose it.</summary>
internal sealed class TargetFacts
{
    private readonly JsonPath key;
    private readonly JsonPath standing;
    private readonly JsonPath? epoch;
    private readonly JsonPath stages;
    private readonly Dictionary<string, TargetStanding> standings = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, Stage> stageWords;
    private readonly Dictionary<string, JsonPath> attributes;

    public TargetFacts(TargetOrderPaths paths)
    {
        (key, standing, stages) = (Compile(paths.Key), Compile(paths.Standing), Compile(paths.Stages));
        epoch = paths.Epoch is { } at ? Compile(at) : null;
        stageWords = paths.StageWords;
        attributes = paths.Attributes.ToDictionary(a => a.Key, a => Compile(a.Value), StringComparer.Ordinal);
        foreach (var (words, meant) in new[] { (paths.OwnedWords, TargetStanding.Owned), (paths.CopyWords, TargetStanding.Copy), (paths.WithdrawnWords, TargetStanding.Withdrawn) })
        {
            foreach (var word in words)
            {
                standings[word] = meant;
            }
        }
    }

    /// <param name="problem">Why it is unusable; begins in the middle of a sentence.</param>
    public TargetOrder? Read(JsonElement order, out string problem)
    {
        problem = "";
        if (Text(key, order) is not { } orderKey)
        {
            problem = $"has no order key at {key.Text}";
            return null;
        }

        if (Text(standing, order) is not { } word || !standings.TryGetValue(word, out var stands))
        {
            problem = $"says of {orderKey} at {standing.Text} neither that it owns it, nor that it is a copy, nor that it gave it up";
            return null;
        }

        int? given = null;
        if (epoch is not null && Text(epoch, order) is { } number)
        {
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var read))
            {
                problem = $"has no epoch of {orderKey} at {epoch.Text}";
                return null;
            }

            given = read;
        }

        return Lines(order, orderKey, ref problem) is { } lines ? new TargetOrder(orderKey, stands, given, lines, Attributes(order), PlacedAt(order)) : null;
    }

    private List<Stage>? Lines(JsonElement order, string orderKey, ref string problem)
    {
        var lines = new List<Stage>();
        foreach (var found in stages.FindAll(order))
        {
            foreach (var one in found.ValueKind == JsonValueKind.Array ? found.EnumerateArray().AsEnumerable() : [found])
            {
                if (!JsonScalar.TryRead(one, out var word, out _) || (word is not null && !stageWords.ContainsKey(word)))
                {
                    problem = $"says of {orderKey} at {stages.Text} a stage that the plan's stageWords do not know";
                    return null;
                }

                if (word is not null)
                {
                    lines.Add(stageWords[word]);
                }
            }
        }

        return lines;
    }

    private OrderAttributes Attributes(JsonElement order) =>
        new(Of("lane", order), Of("region", order), Of("brand", order), Of("channel", order), Of("store", order), Of("skuClass", order), Of("tenant", order));

    private DateTimeOffset? PlacedAt(JsonElement order) =>
        DateTimeOffset.TryParse(Of("placedAt", order), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    private string? Of(string attribute, JsonElement order) => attributes.TryGetValue(attribute, out var path) ? Text(path, order) : null;

    private static string? Text(JsonPath path, JsonElement order) => path.TryFind(order, out var found) && JsonScalar.TryRead(found, out var text, out _) ? text : null;

    private static JsonPath Compile(string text) => JsonPath.TryParse(text, out var compiled, out var error) ? compiled : throw new ArgumentException($"{text}: {error}", nameof(text));
}
