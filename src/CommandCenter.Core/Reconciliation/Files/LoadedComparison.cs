using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CommandCenter.Reconciliation.Engine;
using CsvHelper;

namespace CommandCenter.Reconciliation.Files;

/// <summary>What both files agree on before rows are compared.</summary>
/// <param name="Alike">Both have the same columns in the same order and notation, so that equal rows are equal bytes.</param>
internal sealed record ComparisonTerms(ColumnPairing Columns, ColumnRule[] Rules, CsvReaderOptions Left, CsvReaderOptions Right, bool Alike);

/// <summary>Compares rows that are in memory: the left ones in stretches on all cores, told in their order; then what only the right side has.</summary>
internal sealed class LoadedComparison(ComparisonTerms terms, LoadedRows left, LoadedRows right, CancellationToken cancel)
{
    private const int StretchRows = 16 << 10;
    private const int Ahead = 16;
    private readonly bool[] met = new bool[right.Count];

    /// <summary>Keys on both sides.</summary>
    public long Compared { get; private set; }

    /// <summary>Everything that concerns a row of the left side.</summary>
    public void FromLeft(Action<DifferenceBatch> tell)
    {
        var lanes = new Lane[Math.Max(1, Math.Min(Environment.ProcessorCount, left.Count / StretchRows))];
        for (var i = 0; i < lanes.Length; i++)
        {
            var found = new DifferenceBatch();
            lanes[i] = new Lane(found, new PairComparer(terms.Columns, terms.Rules, terms.Left, terms.Right, found));
        }

        for (var start = 0; start < left.Count; start += StretchRows * lanes.Length)
        {
            cancel.ThrowIfCancellationRequested();
            var from = start;
            if (lanes.Length == 1)
            {
                Stretch(lanes[0], from);
            }
            else
            {
                Parallel.For(0, lanes.Length, lane => Stretch(lanes[lane], from + (lane * StretchRows)));
            }

            foreach (var lane in lanes)
            {
                tell(lane.Found);
                lane.Found.Clear();
            }
        }

        Compared = lanes.Sum(l => l.Met);
    }

    /// <summary>Everything that concerns rows of which the left side knows nothing; after <see cref="FromLeft"/>.</summary>
    public void FromRight(Action<DifferenceBatch> tell)
    {
        var found = new DifferenceBatch();
        for (var row = 0; row < right.Count; row++)
        {
            if (met[row])
            {
                continue;
            }

            Repeated(found, right.Place(row), DifferenceRule.DuplicateRight, right.Key(row), 0, right.Occurrences(row));
            found.Add(right.Place(row), new FileDifference(DifferenceRule.MissingLeft, -1, right.Key(row), default, false, default, false));
            if (found.Count >= StretchRows)
            {
                cancel.ThrowIfCancellationRequested();
                tell(found);
                found.Clear();
            }
        }

        tell(found);
    }

    private static void Repeated(DifferenceBatch found, long place, DifferenceRule rule, ReadOnlySpan<byte> key, long lefts, long rights)
    {
        if ((rule == DifferenceRule.DuplicateLeft ? lefts : rights) > 1)
        {
            var (mine, theirs) = (Encoding.ASCII.GetBytes(lefts.ToString(CultureInfo.InvariantCulture)), Encoding.ASCII.GetBytes(rights.ToString(CultureInfo.InvariantCulture)));
            found.Add(place, new FileDifference(rule, -1, key, mine, true, theirs, true));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stretch(Lane lane, int from)
    {
        var to = Math.Min(left.Count, from + StretchRows);
        Span<ulong> hashes = stackalloc ulong[Ahead];
        Span<int> guesses = stackalloc int[Ahead];
        for (var start = from; start < to; start += Ahead)
        {
            var count = Math.Min(Ahead, to - start);
            for (var i = 0; i < count; i++)
            {
                // all loads of a handful are under way before the first is needed
                hashes[i] = KeyHash.Of(left.Key(start + i));
                right.PrefetchSlot(hashes[i]);
            }

            for (var i = 0; i < count; i++)
            {
                guesses[i] = right.PrefetchPlace(hashes[i]);
            }

            for (var i = 0; i < count; i++)
            {
                right.PrefetchRow(guesses[i]);
            }

            for (var i = 0; i < count; i++)
            {
                Row(lane, start + i, hashes[i]);
            }
        }

        lane.Comparer.Compare(left);
        lane.Found.Sort();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row(Lane lane, int row, ulong hash)
    {
        var key = left.Key(row);
        var other = right.Find(key, hash);
        if (left.Repeats.Count > 0 || right.Repeats.Count > 0)
        {
            var (lefts, rights) = (left.Occurrences(row), other < 0 ? 0 : right.Occurrences(other));
            Repeated(lane.Found, left.Place(row), DifferenceRule.DuplicateLeft, key, lefts, rights);
            Repeated(lane.Found, left.Place(row), DifferenceRule.DuplicateRight, key, lefts, rights);
        }

        if (other < 0)
        {
            lane.Found.Add(left.Place(row), new FileDifference(DifferenceRule.MissingRight, -1, key, default, false, default, false));
            return;
        }

        // each right row has one first left row: nobody else writes here
        met[other] = true;
        lane.Met++;
        var mine = left.Raw(row);
        var theirs = right.Raw(other);
        if (!terms.Alike || !mine.SequenceEqual(theirs))
        {
            lane.Comparer.Add(left, row, left.Place(row), mine, theirs);
        }
    }

    private sealed class Lane(DifferenceBatch found, PairComparer comparer)
    {
        public DifferenceBatch Found { get; } = found;
        public PairComparer Comparer { get; } = comparer;
        public long Met { get; set; }
    }
}
