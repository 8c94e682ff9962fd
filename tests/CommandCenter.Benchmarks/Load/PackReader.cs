using System.Buffers.Binary;
using System.Text;

namespace CommandCenter.Benchmarks.Load;

/// <summary>Reads the few MessagePack forms that a circuit's server sends.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public int ArrayHeader()
    {
        var head = Byte();
        return (head & 0xf0) == 0x90 ? head & 0x0f : head == 0xdc ? BinaryPrimitives.ReadUInt16BigEndian(Take(2)) : throw Unknown("an array", head);
    }

    public long Number()
    {
        var head = Byte();
        return head switch
        {
            < 0x80 => head,
            >= 0xe0 => (sbyte)head,
            0xcc => Byte(),
            0xcd => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xce => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            0xcf or 0xd3 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
            0xd0 => (sbyte)Byte(),
            0xd1 => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
            0xd2 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            _ => throw Unknown("a number", head),
        };
    }

    public string? Text()
    {
        var head = Byte();
        if (head == 0xc0)
        {
            return null;
        }

        var length = head switch
        {
            _ when (head & 0xe0) == 0xa0 => head & 0x1f,
            0xd9 => Byte(),
            0xda => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xdb => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            _ => throw Unknown("a text", head),
        };
        return Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>Passes over the map of headers, which a server never fills.</summary>
    public void SkipHeaders()
    {
        var head = Byte();
        if (head != 0x80)
        {
            throw Unknown("an empty map", head);
        }
    }

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    private static InvalidDataException Unknown(string expected, byte head) => new($"Expected {expected} in the hub message, found 0x{head:x2}.");
}
