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

    private const int RowsInBlock = 1 << 15;
    private readonly List<long[]> blocks = [];
    private byte[] keys = [];
    private long[] ends = [0];
    private long[][] quick = [];

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
            Array.Resize(ref keys, (int)Math.Min(Array.MaxLength, Math.Max(from + key.Length, (long)keys.Length * 2)));
        }

        if (Count + 1 == ends.Length)
        {
            Array.Resize(ref ends, ends.Length * 2);
        }

        if (Count % RowsInBlock == 0)
        {
            blocks.Add(LargePages.Uncleared<long>(RowsInBlock * Width));
            quick = [.. blocks];
        }

        key.CopyTo(keys.AsSpan(from));
        ends[Count + 1] = from + key.Length;
        values.CopyTo(blocks[^1].AsSpan(Count % RowsInBlock * Width));
        return Count++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Key(int row)
    {
        var from = (int)ends[row];
        return keys.AsSpan(from, (int)ends[row + 1] - from);
    }

    /// <summary>Loads what <see cref="Key"/> will look at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void PrefetchEnds(int row)
    {
        if (row >= 0)
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
            Cache.Load(keys, (int)ends[row], 1);
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
