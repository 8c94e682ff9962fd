using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace CommandCenter.Reconciliation.Engine;

/// <summary>
/// Begins to load memory into the processor's cache, so that a handful of looks at random places wait together and not one after the other. Without effect where the processor has no such instruction.
/// </summary>
internal static class Cache
{
    private const int LineBytes = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Load<T>(ref T at)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            // an address that the collector moves meanwhile is only a load in vain
            Sse.Prefetch0(Unsafe.AsPointer(ref at));
        }
    }

    /// <summary>The lines of a stretch that begins in <paramref name="block"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte[] block, int from, int length) => Load(block.AsSpan(from, Math.Min(length, block.Length - from)));

    /// <summary>The lines of a stretch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(ReadOnlySpan<byte> stretch)
    {
        for (var at = 0; at < stretch.Length; at += LineBytes)
        {
            Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(stretch), at));
        }
    }
}
