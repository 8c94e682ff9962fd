using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using CommandCenter.Orders;

namespace CommandCenter.Decisions;

/// <summary>
/// The canonical bytes of an entry: UTF-8 JSON with its properties in a fixed order, made once, stored as they are and hashed as stored. Nothing ever makes them anew, so
/// no later change of this code can make an old entry look forged.
/// </summary>
internal static partial class DecisionContent
{
    private static readonly JsonWriterOptions plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Decision entry)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, plain))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", entry.Sequence);
            json.WriteString("prev", entry.PreviousHash);
            json.WriteNumber("at", Instants.ToMicros(entry.At));
            json.WriteString("actor", entry.Actor);
            WriteList(json, "roles", entry.Roles);
            json.WriteString("command", entry.Command);
            json.WriteString("title", entry.Title);
            json.WriteString("reason", entry.Reason);
            json.WriteString("impact", entry.Impact);
            WriteList(json, "subjects", entry.Subjects);
            json.WriteStartObject("details");
            foreach (var (name, value) in entry.Details.OrderBy(d => d.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteString("items", entry.ItemsDigest);
            json.WriteString("request", entry.RequestId?.ToString());
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Null where the bytes are no entry.</summary>
    public static Decision? Read(ReadOnlyMemory<byte> content, string hash)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var entry = document.RootElement;
            return new Decision(
                entry.GetProperty("seq").GetInt64(), Instants.FromMicros(entry.GetProperty("at").GetInt64()), Text(entry, "actor")!, List(entry, "roles"), Text(entry, "command")!, Text(entry, "title")!,
                Text(entry, "reason"), Text(entry, "impact"), List(entry, "subjects"),
                entry.GetProperty("details").EnumerateObject().ToDictionary(d => d.Name, d => d.Value.GetString() ?? "", StringComparer.Ordinal),
                Text(entry, "items"), Text(entry, "request") is { } request ? Guid.Parse(request) : null, Text(entry, "prev")!, hash);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();

    private static string[] List(JsonElement entry, string name) => [.. entry.GetProperty(name).EnumerateArray().Select(e => e.GetString() ?? "")];

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
