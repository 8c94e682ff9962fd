using CommandCenter.Reconciliation.Engine;
using CsCheck;

namespace CommandCenter.Tests.Reconciliation.Engine;

public class ParityBookTests
{
    private const int Width = 3;

    private static readonly Gen<Step[]> steps =
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 3], Gen.Bool, Gen.Int[0, Width - 1], Gen.Long[0, 3]).Select((key, what, left, column, value) => new Step(key, what, left ? BookSide.Left : BookSide.Right, column, value)).Array[0, 120];

    [Fact]
    public void Changes_InAnyOrder_EndWithWhatAFullComparisonFinds() => steps.Sample(changes =>
    {
        var book = new ParityBook(Width, [0, 1, 0]);
        var rows = new Dictionary<(int Key, BookSide Side), long[]>();
        foreach (var change in changes)
        {
            Apply(book, rows, change);
        }

        var (left, right) = (Side(rows, BookSide.Left), Side(rows, BookSide.Right));
        var full = RowJoin.Compare(left, right, [0, 1, 0]);
        string[] expected =
        [
            .. full.OnlyLeft.Select(r => Text(left.Key(r), 0)), .. full.OnlyRight.Select(r => Text(right.Key(r), 0)), .. full.Differing.Select(d => Text(left.Key(d.Left), d.Columns)),
        ];
        var diverged = book.Diverged.ToArray();
        Assert.Equal(expected.Order(StringComparer.Ordinal), diverged.Select(o => Text(book.Key(o), book.Columns(o))).Order(StringComparer.Ordinal));
        Assert.Equal(diverged.Length, book.DivergedCount);
    });

    [Fact]
    public void Set_ManyOrders_KeepsValuesAndSides()
    {
        var book = new ParityBook(Width);
        for (var i = 0; i < 5000; i++)
        {
            book.Set(RowJoinTests.Key(i), BookSide.Left, [i, 2, RowSet.None]);
            book.Set(RowJoinTests.Key(i), BookSide.Right, [i, 2, RowSet.None]);
        }

        Assert.Equal((5000, 0), (book.Orders, book.DivergedCount));
        book.Set(RowJoinTests.Key(4321), BookSide.Right, 2, 9);
        var order = book.Find(RowJoinTests.Key(4321));
        Assert.Equal([order], book.Diverged.ToArray());
        Assert.Equal([4321, 2, 9], book.Values(order, BookSide.Right).ToArray());
        Assert.Equal([4321, 2, RowSet.None], book.Values(order, BookSide.Left).ToArray());
        Assert.Equal(0b100UL, book.Columns(order));
        book.Remove(RowJoinTests.Key(4321), BookSide.Right);
        Assert.Equal((true, false, 1), (book.Has(order, BookSide.Left), book.Has(order, BookSide.Right), book.DivergedCount));
        Assert.Equal(-1, book.Find(RowJoinTests.Key(5000)));
        Assert.Throws<ArgumentException>(() => book.Set(RowJoinTests.Key(1), BookSide.Left, [1]));
    }

    private static void Apply(ParityBook book, Dictionary<(int Key, BookSide Side), long[]> rows, Step step)
    {
        var key = RowJoinTests.Key(step.Key);
        switch (step.What)
        {
            case 0:
                book.Remove(key, step.Side);
                rows.Remove((step.Key, step.Side));
                break;
            case 1:
                long[] whole = [step.Value, step.Value, step.Column];
                book.Set(key, step.Side, whole);
                rows[(step.Key, step.Side)] = whole;
                break;
            default:
                book.Set(key, step.Side, step.Column, step.Value);
                if (!rows.TryGetValue((step.Key, step.Side), out var row))
                {
                    rows[(step.Key, step.Side)] = row = [RowSet.None, RowSet.None, RowSet.None];
                }

                row[step.Column] = step.Value;
                break;
        }
    }

    private static RowSet Side(Dictionary<(int Key, BookSide Side), long[]> rows, BookSide side)
    {
        var set = new RowSet(Width);
        foreach (var (key, values) in rows.Where(r => r.Key.Side == side))
        {
            set.Add(RowJoinTests.Key(key.Key), values);
        }

        return set;
    }

    private static string Text(ReadOnlySpan<byte> key, ulong columns) => $"{System.Text.Encoding.UTF8.GetString(key)} {columns}";

    private sealed record Step(int Key, int What, BookSide Side, int Column, long Value);
}
