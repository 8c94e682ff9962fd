using System.Buffers;
using CsvHelper;

namespace CommandCenter.Reconciliation.Files;

/// <summary>
/// Compares pairs of rows field by field. Rows are gathered first, and read again by the CSV reader many at a time: it finds the fields of a block at the speed of memory, and no
/// second notion of what a field is can come about.
/// </summary>
internal sealed class PairComparer(ColumnPairing columns, ColumnRule[] rules, CsvReaderOptions leftOptions, CsvReaderOptions rightOptions, DifferenceBatch found)
{
    private const int Bytes = 256 << 10;
    private readonly ArrayBufferWriter<byte> left = new(Bytes * 2);
    private readonly ArrayBufferWriter<byte> right = new(Bytes * 2);
    private readonly List<(long Place, int Row)> pairs = [];

    /// <param name="place">The left row in its file.</param>
    /// <param name="row">What <paramref name="rows"/> calls it; its key is looked up there.</param>
    public void Add(LoadedRows rows, int row, long place, ReadOnlySpan<byte> leftRaw, ReadOnlySpan<byte> rightRaw)
    {
        left.Write(leftRaw);
        left.Write("\n"u8);
        right.Write(rightRaw);
        right.Write("\n"u8);
        pairs.Add((place, row));
        if (left.WrittenCount > Bytes || right.WrittenCount > Bytes)
        {
            Compare(rows);
        }
    }

    /// <summary>Compares what is gathered.</summary>
    public void Compare(LoadedRows rows)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        using var lefts = CsvReader.Create(left.WrittenMemory, leftOptions);
        using var rights = CsvReader.Create(right.WrittenMemory, rightOptions);
        foreach (var (place, row) in pairs)
        {
            if (!lefts.Read() || !rights.Read())
            {
                throw new InvalidOperationException("A row that was read once cannot be read again.");
            }

            for (var i = 0; i < rules.Length; i++)
            {
                var mine = lefts.GetSpan(columns.Compared[i].Left);
                var theirs = rights.GetSpan(columns.Compared[i].Right);
                if ((rules[i].ZonesDiffer || !mine.SequenceEqual(theirs)) && rules[i].Judge(mine, theirs) is { } rule)
                {
                    found.Add(place, new FileDifference(rule, i, rows.Key(row), mine, true, theirs, true));
                }
            }
        }

        left.ResetWrittenCount();
        right.ResetWrittenCount();
        pairs.Clear();
    }
}
