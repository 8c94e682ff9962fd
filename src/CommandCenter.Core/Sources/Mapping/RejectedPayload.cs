using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CommandCenter.Sources.Mapping;

/// <summary>Keeps a refused record whole, without what the plan calls personal.</summary>
internal static class RejectedPayload
{
    /// <summary>256 KiB; what is longer is cut and says so.</summary>
    public const int LargestPayload = 256 * 1024;

    private const int MostReasons = 100;
    private static readonly JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = 256 };

    public static RejectedRecord Keep(JsonElement record, IReadOnlyList<JsonPath> pii, in MappingScope scope, IReadOnlyList<RejectReason> reasons, string mappingHash)
    {
        var bytes = Redact(record, pii);

        var all = reasons.Count > MostReasons ? [.. reasons.Take(MostReasons)] : reasons;
        var payload = bytes.WrittenSpan;
        if (payload.Length > LargestPayload)
        {
            all = [.. all, new RejectReason("$", "cut", $"the record has {payload.Length} bytes; the first {LargestPayload} are kept, so it cannot be tried again")];
            payload = payload[..LargestPayload];
        }

        var source = Encoding.UTF8.GetBytes(scope.Source + "\n");
        var hash = SHA256.HashData([.. source, .. bytes.WrittenSpan]);
        return new RejectedRecord(
            Guid.CreateVersion7(scope.ObservedAt), scope.Source, Convert.ToHexStringLower(hash.AsSpan(0, 16)), Encoding.UTF8.GetString(payload), all, mappingHash, scope.ObservedAt);
    }

    private static ArrayBufferWriter<byte> Redact(JsonElement record, IReadOnlyList<JsonPath> pii)
    {
        var bytes = new ArrayBufferWriter<byte>();
        try
        {
            using var writer = new Utf8JsonWriter(bytes, options);
            Write(writer, record, [.. pii.Select(p => (p, 0))]);
            writer.Flush();
        }
        catch (InvalidOperationException)
        {
            // a member's name that is no valid Unicode cannot be compared with the personal paths: then nothing is kept rather than too much
            bytes.ResetWrittenCount();
            bytes.Write(Encoding.UTF8.GetBytes(pii.Count == 0 ? record.GetRawText() : $"\"{JsonScalar.Redacted}\""));
        }

        return bytes;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element, List<(JsonPath Path, int Depth)> pii)
    {
        if (pii.Exists(p => p.Depth == p.Path.Segments.Count) && element.ValueKind != JsonValueKind.Null)
        {
            writer.WriteStringValue(JsonScalar.Redacted);
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, [.. pii.Where(p => p.Path.Segments[p.Depth].MatchesName(member.Name)).Select(p => (p.Path, p.Depth + 1))]);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var length = element.GetArrayLength();
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item, [.. pii.Where(p => p.Path.Segments[p.Depth].MatchesIndex(index, length)).Select(p => (p.Path, p.Depth + 1))]);
                    index++;
                }

                writer.WriteEndArray();
                break;
            default:
                // as it came, also texts that are no valid Unicode
                writer.WriteRawValue(element.GetRawText(), skipInputValidation: true);
                break;
        }
    }
}
