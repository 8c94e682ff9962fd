using System.Text.Json;
using System.Text.Json.Serialization;
using CommandCenter.Orders;

namespace CommandCenter.Shared;

/// <summary>Milestones go by the name that plans, pages and logs use: <c>ready-for-pickup</c>, <c>label</c>.</summary>
public sealed class MilestoneConverter : JsonConverter<Milestone>
{
    public override Milestone Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Milestone.TryParse(reader.GetString(), out var milestone) ? milestone : throw new JsonException($"A milestone is one of {string.Join(", ", Milestone.All.Select(m => m.Name))}.");

    public override void Write(Utf8JsonWriter writer, Milestone value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Name);
    }
}
