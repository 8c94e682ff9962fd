using System.Text.Json;
using System.Text.Json.Serialization;
using CommandCenter.Orders;

namespace CommandCenter.Shared;

/// <summary>Stages go by the name that plans, pages and logs use: <c>ready-for-pickup</c>.</summary>
public sealed class StageConverter : JsonConverter<Stage>
{
    public override Stage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Stages.TryParse(reader.GetString(), out var stage) ? stage : throw new JsonException($"A stage is one of {string.Join(", ", Stages.All.Select(s => s.Name()))}.");

    public override void Write(Utf8JsonWriter writer, Stage value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Name());
    }

    public override Stage ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, Stage value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.Name());
    }
}
