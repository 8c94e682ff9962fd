using System.Runtime.CompilerServices;
using System.Text;
using CommandCenter.Reconciliation.Engine;
using CommandCenter.Shared;

namespace CommandCenter.Reconciliation.Files;

/// <summary>Compares two files by key. Needs no plan and no store; memory does not depend on the size of the files.</summary>
public static class FileReconciler
{
    private const int MostParts = 256;

    // rows with their keys, index and places take about twice their bytes
    private const int MemoryPerByte = 2;

    /// <summary>Reads both files, each on a core of its own, and tells every difference to <paramref name="sink"/>.</summary>
    /// <returns>What was found; a Validation error with the option in its field where something was asked wrongly, an Unavailable one where a file cannot be read.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; temporary files are gone.</exception>
    public static Result<FileComparison> Run(ReconcileFiles asked, IDifferenceSink? sink, CancellationToken cancel)
    {
        try
        {
            using var left = TableFile.Open(asked.Left, asked);
            using var right = TableFile.Open(asked.Right, asked);
            var columns = ColumnPairing.Of(asked, left.Names, right.Names);
            return new Pass(asked, left, right, columns, sink, cancel).Run();
        }
        catch (FileRefusal refusal)
        {
            return refusal.Error;
        }
    }

    private static int Parts(ReconcileFiles asked, long left, long right)
    {
        if (asked.Parts > 0)
        {
            return asked.Parts;
        }

        if (left == long.MaxValue || right == long.MaxValue)
        {
            // a pipe may bring anything
            return MostParts / 4;
        }

        var needed = ((left + right) * (double)MemoryPerByte) + ReconcileFiles.SmallestMemory;
        return needed <= asked.Memory ? 1 : (int)Math.Clamp(Math.Ceiling(needed / Math.Max(asked.Memory, ReconcileFiles.SmallestMemory) * 1.5), 2, MostParts);
    }

    private sealed class Pass(ReconcileFiles asked, TableFile left, TableFile right, ColumnPairing columns, IDifferenceSink? sink, CancellationToken cancel)
    {
        private readonly KindTally[] leftKinds = [.. columns.Compared.Select(_ => new KindTally())];
        private readonly KindTally[] rightKinds = [.. columns.Compared.Select(_ => new KindTally())];
        private readonly DifferenceTally tally = new(columns.Compared.Count, sink);
        private readonly byte[][] empties = [.. asked.Empties.Select(Encoding.UTF8.GetBytes)];
        private ColumnRule[] rules = [];
        private long compared;
        private long leftKeys;
        private long rightKeys;

        public FileComparison Run()
        {
            // what the options name is checked before gigabytes are read
            rules = Rules();
            sink?.Begin(columns);
            var parts = Parts(asked, left.Length, right.Length);
            if (parts == 1)
            {
                InMemory();
            }
            else
            {
                InParts(parts);
            }

            return new FileComparison(
                columns,
                new ComparedFile(asked.Left, left.Rows, leftKeys, tally.Of(DifferenceRule.MissingLeft), tally.Of(DifferenceRule.DuplicateLeft), left.Options.Separator ?? ','),
                new ComparedFile(asked.Right, right.Rows, rightKeys, tally.Of(DifferenceRule.MissingRight), tally.Of(DifferenceRule.DuplicateRight), right.Options.Separator ?? ','),
                compared, tally.Rows, tally.All, [.. columns.Compared.Select(Column)], parts);
        }

        private ComparedColumn Column(ColumnPair pair, int i) => new(
            pair.Name, right.Names[pair.Right], rules[i].Kind, rules[i].Tolerance?.Text, compared,
            tally.Of(DifferenceRule.Differs, i), tally.Of(DifferenceRule.EmptyLeft, i), tally.Of(DifferenceRule.EmptyRight, i));

        private void InMemory()
        {
            var (lefts, rights) = Both(
                () => Load(left, columns.Keys.Select(k => k.Left), leftKinds, columns.Compared.Select(c => c.Left)),
                () => Load(right, columns.Keys.Select(k => k.Right), rightKinds, columns.Compared.Select(c => c.Right)));
            rules = Rules();
            Compare(lefts, rights, tally.Take, tally.Take);
        }

        private void InParts(int parts)
        {
            var folder = Directory.CreateDirectory(Path.Combine(asked.TemporaryFolder, $"reconcile-{Guid.CreateVersion7():N}"));
            try
            {
                if (!OperatingSystem.IsWindows())
                {
                    folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
                }

                using var lefts = new RowSpill(folder.FullName, "left", parts);
                using var rights = new RowSpill(folder.FullName, "right", parts);
                Both(
                    () => Read(left, columns.Keys.Select(k => k.Left), leftKinds, columns.Compared.Select(c => c.Left), lefts.Add),
                    () => Read(right, columns.Keys.Select(k => k.Right), rightKinds, columns.Compared.Select(c => c.Right), rights.Add));
                rules = Rules();
                using var fromLeft = new DifferenceRuns(folder.FullName, "from-left");
                using var fromRight = new DifferenceRuns(folder.FullName, "from-right");
                for (var part = 0; part < parts; part++)
                {
                    var number = part;
                    var (mine, theirs) = Both(() => lefts.Load(number), () => rights.Load(number));
                    Compare(mine, theirs, fromLeft.Next(), fromRight.Next());
                }

                fromLeft.Merge(tally.Take, cancel);
                fromRight.Merge(tally.Take, cancel);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        private void Compare(LoadedRows lefts, LoadedRows rights, Action<DifferenceBatch> fromLeft, Action<DifferenceBatch> fromRight)
        {
            var comparison = new LoadedComparison(new ComparisonTerms(columns, rules, left.Options, right.Options, Alike()), lefts, rights, cancel);
            comparison.FromLeft(fromLeft);
            comparison.FromRight(fromRight);
            compared += comparison.Compared;
            leftKeys += lefts.Count;
            rightKeys += rights.Count;
        }

        /// <summary>Equal bytes are equal rows only where each column stands at the same place, and means the same there: a time without a zone may not.</summary>
        private bool Alike() =>
            left.Names.Length == right.Names.Length && left.Options.Separator == right.Options.Separator && columns.Compared.All(c => c.Left == c.Right) && !rules.Any(r => r.ZonesDiffer);

        private LoadedRows Load(TableFile file, IEnumerable<int> keys, KindTally[] kinds, IEnumerable<int> places)
        {
            var rows = new LoadedRows(file.ExpectedRows());
            Read(file, keys, kinds, places, rows.Add);
            rows.Settle();
            return rows;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private bool Read(TableFile file, IEnumerable<int> keys, KindTally[] kinds, IEnumerable<int> places, AddRow add)
        {
            var key = new KeyReader([.. keys]);
            int[] fields = [.. places];
            while (file.Read())
            {
                var row = file.Rows - 1;
                if (KindTally.Looks(row))
                {
                    cancel.ThrowIfCancellationRequested();
                    for (var i = 0; i < fields.Length; i++)
                    {
                        if (file.Field(fields[i]) is { Length: > 0 } text && !IsEmpty(text))
                        {
                            kinds[i].Count(text);
                        }
                    }
                }

                var bytes = key.Of(file);
                add(row, bytes, KeyHash.Of(bytes), file.Raw);
            }

            return true;
        }

        private bool IsEmpty(ReadOnlySpan<byte> text)
        {
            foreach (var empty in empties)
            {
                if (text.SequenceEqual(empty))
                {
                    return true;
                }
            }

            return false;
        }

        private ColumnRule[] Rules()
        {
            var given = new ValueKind?[columns.Compared.Count];
            foreach (var (column, kind) in asked.Types)
            {
                given[columns.Named("--type", column, right.Names)] = kind;
            }

            var named = new Tolerance?[columns.Compared.Count];
            foreach (var tolerance in asked.Tolerances.Where(t => t.Column is not null))
            {
                var at = columns.Named("--tolerance", tolerance.Column!, right.Names);
                named[at] = tolerance.Tolerance;
                if (given[at] is { } kind && !tolerance.Tolerance.Fits.Contains(kind))
                {
                    throw ColumnPairing.Refuse("bad-tolerance", $"--tolerance {tolerance.Column}={tolerance.Tolerance.Text}: the column is of the type {ValueKinds.Word(kind)}; allowed there: none, or another --type.", "--tolerance");
                }
            }

            return [.. columns.Compared.Select((_, i) =>
            {
                var kind = given[i] ?? KindTally.Of(leftKinds[i], rightKinds[i]);
                if (given[i] is null && named[i] is { } meant && !meant.Fits.Contains(kind))
                {
                    // who gives a tolerance says what the column is
                    kind = meant.Fits[0];
                }

                var tolerance = named[i] ?? asked.Tolerances.LastOrDefault(t => t.Kind == kind || (t.Kind == ValueKind.Number && kind == ValueKind.Whole))?.Tolerance;
                return new ColumnRule(kind, tolerance, empties, asked.LeftZone, asked.RightZone);
            })];
        }

        /// <summary>Both sides at once. Where both refuse, the left one's refusal is told, so that the same files always end alike.</summary>
        private static (TLeft Left, TRight Right) Both<TLeft, TRight>(Func<TLeft> first, Func<TRight> second)
        {
            var (left, right) = (default(TLeft)!, default(TRight)!);
            FileRefusal? leftRefusal = null, rightRefusal = null;
            try
            {
                Parallel.Invoke(() => leftRefusal = Guarded(() => left = first()), () => rightRefusal = Guarded(() => right = second()));
            }
            catch (AggregateException broke) when (broke.InnerExceptions.Count > 0)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(broke.InnerExceptions[0]);
            }

            return (leftRefusal ?? rightRefusal) is { } refusal ? throw refusal : (left, right);
        }

        private static FileRefusal? Guarded(Action work)
        {
            try
            {
                work();
                return null;
            }
            catch (FileRefusal refused)
            {
                return refused;
            }
        }

        private delegate void AddRow(long row, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> raw);
    }
}
