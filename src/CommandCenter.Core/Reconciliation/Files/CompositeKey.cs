using System.Buffers.Binary;
using System.Text;

namespace CommandCenter.Reconciliation.Files;

/// <summary>Keys of several columns: each part with its length before it, so that (a, bc) is not (ab, c).</summary>
public static class CompositeKey
{
    /// <summary>Adds a part behind <paramref name="length"/> bytes and answers the new length.</summary>
    internal static int Append(ref byte[] buffer, int length, ReadOnlySpan<byte> part)
    {
        var end = length + sizeof(int) + part.Length;
        if (buffer.Length < end)
        {
            Array.Resize(ref buffer, Math.Max(end, buffer.Length * 2));
        }

        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(length), part.Length);
        part.CopyTo(buffer.AsSpan(length + sizeof(int)));
        return end;
    }

    /// <summary>The parts of a key.</summary>
    /// <param name="columns">Key columns that there are.</param>
    public static IReadOnlyList<string> Parts(ReadOnlySpan<byte> key, int columns)
    {
        if (columns == 1)
        {
            return [Encoding.UTF8.GetString(key)];
        }

        var parts = new List<string>(columns);
        while (key.Length > 0)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(key);
            parts.Add(Encoding.UTF8.GetString(key.Slice(sizeof(int), length)));
            key = key[(sizeof(int) + length)..];
        }

        return parts;
    }

    /// <summary>The key as people read it: its parts with a stroke between them.</summary>
    public static string Text(ReadOnlySpan<byte> key, int columns) => string.Join(" | ", Parts(key, columns));
}
