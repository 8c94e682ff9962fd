using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace CommandCenter.Traffic;

/// <summary>
/// The stable place of an order key, or of a store, in 0..9999: (MurmurHash3-x86-32 of the key's UTF-8 bytes with seed 0, × 10000) >> 32. The same on every machine and for
/// ever. MurmurHash3 is Austin Appleby's, in the public domain; vectors made by another implementation lie beside the tests.
/// </summary>
public static class TrafficSlot
{
    /// <summary>Slots that there are.</summary>
    public const int Count = 10_000;

    /// <summary>Characters that a key may have at most.</summary>
    public const int LongestKey = 200;

    /// <summary>The slot of <paramref name="key"/>. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The key is empty, longer than <see cref="LongestKey"/> or not ASCII; see <see cref="IsKey"/>.</exception>
    public static int Of(ReadOnlySpan<char> key) => (int)(((ulong)HashOf(key) * Count) >> 32);

    /// <summary>Whether a key can be split: printable ASCII without spaces, 1 to 200 characters. Other implementations hash other bytes of anything else.</summary>
    public static bool IsKey(ReadOnlySpan<char> key)
    {
        foreach (var c in key)
        {
            if (c is < '!' or > '~')
            {
                return false;
            }
        }

        return key.Length is > 0 and <= LongestKey;
    }

    /// <summary>The 32-bit hash behind the slot.</summary>
    /// <exception cref="ArgumentException">As of <see cref="Of"/>.</exception>
    public static uint HashOf(ReadOnlySpan<char> key)
    {
        Span<byte> bytes = stackalloc byte[LongestKey];
        if (key.Length is 0 or > LongestKey || Ascii.FromUtf16(key, bytes, out var length) != System.Buffers.OperationStatus.Done)
        {
            throw new ArgumentException($"A key that is split has 1 to {LongestKey} ASCII characters.", nameof(key));
        }

        return Murmur3(bytes[..length]);
    }

    private static uint Murmur3(ReadOnlySpan<byte> data)
    {
        uint hash = 0;
        var rest = data;
        for (; rest.Length >= 4; rest = rest[4..])
        {
            hash = (BitOperations.RotateLeft(hash ^ Scramble(BinaryPrimitives.ReadUInt32LittleEndian(rest)), 13) * 5) + 0xE6546B64;
        }

        uint tail = 0;
        for (var i = rest.Length - 1; i >= 0; i--)
        {
            tail = (tail << 8) | rest[i];
        }

        hash ^= Scramble(tail) ^ (uint)data.Length;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }

    private static uint Scramble(uint block) => BitOperations.RotateLeft(block * 0xCC9E2D51, 15) * 0x1B873593;
}
