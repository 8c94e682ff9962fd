using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CommandCenter.Rehearsal.Ledger;

/// <summary>Writes one JSON object as UTF-8.</summary>
internal static class JsonBody
{
    private static readonly JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        // taken out meanwhile: what is written may itself write a body
        var into = buffer ?? new ArrayBufferWriter<byte>(4096);
        buffer = null;
        into.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(into, options);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        buffer = into;
        return into.WrittenSpan.ToArray();
    }
}
