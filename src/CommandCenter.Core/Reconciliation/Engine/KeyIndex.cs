using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace CommandCenter.Reconciliation.Engine;

/// <summary>
/// From a key to the first row that has it: open addressing on 64-bit hashes. Half of the hash lies beside the row number, so that almost every other key is passed over without
/// being looked at; a row is only answered after its real key was compared, so two keys of one hash stay two keys. One writer; readers may be many once it is filled.
/// </summary>
/// <typeparam name="TRows">A struct, so that the look at a key is compiled into the search and not called.</typeparam>
public sealed class KeyIndex<TRows>
    where TRows : struct, IKeyedRows
{
    private const int Smallest = 16;
    private readonly TRows rows;

    // high half of the hash, then row + 1; zero is free
    private ulong[] slots;
    private int mask;

    /// <param name="rows">Where the keys lie.</param>
    /// <param name="expected">Rows that will come, as far as known; it grows by itself.</param>
    public KeyIndex(TRows rows, int expected = 0)
    {
        this.rows = rows;
        slots = Free((int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)Math.Max(Smallest, expected)) * 2, 1u << 30));
        mask = slots.Length - 1;
    }

    /// <summary>Keys in it, each once.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a row in; answers the first row with its key, which is <paramref name="row"/> itself where the key is new.</summary>
    /// <param name="row">From 0; a row whose key is new must be found by <see cref="IKeyedRows.Key"/> from now on.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Add(int row, ReadOnlySpan<byte> key, ulong hash)
    {
        var tag = hash >> 32 << 32;
        var at = (int)hash & mask;
        for (ulong slot; (slot = slots[at]) != 0; at = (at + 1) & mask)
        {
            if (slot >> 32 << 32 == tag && rows.Key((int)(uint)slot - 1).SequenceEqual(key))
            {
                return (int)(uint)slot - 1;
            }
        }

        slots[at] = tag | (uint)(row + 1);
        if (++Count > slots.Length / 2)
        {
            // of the rows before this one the keys can be found
            Grow(row, hash);
        }

        return row;
    }

    /// <summary>The first row with this key; -1 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<byte> key, ulong hash)
    {
        var tag = hash >> 32 << 32;
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var slot = slots[at];
            if (slot == 0)
            {
                return -1;
            }

            if (slot >> 32 << 32 == tag && rows.Key((int)(uint)slot - 1).SequenceEqual(key))
            {
                return (int)(uint)slot - 1;
            }
        }
    }

    /// <summary>The row that a hash most likely belongs to, without a look at its key; -1 where there is surely none. To load what a later <see cref="Find"/> needs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Guess(ulong hash) => (int)(uint)slots[(int)hash & mask] - 1;

    /// <summary>Loads where a hash would lie into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong hash) => Cache.Load(ref slots[(int)hash & mask]);

    /// <summary>Gives its memory back for the next index; it must not be used any more.</summary>
    public void Release()
    {
        ArrayPool<ulong>.Shared.Return(slots);
        slots = [];
    }

    private static ulong[] Free(int length)
    {
        // powers of two: the pool gives exactly what was asked for
        var free = LargePages.Rent<ulong>(length);
        if (free.Length != length)
        {
            return LargePages.Cleared<ulong>(length);
        }

        Array.Clear(free);
        return free;
    }

    private void Grow(int added, ulong addedHash)
    {
        if (slots.Length >= 1 << 30)
        {
            throw new InvalidOperationException("More than 536,870,912 keys; allowed: as many as that.");
        }

        var old = slots;
        slots = Free(old.Length * 2);
        mask = slots.Length - 1;
        foreach (var slot in old)
        {
            if (slot == 0)
            {
                continue;
            }

            var row = (int)(uint)slot - 1;
            var at = (int)(row == added ? addedHash : rows.Hash(row)) & mask;
            while (slots[at] != 0)
            {
                at = (at + 1) & mask;
            }

            slots[at] = slot;
        }

        ArrayPool<ulong>.Shared.Return(old);
    }
}
