using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CommandCenter.Traffic.Actuators.Flagd;

/// <summary>
/// A traffic table as a flag definition of flagd: the rules as one <c>if</c>, the split as <c>fractional</c> with the key itself as what is bucketed by and weights that sum to
/// 10000, orchestration first. So a key's bucket there is its slot here. Equal tables give equal bytes.
/// </summary>
internal static class FlagdDocument
{
    /// <summary>The context's member that holds the order key.</summary>
    public const string Key = "targetingKey";
    private const string Orchestration = "orchestration";
    private const string Legacy = "legacy";
    private static readonly JsonWriterOptions readable = new() { Indented = true, Encoder = JavaScriptEncoder.Default };

    public static byte[] Write(CarriedTable carried, string flag)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, readable))
        {
            json.WriteStartObject();
            json.WriteStartObject("flags");
            json.WriteStartObject(flag);
            json.WriteString("state", "ENABLED");
            json.WriteStartObject("variants");
            json.WriteString(Orchestration, Orchestration);
            json.WriteString(Legacy, Legacy);
            json.WriteEndObject();
            json.WriteString("defaultVariant", Legacy);
            json.WritePropertyName("targeting");
            WriteRules(json, carried.Table);
            json.WriteStartObject("metadata");
            json.WriteNumber("revision", carried.Table.Revision);
            if (carried.BreakGlass is { } glass)
            {
                json.WriteString("breakGlass", glass.ToString());
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Revision and break-glass id of what <see cref="Write"/> wrote; null where the bytes are not of that form.</summary>
    public static (long Revision, Guid? BreakGlass)? Read(ReadOnlyMemory<byte> bytes, string flag)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var metadata = document.RootElement.GetProperty("flags").GetProperty(flag).GetProperty("metadata");
            return (metadata.GetProperty("revision").GetInt64(), metadata.TryGetProperty("breakGlass", out var glass) ? glass.GetGuid() : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static void WriteRules(Utf8JsonWriter json, TrafficTable table)
    {
        json.WriteStartObject();
        json.WriteStartArray("if");
        // whoever has no order key gets no bucket of the empty text
        Open(json, "!");
        WriteIsKey(json, Key);
        Close(json);
        json.WriteStringValue(Legacy);
        foreach (var rule in table.Rules.Where(CanBeMet))
        {
            var always = rule.Segment.IsAll && rule.SplitBy == SplitBy.Order;
            if (!always)
            {
                WriteCondition(json, rule);
            }

            WriteSplit(json, rule);
            if (always)
            {
                // the last argument of an "if" has no condition, and below this rule none is met
                break;
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A rule that splits by a store which is no key is met by no order.</summary>
    private static bool CanBeMet(TrafficRule rule) => rule.SplitBy == SplitBy.Order || rule.Segment.Store is null || TrafficSlot.IsKey(rule.Segment.Store);

    private static void WriteCondition(Utf8JsonWriter json, TrafficRule rule)
    {
        Open(json, "and");
        foreach (var (name, value) in rule.Segment.Values)
        {
            Open(json, "===");
            WriteVariable(json, name);
            json.WriteStringValue(value);
            Close(json);
        }

        if (rule.SplitBy == SplitBy.Store && rule.Segment.Store is null)
        {
            WriteIsKey(json, "store");
        }

        Close(json);
    }

    /// <summary>As far as the language reaches: there, a text, not empty, without a space. Characters that are not ASCII are for the caller to refuse, as the intake does.</summary>
    private static void WriteIsKey(Utf8JsonWriter json, string name)
    {
        Open(json, "and");
        Open(json, "!!");
        WriteVariable(json, name);
        Close(json);
        // a text: looking into a number would be an error there, and what follows an error is the caller's own default
        Open(json, "===");
        Open(json, "cat");
        WriteVariable(json, name);
        Close(json);
        WriteVariable(json, name);
        Close(json);
        Open(json, "!");
        Open(json, "in");
        json.WriteStringValue(" ");
        WriteVariable(json, name);
        Close(json);
        Close(json);
        Close(json);
    }

    private static void WriteSplit(Utf8JsonWriter json, TrafficRule rule)
    {
        Open(json, "fractional");
        WriteVariable(json, rule.SplitBy == SplitBy.Store ? "store" : Key);
        WriteBucket(json, Orchestration, rule.Hundredths);
        WriteBucket(json, Legacy, TrafficSlot.Count - rule.Hundredths);
        Close(json);
    }

    private static void WriteBucket(Utf8JsonWriter json, string variant, int weight)
    {
        json.WriteStartArray();
        json.WriteStringValue(variant);
        json.WriteNumberValue(weight);
        json.WriteEndArray();
    }

    private static void WriteVariable(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("var", name);
        json.WriteEndObject();
    }

    private static void Open(Utf8JsonWriter json, string operation)
    {
        json.WriteStartObject();
        json.WriteStartArray(operation);
    }

    private static void Close(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
