using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace CommandCenter.Traffic;

/// <summary>The canonical bytes of a move: what a second person agrees to. The revision that was seen belongs to it, so that an agreement never outlives the picture it was given for.</summary>
internal static class MoveContent
{
    public static byte[] Write(TrafficMove move)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("segment");
            foreach (var (name, value) in move.Segment.Values)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteNumber("hundredths", (int)(move.Percent * 100));
            json.WriteBoolean("mirror", move.Mirror);
            json.WriteString("splitBy", move.SplitBy == SplitBy.Store ? "store" : "order");
            json.WriteNumber("expectedRevision", move.ExpectedRevision ?? -1);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The move that <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are no move.</exception>
    public static TrafficMove Read(ReadOnlyMemory<byte> content)
    {
        using var document = JsonDocument.Parse(content);
        var move = document.RootElement;
        return new TrafficMove(
            move.GetProperty("segment").Deserialize<Segment>(JsonSerializerOptions.Web)!, move.GetProperty("hundredths").GetInt32() / 100m, move.GetProperty("mirror").GetBoolean(),
            move.GetProperty("splitBy").GetString() == "store" ? SplitBy.Store : SplitBy.Order, move.GetProperty("expectedRevision").GetInt64());
    }

    /// <summary>Such as <c>traffic of lane home from 5 % to 50 % orchestration, mirrored, on revision 7</c>.</summary>
    public static string Words(TrafficMove move, TrafficTable table)
    {
        var was = table.RuleOf(move.Segment)?.Percent;
        return string.Create(CultureInfo.InvariantCulture,
            $"traffic of {move.Segment} {(was is { } from ? $"from {from:0.##} % " : "")}to {move.Percent:0.##} % orchestration{(move.Mirror ? ", mirrored" : "")}{(move.SplitBy == SplitBy.Store ? ", by store" : "")}, on revision {move.ExpectedRevision}");
    }
}
