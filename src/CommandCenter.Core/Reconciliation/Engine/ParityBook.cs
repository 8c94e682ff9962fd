using System.Runtime.CompilerServices;

namespace CommandCenter.Reconciliation.Engine;

/// <summary>Which row of an order a <see cref="ParityBook"/> is told.</summary>
public enum BookSide
{
    Left,
    Right,
}

/// <summary>
/// The rows of both sides by key, and the orders whose rows differ, current after every change: a change costs one look-up and one comparison, whatever the number of orders.
/// An order that one side lacks differs. Ends with the same as a <see cref="RowJoin"/> over the same rows. One caller at a time.
/// </summary>
public sealed class ParityBook
{
    private const byte HasLeft = 1;
    private const byte HasRight = 2;
    private readonly RowSet rows;
    private readonly KeyIndex<RowSet.Keys> index;
    private readonly long[]? tolerances;
    private readonly long[] nothing;

    // by order: which sides have it, which columns differ, where it stands among the diverged
    private byte[] sides = new byte[16];
    private ulong[] columns = new ulong[16];
    private int[] places = new int[16];
    private int[] diverged = new int[16];
    private int divergedCount;

    /// <param name="width">Values of a row, 1 to half of <see cref="RowSet.Widest"/>.</param>
    /// <param name="tolerances">As of <see cref="RowJoin.Compare"/>.</param>
    /// <param name="expected">Orders that will come, as far as known.</param>
    /// <exception cref="ArgumentOutOfRangeException">As said.</exception>
    /// <exception cref="ArgumentException">There is not a tolerance for each column.</exception>
    public ParityBook(int width, long[]? tolerances = null, int expected = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, RowSet.Widest / 2);
        if (tolerances is not null && tolerances.Length != width)
        {
            throw new ArgumentException($"{tolerances.Length} tolerances; allowed: {width}, one a column.", nameof(tolerances));
        }

        Width = width;
        this.tolerances = tolerances;
        // both sides of an order in one row: one stretch of memory to load
        rows = new RowSet(width * 2);
        index = new KeyIndex<RowSet.Keys>(new RowSet.Keys(rows), expected);
        nothing = new long[width * 2];
        nothing.AsSpan().Fill(RowSet.None);
    }

    public int Width { get; }

    /// <summary>Orders that are or were on a side.</summary>
    public int Orders => rows.Count;

    /// <summary>Orders whose sides differ now.</summary>
    public int DivergedCount => divergedCount;

    /// <summary>The numbers of the orders that differ, in no order; valid until the next change.</summary>
    public ReadOnlySpan<int> Diverged => diverged.AsSpan(0, divergedCount);

    public ReadOnlySpan<byte> Key(int order) => rows.Key(order);

    /// <summary>Whether a side has the order.</summary>
    public bool Has(int order, BookSide side) => (sides[order] & Bit(side)) != 0;

    /// <summary>Bit n is set where column n differs; 0 also where a side lacks the order.</summary>
    public ulong Columns(int order) => columns[order];

    /// <summary>The values of one side; all <see cref="RowSet.None"/> where it lacks the order.</summary>
    public ReadOnlySpan<long> Values(int order, BookSide side) => Half(order, side);

    /// <summary>The number of an order; -1 where no side ever had it.</summary>
    public int Find(ReadOnlySpan<byte> key) => index.Find(key, KeyHash.Of(key));

    /// <summary>Says what a side has of an order, whole.</summary>
    /// <exception cref="ArgumentException">There are not <see cref="Width"/> values.</exception>
    public void Set(ReadOnlySpan<byte> key, BookSide side, ReadOnlySpan<long> values)
    {
        if (values.Length != Width)
        {
            throw new ArgumentException($"{values.Length} values; allowed: {Width}.", nameof(values));
        }

        var order = Take(key);
        values.CopyTo(Half(order, side));
        sides[order] |= Bit(side);
        Judge(order);
    }

    /// <summary>Says one value of an order; the side has the order from then on.</summary>
    /// <param name="column">From 0, below <see cref="Width"/>.</param>
    public void Set(ReadOnlySpan<byte> key, BookSide side, int column, long value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Width, nameof(column));
        var order = Take(key);
        var pair = rows.Values(order);
        pair[side == BookSide.Left ? column : Width + column] = value;
        if ((sides[order] & Bit(side)) == 0)
        {
            sides[order] |= Bit(side);
            Judge(order);
        }
        else if (sides[order] == (HasLeft | HasRight))
        {
            var bit = 1UL << column;
            var differs = RowColumns.Differ(pair[column], pair[Width + column], tolerances is null ? 0 : tolerances[column]);
            Mark(order, differs ? columns[order] | bit : columns[order] & ~bit);
        }
    }

    /// <summary>Says that a side no longer has an order.</summary>
    public void Remove(ReadOnlySpan<byte> key, BookSide side)
    {
        if (Find(key) is var order and >= 0)
        {
            Half(order, side).Fill(RowSet.None);
            sides[order] &= (byte)~Bit(side);
            Judge(order);
        }
    }

    private static byte Bit(BookSide side) => side == BookSide.Left ? HasLeft : HasRight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<long> Half(int order, BookSide side) => rows.Values(order).Slice(side == BookSide.Left ? 0 : Width, Width);

    private int Take(ReadOnlySpan<byte> key)
    {
        var hash = KeyHash.Of(key);
        var order = index.Find(key, hash);
        if (order >= 0)
        {
            return order;
        }

        order = rows.Add(key, nothing);
        index.Add(order, rows.Key(order), hash);
        if (order == sides.Length)
        {
            Array.Resize(ref sides, order * 2);
            Array.Resize(ref columns, order * 2);
            Array.Resize(ref places, order * 2);
        }

        return order;
    }

    private void Judge(int order)
    {
        var pair = rows.Values(order);
        var both = sides[order] == (HasLeft | HasRight);
        Mark(order, both && !pair[..Width].SequenceEqual(pair[Width..]) ? RowColumns.Differing(pair[..Width], pair[Width..], tolerances) : 0);
    }

    /// <summary>Keeps the order among the diverged or takes it out: the last of them moves to its place.</summary>
    private void Mark(int order, ulong differing)
    {
        columns[order] = differing;
        var differs = differing != 0 || sides[order] is HasLeft or HasRight;
        var place = places[order] - 1;
        if (differs == place >= 0)
        {
            return;
        }

        if (differs)
        {
            if (divergedCount == diverged.Length)
            {
                Array.Resize(ref diverged, divergedCount * 2);
            }

            diverged[divergedCount++] = order;
            places[order] = divergedCount;
            return;
        }

        var last = diverged[--divergedCount];
        diverged[place] = last;
        places[last] = place + 1;
        places[order] = 0;
    }
}
