using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;

namespace CommandCenter.Reconciliation.Parity;

/// <summary>
/// How every order stands between the two sides, as counts by lane and cell that stay right while single orders change. What an order was counted as is remembered with it, a few bytes each;
/// differences are kept whole. One writer.
/// </summary>
/// <param name="expected">About how many orders there will be.</param>
internal sealed class ParityBook(int expected = 0)
{
    private const string NoLane = "(none)";

    private readonly Dictionary<long, Entry> entries = new(expected);
    private readonly Dictionary<long, IReadOnlyList<Mismatch>> open = [];
    private readonly List<string> lanes = [];
    private readonly List<CellCounts[]> counts = [];
    private readonly PriorityQueue<(long Number, DateTimeOffset At), DateTimeOffset> due = new();

    public int Orders => entries.Count;

    /// <summary>Orders with at least one difference, pending ones included, by their number in the store.</summary>
    public IReadOnlyDictionary<long, IReadOnlyList<Mismatch>> Open => open;

    /// <summary>Moves on with every change.</summary>
    public long Revision { get; private set; }

    /// <summary>How an order stands now, whatever was known of it.</summary>
    public void Set(long number, OrderComparison order, IReadOnlyList<Mismatch> mismatches)
    {
        Set(number, order.Lane, order.Masks);
        if (mismatches.Count > 0)
        {
            open[number] = mismatches;
        }

        if (order.RipensAt is { } ripe)
        {
            due.Enqueue((number, ripe), ripe);
        }
    }

    /// <summary>An order in which there is nothing to find.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set(long number, string? lane, in CellMasks cells)
    {
        Revision++;
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(entries, number, out var isKnown);
        if (isKnown)
        {
            Count(entry, -1);
        }

        entry = new Entry(LaneOf(lane), cells);
        Count(entry, 1);
        open.Remove(number);
    }

    /// <summary>Orders with a difference that was pending and is ripe now: no event tells of it. Each is to be compared again.</summary>
    public IReadOnlyList<long> TakeDue(DateTimeOffset readUpTo)
    {
        var taken = new HashSet<long>();
        while (due.TryPeek(out var next, out var at) && at <= readUpTo)
        {
            due.Dequeue();
            // a cell that differs already may hold another difference that is still pending
            if (open.TryGetValue(next.Number, out var mismatches) && mismatches.Any(m => m.Difference.IsPending))
            {
                taken.Add(next.Number);
            }
        }

        return [.. taken];
    }

    /// <summary>Counts by lane; a lane without orders is not there.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CellCounts>> Counts() =>
        lanes.Select((lane, i) => (lane, i)).Where(l => counts[l.i].Any(c => c.Any)).ToDictionary(l => l.lane, l => (IReadOnlyList<CellCounts>)[.. counts[l.i]], StringComparer.Ordinal);

    private byte LaneOf(string? lane)
    {
        var index = lanes.IndexOf(lane ?? NoLane);
        if (index >= 0)
        {
            return (byte)index;
        }

        // a plan has a dozen lanes; whatever invents hundreds is counted together
        if (lanes.Count >= byte.MaxValue)
        {
            return LaneOf(null);
        }

        lanes.Add(lane ?? NoLane);
        counts.Add(new CellCounts[ParityCells.Count]);
        return (byte)(lanes.Count - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(in Entry entry, int by)
    {
        var (lane, cells) = (counts[entry.Lane], entry.Cells);
        var any = cells.Any;
        while (any != 0)
        {
            var index = System.Numerics.BitOperations.TrailingZeroCount(any);
            var bit = 1UL << index;
            any &= ~bit;
            ref var cell = ref lane[index];
            cell = (cells.Agrees & bit) != 0 ? cell with { Agrees = cell.Agrees + by }
                : (cells.Differs & bit) != 0 ? cell with { Differs = cell.Differs + by }
                : (cells.Pending & bit) != 0 ? cell with { Pending = cell.Pending + by }
                : (cells.NotObservable & bit) != 0 ? cell with { NotObservable = cell.NotObservable + by }
                : cell with { NotExpected = cell.NotExpected + by };
        }
    }

    private readonly record struct Entry(byte Lane, CellMasks Cells);
}

/// <summary>Orders of one lane by how they stand in one cell. Parity = agrees ÷ (agrees + differs).</summary>
/// <param name="Pending">Differ, but one of the sides may still come.</param>
/// <param name="NotObservable">A side cannot tell: they count neither way.</param>
/// <param name="NotExpected">Only the owner is to have it.</param>
public readonly record struct CellCounts(long Agrees, long Differs, long Pending, long NotObservable, long NotExpected)
{
    internal bool Any => (Agrees | Differs | Pending | NotObservable | NotExpected) != 0;

    /// <summary>0 to 100; null where nothing could be compared.</summary>
    public double? Percent => Agrees + Differs == 0 ? null : 100.0 * Agrees / (Agrees + Differs);
}
