using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CommandCenter.Reconciliation.Engine;

/// <summary>
/// 64 bits of a key, for tables in memory and partitions on disk; never stored beyond a run. Seeded once a process, so that nobody can prepare keys that fall together.
/// Equal hashes do not mean equal keys: whoever uses them compares the keys.
/// </summary>
public static class KeyHash
{
    private const ulong First = 0xA0761D6478BD642FUL;
    private const ulong Second = 0xE7037ED1A0B428DBUL;
    private const ulong Third = 0x8EBC6AF09C88C6E3UL;

    private static readonly ulong seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>The hash of <paramref name="key"/>. Allocates nothing; sixteen bytes a step, folded by a 128-bit product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Of(ReadOnlySpan<byte> key)
    {
        ref var bytes = ref MemoryMarshal.GetReference(key);
        var left = key.Length;
        var state = seed ^ First;
        while (left > 16)
        {
            state = Fold(Read8(ref bytes) ^ Second, Read8(ref Unsafe.Add(ref bytes, 8)) ^ state);
            bytes = ref Unsafe.Add(ref bytes, 16);
            left -= 16;
        }

        var (low, high) = left switch
        {
            >= 8 => (Read8(ref bytes), Read8(ref Unsafe.Add(ref bytes, left - 8))),
            >= 4 => (Unsafe.ReadUnaligned<uint>(ref bytes), (ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, left - 4))),
            > 0 => (((ulong)bytes << 16) | ((ulong)Unsafe.Add(ref bytes, left >> 1) << 8) | Unsafe.Add(ref bytes, left - 1), 0UL),
            _ => (0UL, 0UL),
        };
        return Fold(Third ^ (ulong)key.Length, Fold(low ^ Second, high ^ state));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read8(ref byte at) => Unsafe.ReadUnaligned<ulong>(ref at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
