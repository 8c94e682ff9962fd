using System.Buffers;
using System.Runtime.CompilerServices;

namespace CommandCenter.Reconciliation.Engine;

/// <summary>
/// Full join of two sets of rows by key. The right side is indexed in shards by hash, one a core, each filled by one thread in the order of the rows; then the left side is walked in
/// stretches, one a core. Costs 16 bytes a right row beside the rows themselves.
/// </summary>
public static class RowJoin
{
    private const int Ahead = 16;
    private const int RowsForThreads = 20_000;

    /// <summary>Compares every row of one side with the row of the same key on the other.</summary>
    /// <param name="tolerances">How far the values of a column may be apart, from 0; null for none. A value that is missing on one side differs whatever the tolerance.</param>
    /// <param name="threads">1 to 64; 0 for as many as there are cores.</param>
    /// <exception cref="ArgumentException">The sides differ in width, or there is not a tolerance for each column.</exception>
    public static RowDifferences Compare(RowSet left, RowSet right, long[]? tolerances = null, int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (left.Width != right.Width || (tolerances is not null && tolerances.Length != left.Width))
        {
            throw new ArgumentException("Both sides need the same width, and as many tolerances as columns.", nameof(tolerances));
        }

        threads = left.Count + right.Count < RowsForThreads ? 1 : Math.Min(threads == 0 ? Environment.ProcessorCount : threads, 64);
        return new Run(left, right, tolerances, threads).Compare();
    }

    private sealed class Run(RowSet left, RowSet right, long[]? tolerances, int threads)
    {
        private readonly KeyIndex<RowSet.Keys>[] shards = new KeyIndex<RowSet.Keys>[threads];
        private readonly ulong[] hashes = LargePages.Rent<ulong>(right.Count);
        private readonly byte[] met = new byte[right.Count];
        private readonly List<int>[] repeatedRight = new List<int>[threads];
        private readonly Stretch[] stretches = new Stretch[threads];

        public RowDifferences Compare()
        {
            InParallel(t => Hash(Cut(right.Count, t), Cut(right.Count, t + 1)));
            InParallel(Fill);
            InParallel(t => stretches[t] = Probe(Cut(left.Count, t), Cut(left.Count, t + 1)));
            var repeats = repeatedRight.SelectMany(r => r).Order().ToList();
            var (onlyLeft, repeated) = FirstOnly(stretches.SelectMany(s => s.OnlyLeft));
            var differing = stretches.SelectMany(s => s.Differing).ToList();
            var compared = stretches.Sum(s => s.Met);
            if (stretches.Any(s => s.Contested))
            {
                // some left rows met one right row, in whatever order their threads came: the first of them counts
                repeated = FirstOnly(Enumerable.Range(0, left.Count)).Repeated;
                var late = repeated.ToHashSet();
                differing.RemoveAll(d => late.Contains(d.Left));
            }

            ArrayPool<ulong>.Shared.Return(hashes);
            foreach (var shard in shards)
            {
                shard.Release();
            }

            return new RowDifferences(onlyLeft, OnlyRight(repeats), differing, compared, repeated, repeats);
        }

        private static int Part(ulong hash, int parts) => (int)Math.BigMul(hash, (ulong)parts, out _);

        private int Cut(int count, int part) => (int)((long)count * part / threads);

        private void InParallel(Action<int> work)
        {
            if (threads == 1)
            {
                work(0);
            }
            else
            {
                Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Hash(int from, int to)
        {
            for (var row = from; row < to; row++)
            {
                hashes[row] = KeyHash.Of(right.Key(row));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Fill(int shard)
        {
            var index = new KeyIndex<RowSet.Keys>(new RowSet.Keys(right), right.Count / threads);
            var repeats = new List<int>();
            for (var row = 0; row < right.Count; row++)
            {
                // what lies ahead is loaded meanwhile, also what the other shard will want: to ask would cost more
                index.Prefetch(hashes[Math.Min(row + Ahead, right.Count - 1)]);
                if (Part(hashes[row], threads) == shard && index.Add(row, right.Key(row), hashes[row]) != row)
                {
                    repeats.Add(row);
                }
            }

            shards[shard] = index;
            repeatedRight[shard] = repeats;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private Stretch Probe(int from, int to)
        {
            var found = new Stretch();
            Span<ulong> next = stackalloc ulong[Ahead];
            Span<int> guesses = stackalloc int[Ahead];
            for (var start = from; start < to; start += Ahead)
            {
                var count = Math.Min(Ahead, to - start);
                for (var i = 0; i < count; i++)
                {
                    // all loads of a handful are under way before the first is needed
                    next[i] = KeyHash.Of(left.Key(start + i));
                    shards[Part(next[i], threads)].Prefetch(next[i]);
                }

                for (var i = 0; i < count; i++)
                {
                    guesses[i] = shards[Part(next[i], threads)].Guess(next[i]);
                    right.PrefetchEnds(guesses[i]);
                }

                for (var i = 0; i < count; i++)
                {
                    right.PrefetchRow(guesses[i]);
                }

                for (var i = 0; i < count; i++)
                {
                    Look(start + i, next[i], found);
                }
            }

            return found;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Look(int row, ulong hash, Stretch found)
        {
            var other = shards[Part(hash, threads)].Find(left.Key(row), hash);
            if (other < 0)
            {
                found.OnlyLeft.Add(row);
                return;
            }

            if (met[other] == 0 && Interlocked.Exchange(ref met[other], 1) == 0)
            {
                found.Met++;
            }
            else
            {
                found.Contested = true;
            }

            ReadOnlySpan<long> mine = left.Values(row);
            ReadOnlySpan<long> theirs = right.Values(other);
            if (!mine.SequenceEqual(theirs) && Differing(mine, theirs) is var columns and not 0)
            {
                found.Differing.Add(new RowPair(row, other, columns));
            }
        }

        private ulong Differing(ReadOnlySpan<long> mine, ReadOnlySpan<long> theirs) => RowColumns.Differing(mine, theirs, tolerances);

        private (List<int> First, List<int> Repeated) FirstOnly(IEnumerable<int> rows)
        {
            var (first, repeated) = (new List<int>(), new List<int>());
            var index = new KeyIndex<RowSet.Keys>(new RowSet.Keys(left));
            foreach (var row in rows)
            {
                var key = left.Key(row);
                (index.Add(row, key, KeyHash.Of(key)) == row ? first : repeated).Add(row);
            }

            return (first, repeated);
        }

        private List<int> OnlyRight(List<int> repeats)
        {
            var only = new List<int>();
            var at = 0;
            for (var row = 0; row < met.Length; row++)
            {
                if (met[row] != 0)
                {
                    continue;
                }

                while (at < repeats.Count && repeats[at] < row)
                {
                    at++;
                }

                if (at == repeats.Count || repeats[at] != row)
                {
                    only.Add(row);
                }
            }

            return only;
        }
    }

    private sealed class Stretch
    {
        public List<int> OnlyLeft { get; } = [];
        public List<RowPair> Differing { get; } = [];
        public int Met { get; set; }

        /// <summary>A right row was met that had been met before.</summary>
        public bool Contested { get; set; }
    }
}
