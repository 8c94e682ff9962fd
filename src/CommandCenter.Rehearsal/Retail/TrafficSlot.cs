using System.Numerics;
using System.Text;

namespace CommandCenter.Rehearsal.Retail;

/// <summary>The storefront's own splitter: MurmurHash3 (x86, 32 bit, seed 0) of the order key, scaled to 0..9999.</summary>
internal static class TrafficSlot
{
    public static int Of(string key) => (int)(((ulong)Murmur3(Encoding.ASCII.GetBytes(key)) * 10000) >> 32);

    /// <summary>True when the slot lies below the percent that goes to orchestration.</summary>
    public static bool IsOrchestration(string key, double percent) => Of(key) < percent * 100;

    private static uint Murmur3(ReadOnlySpan<byte> data)
    {
        uint hash = 0;
        var blocks = data.Length / 4;
        for (var i = 0; i < blocks; i++)
        {
            hash = BitOperations.RotateLeft(hash ^ Scramble(BitConverter.ToUInt32(data.Slice(i * 4, 4))), 13) * 5 + 0xE6546B64;
        }

        uint tail = 0;
        for (var i = data.Length - 1; i >= blocks * 4; i--)
        {
            tail = (tail << 8) | data[i];
        }

        hash ^= Scramble(tail);
        hash ^= (uint)data.Length;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }

    private static uint Scramble(uint block) => BitOperations.RotateLeft(block * 0xCC9E2D51, 15) * 0x1B873593;
}
