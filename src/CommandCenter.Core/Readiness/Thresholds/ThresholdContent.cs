using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CommandCenter.Access.Approvals;
using CommandCenter.Traffic;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>The canonical bytes of thresholds: what is signed, sealed and agreed to. The same thresholds in the same order are the same bytes.</summary>
internal static class ThresholdContent
{
    public static byte[] Write(IReadOnlyList<Threshold> thresholds)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var threshold in thresholds)
            {
                Write(json, threshold);
            }

            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static string Text(IReadOnlyList<Threshold> thresholds) => Encoding.UTF8.GetString(Write(thresholds));

    public static string HashOf(IReadOnlyList<Threshold> thresholds) => Approval.HashOf(Write(thresholds));

    /// <param name="text">As <see cref="Text"/> wrote it.</param>
    /// <exception cref="JsonException">The text is none.</exception>
    public static IReadOnlyList<Threshold> Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateArray().Select(Read)];
    }

    /// <param name="revision">The sealed revision that the change was made for: an agreement never outlives the picture that it was given for.</param>
    public static byte[] WriteChange(long revision, Threshold changed)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("revision", revision);
            json.WritePropertyName("threshold");
            Write(json, changed);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static (long Revision, Threshold Changed) ReadChange(ReadOnlyMemory<byte> content)
    {
        using var document = JsonDocument.Parse(content);
        return (document.RootElement.GetProperty("revision").GetInt64(), Read(document.RootElement.GetProperty("threshold")));
    }

    private static void Write(Utf8JsonWriter json, Threshold threshold)
    {
        json.WriteStartObject();
        json.WriteString("id", threshold.Id);
        json.WriteString("title", threshold.Title);
        json.WriteString("metric", threshold.Metric.Definition().Key);
        json.WriteStartObject("scope");
        foreach (var (name, value) in threshold.Scope.Values)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        // without trailing zeros: 99.5 and 99.50 are one limit
        json.WriteString("limit", threshold.Limit.ToString("0.####", CultureInfo.InvariantCulture));
        json.WriteNumber("windowSeconds", (long)threshold.Window.TotalSeconds);
        json.WriteNumber("minimum", threshold.Minimum);
        json.WriteString("action", threshold.Action.Key());
        json.WriteEndObject();
    }

    private static Threshold Read(JsonElement json)
    {
        var key = json.GetProperty("metric").GetString();
        return new Threshold(
            json.GetProperty("id").GetString()!, json.GetProperty("title").GetString()!, ThresholdMetrics.All.First(m => m.Key == key).Metric,
            json.GetProperty("scope").Deserialize<Segment>(JsonSerializerOptions.Web)!, decimal.Parse(json.GetProperty("limit").GetString()!, CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(json.GetProperty("windowSeconds").GetInt64()), json.GetProperty("minimum").GetInt32(), ThresholdWords.Parse(json.GetProperty("action").GetString())!.Value);
    }
}
