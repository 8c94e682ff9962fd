using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace CommandCenter.Orders;

/// <summary>Grows a byte buffer that is used again and again; numbers as base-128 varints, signed ones zigzagged.</summary>
internal sealed class CompactWriter
{
    private byte[] buffer = new byte[1024];
    private int length;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    public void Clear() => length = 0;

    public void Byte(byte value)
    {
        Reserve(1);
        buffer[length++] = value;
    }

    public void Unsigned(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            buffer[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[length++] = (byte)value;
    }

    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Fixed(ulong value)
    {
        Reserve(8);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(length), value);
        length += 8;
    }

    public void Text(ReadOnlySpan<char> value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)bytes);
        Reserve(bytes);
        length += Encoding.UTF8.GetBytes(value, buffer.AsSpan(length));
    }

    private void Reserve(int more)
    {
        if (length + more > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + more));
        }
    }
}

/// <summary>Reads what <see cref="CompactWriter"/> wrote.</summary>
/// <exception cref="InvalidDataException">The bytes end early: the database is damaged.</exception>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>How many bytes have been read.</summary>
    public int Position { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Byte()
    {
        var at = Position;
        if ((uint)at >= (uint)bytes.Length)
        {
            throw EndsEarly();
        }

        Position = at + 1;
        return bytes[at];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Unsigned()
    {
        var first = Byte();
        return first < 0x80 ? first : Unsigned(first);
    }

    /// <summary>A count of things that each take at least one byte.</summary>
    public int Count()
    {
        var count = Unsigned();
        return count <= (ulong)(bytes.Length - Position) ? (int)count : throw new InvalidDataException("A stored count is larger than its record.");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ulong Fixed() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public string Text() => Encoding.UTF8.GetString(Take(Count()));

    /// <summary>Passes over so many bytes.</summary>
    public void Skip(int count) => _ = Take(count);

    /// <summary>Passes over a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SkipNumber()
    {
        while (Byte() >= 0x80)
        {
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong Unsigned(byte first)
    {
        ulong value = first & 0x7fUL;
        for (var shift = 7; shift < 70; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A stored number is longer than 64 bits.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - Position)
        {
            throw EndsEarly();
        }

        var taken = bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    private static InvalidDataException EndsEarly() => new("A stored record ends early.");
}
