using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommandCenter.Reconciliation.Engine;

namespace CommandCenter.Reconciliation.Files;

/// <summary>The rows of one file, or of one part of it, in blocks of memory: each first row of a key as it stands in the file, with its key before it. Further rows of a key are only counted.</summary>
internal sealed class LoadedRows
{
    private const int Waiting = 32;
    private const int PrefetchedBytes = 192;
    private const int FirstBlockBytes = 64 << 10;
    private const int LargestBlockBytes = 16 << 20;
    private readonly List<byte[]> blocks = [];
    private readonly KeyIndex<Keys> index;
    private byte[][] quick = [];
    private byte[] block = [];
    private int used;
    private int waiting;
    private long[] places;
    private readonly ulong[] hashes = new ulong[Waiting];

    /// <param name="expected">Rows that will come, as far as can be guessed.</param>
    public LoadedRows(int expected)
    {
        index = new KeyIndex<Keys>(new Keys(this), expected);
        places = LargePages.Uncleared<long>(Math.Max(16, expected) + (Waiting * 2));
    }

    /// <summary>Different keys.</summary>
    public int Count { get; private set; }

    /// <summary>How often the keys occur that occur more than once, by their row here.</summary>
    public Dictionary<int, long> Repeats { get; } = [];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Key(int row)
    {
        ref readonly var head = ref Head(row, out var at);
        return at.Slice(Unsafe.SizeOf<RowHead>(), head.KeyLength);
    }

    /// <summary>The row as it stands in the file, without its line end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Raw(int row)
    {
        ref readonly var head = ref Head(row, out var at);
        return at.Slice(Unsafe.SizeOf<RowHead>() + head.KeyLength, head.RawLength);
    }

    /// <summary>The number of the row in the whole file, from 0.</summary>
    public long Place(int row) => Head(row, out _).Row;

    /// <summary>-1 where no row has the key.</summary>
    public int Find(ReadOnlySpan<byte> key, ulong hash) => index.Find(key, hash);

    /// <summary>The three steps of loading what <see cref="Find"/> will look at, each a while before the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(ulong hash) => index.Prefetch(hash);

    /// <inheritdoc cref="PrefetchSlot"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PrefetchPlace(ulong hash)
    {
        var row = index.Guess(hash);
        if (row >= 0)
        {
            Cache.Load(ref places[row]);
        }

        return row;
    }

    /// <inheritdoc cref="PrefetchSlot"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchRow(int row)
    {
        if (row >= 0)
        {
            var place = places[row];
            Cache.Load(quick[(int)(place >> 32)], (int)place, PrefetchedBytes);
        }
    }

    public long Occurrences(int row) => Repeats.Count == 0 ? 1 : Repeats.GetValueOrDefault(row, 1);

    /// <param name="row">Its number in the whole file.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(long row, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> raw)
    {
        var length = Unsafe.SizeOf<RowHead>() + key.Length + raw.Length;
        if (length > block.Length - used || waiting == Waiting)
        {
            Settle();
            if (length > block.Length - used)
            {
                block = LargePages.Uncleared<byte>(Math.Max(length, Math.Clamp(block.Length * 4, FirstBlockBytes, LargestBlockBytes)));
                used = 0;
                blocks.Add(block);
                quick = [.. blocks];
            }
        }

        var to = block.AsSpan(used, length);
        MemoryMarshal.Write(to, new RowHead(row, key.Length, raw.Length));
        key.CopyTo(to[Unsafe.SizeOf<RowHead>()..]);
        raw.CopyTo(to[(Unsafe.SizeOf<RowHead>() + key.Length)..]);
        index.Prefetch(hash);
        hashes[waiting] = hash;
        places[Count + waiting++] = ((long)(blocks.Count - 1) << 32) | (uint)used;
        // heads are read as they lie
        used += (length + 7) & ~7;
    }

    /// <summary>Takes the rows that wait into the index; to be called after the last. They wait so that the places where they go are loaded meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Settle()
    {
        var first = Count;
        for (var i = 0; i < waiting; i++)
        {
            var place = places[first + i];
            // a row of a key that is known is left out: those behind it move up
            places[Count] = place;
            var known = index.Add(Count, Key(Count), hashes[i]);
            if (known == Count)
            {
                Count++;
            }
            else
            {
                CollectionsMarshal.GetValueRefOrAddDefault(Repeats, known, out var again) += again ? 1 : 2;
            }
        }

        if (Count == first && waiting > 0)
        {
            // nothing of them is kept: a key that fills a file must not fill the memory
            used = (int)places[first];
        }

        waiting = 0;
        if (Count + Waiting > places.Length)
        {
            Array.Resize(ref places, places.Length * 2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly RowHead Head(int row, out ReadOnlySpan<byte> at)
    {
        var place = places[row];
        at = quick[(int)(place >> 32)].AsSpan((int)place);
        return ref MemoryMarshal.AsRef<RowHead>(at);
    }

    private readonly struct Keys(LoadedRows rows) : IKeyedRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ReadOnlySpan<byte> Key(int row) => rows.Key(row);

        public ulong Hash(int row) => KeyHash.Of(rows.Key(row));
    }

    private readonly record struct RowHead(long Row, int KeyLength, int RawLength);
}
