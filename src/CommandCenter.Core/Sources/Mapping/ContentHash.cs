using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CommandCenter.Orders;

namespace CommandCenter.Sources.Mapping;

/// <summary>Identity of a mapped record's content.</summary>
/// <param name="Id">First 16 bytes of the SHA-256 of the canonical content, hex: the event id where the source gives none.</param>
/// <param name="PayloadHash">First 8 bytes of the same, big-endian.</param>
internal readonly record struct ContentHash(string Id, ulong PayloadHash)
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    /// <summary>Every part is written with its length, so that no two contents share their bytes. Facts must be in path order.</summary>
    public static ContentHash Of(MappingRun run, string key, long version, long occurredMicros, OrderEventKind kind, Stage? stage, Side side)
    {
        var writer = buffer ??= new ArrayBufferWriter<byte>(4096);
        writer.ResetWrittenCount();
        Write(writer, key);
        Write(writer, version);
        Write(writer, occurredMicros);
        Write(writer, ((long)kind << 32) | ((long)side << 16) | (uint)(int)stage.GetValueOrDefault());
        Write(writer, run.Names?.ToString() ?? "");
        foreach (var fact in run.Facts)
        {
            Write(writer, fact.Path);
            Write(writer, (long)fact.Value.Type);
            Write(writer, fact.Value.Number);
            Write(writer, fact.Value.Text ?? "");
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(writer.WrittenSpan, hash);
        return new ContentHash(Convert.ToHexStringLower(hash[..16]), BinaryPrimitives.ReadUInt64BigEndian(hash));
    }

    private static void Write(ArrayBufferWriter<byte> writer, string text)
    {
        var span = writer.GetSpan(4 + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, span[4..]);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        writer.Advance(4 + length);
    }

    private static void Write(ArrayBufferWriter<byte> writer, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(writer.GetSpan(8), number);
        writer.Advance(8);
    }
}
