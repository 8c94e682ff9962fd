using System.Text.Json;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>Reads what every target request has in common.</summary>
internal static class TargetWords
{
    public static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    /// <summary>1 and up; null where it is missing or no whole number.</summary>
    public static int? Epoch(JsonElement body) => Reading.Find(body, "epoch") is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var epoch) && epoch > 0 ? epoch : null;

    public static DeskAnswer NoEpoch(string key) => new(DeskResult.Invalid, key, "epoch: a whole number from 1 on");

    public static string? Text(JsonElement body, string name) => Reading.Find(body, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>Y or true.</summary>
    public static bool IsYes(JsonElement body, string name) => Reading.Find(body, name) is { } value && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.GetString() is "Y" or "true"));

    public static DeskAnswer WithSegment(JsonElement body, Func<SegmentOfOrders, DeskResult> work) =>
        SegmentOfOrders.Read(Reading.Find(body, "segment")) is { } segment
            ? new DeskAnswer(work(segment))
            : new DeskAnswer(DeskResult.Invalid, "", "segment: an object of texts by " + string.Join(", ", OrderFacts.Names));
}
