using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CommandCenter.Reconciliation.Engine;

/// <summary>
/// Rows of a key and a fixed number of 64-bit values, in blocks without an object per row. The values of a row lie side by side: to compare two rows is to compare two stretches of
/// memory, where a block per column would have to be looked for once per column. Reading is safe from several threads while nobody adds.
/// </summary>
public sealed class RowSet
{
    /// <summary>A value that is not there; differs from every other.</summary>
    public const long None = long.MinValue;

    /// <summary>Values a row may have at most.</summary>
    public const int Widest = 64;

    private const int RowsInBlock = 1 << 17;
    private const int RowsAtFirst = 64;
    private readonly List<long[]> blocks = [];
    private byte[] keys = [];
    private long[] ends = [0];
    private long[][] quick = [];

    // of every key; -1 where they differ
    private int keyLength;

    /// <param name="width">Values of a row, 1 to <see cref="Widest"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">As said.</exception>
    public RowSet(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Widest);
        Width = width;
    }

    public int Width { get; }

    public int Count { get; private set; }

    /// <summary>Adds a row and answers its number, from 0. The same key may come again; <see cref="RowJoin"/> tells.</summary>
    /// <exception cref="ArgumentException">There are not <see cref="Width"/> values, or the keys together have more than 2 GiB.</exception>
    public int Add(ReadOnlySpan<byte> key, ReadOnlySpan<long> values)
    {
        if (values.Length != Width)
        {
            throw new ArgumentException($"{values.Length} values; allowed: {Width}.", nameof(values));
        }

        var from = (int)ends[Count];
        if ((long)from + key.Length > Array.MaxLength)
        {
            throw new ArgumentException("The keys together have more than 2 GiB.", nameof(key));
        }

        if (from + key.Length > keys.Length)
        {
            keys = LargePages.Longer(keys, (int)Math.Min(Array.MaxLength, Math.Max(from + key.Length, (long)keys.Length * 2)));
        }

        if (Count + 1 == ends.Length)
        {
            ends = LargePages.Longer(ends, ends.Length * 2);
        }

        if (Count % RowsInBlock == 0 || (Count < RowsInBlock && Count * Width == blocks[0].Length))
        {
            GrowValues();
        }

        keyLength = Count == 0 || keyLength == key.Length ? key.Length : -1;
        key.CopyTo(keys.AsSpan(from));
        ends[Count + 1] = from + key.Length;
        values.CopyTo(blocks[^1].AsSpan(Count % RowsInBlock * Width));
        return Count++;
    }

    /// <summary>The first block grows, so that few rows take little; all others are whole.</summary>
    private void GrowValues()
    {
        if (Count is > 0 and < RowsInBlock)
        {
            blocks[0] = LargePages.Longer(blocks[0], Math.Min(Count * 2, RowsInBlock) * Width);
        }
        else
        {
            blocks.Add(LargePages.Uncleared<long>((Count == 0 ? RowsAtFirst : RowsInBlock) * Width));
        }

        quick = [.. blocks];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Key(int row)
    {
        if (keyLength >= 0)
        {
            // keys of one length need no list of where they end: one look into memory less for each
            return keys.AsSpan(row * keyLength, keyLength);
        }

        var from = (int)ends[row];
        return keys.AsSpan(from, (int)ends[row + 1] - from);
    }

    /// <summary>Loads what <see cref="Key"/> will look at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void PrefetchEnds(int row)
    {
        if (row >= 0 && keyLength < 0)
        {
            Cache.Load(ref ends[row]);
        }
    }

    /// <summary>Loads key and values; a while after <see cref="PrefetchEnds"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void PrefetchRow(int row)
    {
        if (row >= 0)
        {
            Cache.Load(keys, keyLength < 0 ? (int)ends[row] : row * keyLength, 1);
            Cache.Load(MemoryMarshal.AsBytes(Values(row)));
        }
    }

    /// <summary>What an index needs of the rows.</summary>
    public readonly struct Keys(RowSet rows) : IKeyedRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ReadOnlySpan<byte> Key(int row) => rows.Key(row);

        public ulong Hash(int row) => KeyHash.Of(rows.Key(row));
    }

    /// <summary>The values of a row; they may be changed in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<long> Values(int row) => quick[row / RowsInBlock].AsSpan(row % RowsInBlock * Width, Width);
}
