using System.Globalization;
using System.Text;
using CommandCenter.Reconciliation.Engine;
using CsCheck;

namespace CommandCenter.Tests.Reconciliation.Engine;

public class RowJoinTests
{
    private static readonly Gen<(int Key, long A, long B)[]> someRows = Gen.Select(Gen.Int[0, 30], Gen.Long[0, 3], Gen.Long[0, 2]).Array[0, 40];

    [Fact]
    public void Compare_AnyRows_FindsWhatTheDefinitionSays() => Gen.Select(someRows, someRows, Gen.Int[1, 4]).Sample((lefts, rights, threads) =>
    {
        var (left, right) = (Rows(lefts), Rows(rights));
        var found = RowJoin.Compare(left, right, [0, 1], threads);
        var (first, second) = (First(lefts), First(rights));
        Assert.Equal(first.Keys.Where(k => !second.ContainsKey(k)).Select(k => first[k]), found.OnlyLeft);
        Assert.Equal(second.Keys.Where(k => !first.ContainsKey(k)).Select(k => second[k]).Order(), found.OnlyRight);
        Assert.Equal(first.Keys.Count(second.ContainsKey), found.Compared);
        Assert.Equal(Enumerable.Range(0, lefts.Length).Where(i => first[lefts[i].Key] != i), found.RepeatedLeft);
        Assert.Equal(Enumerable.Range(0, rights.Length).Where(i => second[rights[i].Key] != i), found.RepeatedRight);
        Assert.Equal(
            first.Keys.Where(second.ContainsKey).Select(k => new RowPair(first[k], second[k], Columns(lefts[first[k]], rights[second[k]]))).Where(p => p.Columns != 0), found.Differing);
    });

    [Fact]
    public void Compare_SidesSwapped_FindsTheSame() => Gen.Select(someRows, someRows).Sample((lefts, rights) =>
    {
        var (there, back) = (RowJoin.Compare(Rows(lefts), Rows(rights)), RowJoin.Compare(Rows(rights), Rows(lefts)));
        Assert.Equal((there.Compared, there.OnlyLeft.Count), (back.Compared, back.OnlyRight.Count));
        Assert.Equal(there.OnlyLeft, back.OnlyRight);
        Assert.Equal(there.OnlyRight, back.OnlyLeft);
        Assert.Equal(there.Differing.Select(d => (d.Left, d.Right, d.Columns)).Order(), back.Differing.Select(d => (Left: d.Right, Right: d.Left, d.Columns)).Order());
    });

    [Fact]
    public void Compare_ManyRowsOnTwoThreads_FindsWhatOneThreadFinds()
    {
        const int Rows = 60_000;
        var (left, right) = (new RowSet(2), new RowSet(2));
        for (var i = 0; i < Rows; i++)
        {
            // some keys repeat, far apart, so that both threads meet them; a few differ or are missing
            left.Add(Key(i % (Rows - 500)), [i % (Rows - 500), i % 1000 == 7 ? 1 : 0]);
            right.Add(Key((Rows - i) % (Rows - 300)), [(Rows - i) % (Rows - 300), 0]);
        }

        var (one, two) = (RowJoin.Compare(left, right, threads: 1), RowJoin.Compare(left, right, threads: 2));
        Assert.NotEmpty(one.Differing);
        Assert.NotEmpty(one.RepeatedLeft);
        Assert.NotEmpty(one.OnlyRight);
        Assert.Equal(one.Compared, two.Compared);
        Assert.Equal(one.OnlyLeft, two.OnlyLeft);
        Assert.Equal(one.OnlyRight, two.OnlyRight);
        Assert.Equal(one.Differing, two.Differing);
        Assert.Equal(one.RepeatedLeft, two.RepeatedLeft);
        Assert.Equal(one.RepeatedRight, two.RepeatedRight);
    }

    [Fact]
    public void Compare_MissingValue_DiffersWhateverTheTolerance()
    {
        var (left, right) = (new RowSet(1), new RowSet(1));
        left.Add(Key(1), [RowSet.None]);
        right.Add(Key(1), [long.MaxValue]);
        left.Add(Key(2), [long.MinValue + 1]);
        right.Add(Key(2), [long.MaxValue]);
        left.Add(Key(3), [5]);
        right.Add(Key(3), [7]);
        left.Add(Key(4), [RowSet.None]);
        right.Add(Key(4), [RowSet.None + 1]);
        Assert.Equal([0, 1, 3], RowJoin.Compare(left, right, [2]).Differing.Select(d => d.Left));
        Assert.Throws<ArgumentException>(() => RowJoin.Compare(left, new RowSet(2)));
    }

    internal static byte[] Key(int number) => Encoding.UTF8.GetBytes("ORD-" + number.ToString(CultureInfo.InvariantCulture));

    private static RowSet Rows((int Key, long A, long B)[] rows)
    {
        var set = new RowSet(2);
        foreach (var (key, a, b) in rows)
        {
            set.Add(Key(key), [a, b]);
        }

        return set;
    }

    private static Dictionary<int, int> First((int Key, long A, long B)[] rows)
    {
        var first = new Dictionary<int, int>();
        for (var i = 0; i < rows.Length; i++)
        {
            first.TryAdd(rows[i].Key, i);
        }

        return first;
    }

    private static ulong Columns((int Key, long A, long B) left, (int Key, long A, long B) right) =>
        (left.A != right.A ? 1UL : 0) | (Math.Abs(left.B - right.B) > 1 ? 2UL : 0);
}
