using CommandCenter.Orders;

namespace CommandCenter.Scorecard.Figures;

/// <summary>What many orders gave to one figure: every value of a duration, sorted; yes and all of a share; sum and count of an amount. Adding and taking away in any order comes to the same.</summary>
internal sealed class FigureTally(PeriodFigureKind kind)
{
    private readonly List<long> values = [];

    /// <summary>How many orders were asked, or out of how much.</summary>
    public long Count { get; private set; }

    /// <summary>How many said yes, or what they add up to; of a duration milliseconds.</summary>
    public long Sum { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <param name="of">Out of how much.</param>
    public void Add(long amount, long of = 1)
    {
        if (kind == PeriodFigureKind.Duration) values.Insert(Place(amount), amount);
        Count += of;
        Sum += amount;
    }

    /// <exception cref="InvalidDataException">It was never added: the stored figures do not belong to the stored orders.</exception>
    public void Remove(long amount, long of = 1)
    {
        if (Count < of) throw new InvalidDataException("More was taken from a figure than was ever added.");
        if (kind == PeriodFigureKind.Duration)
        {
            var at = values.BinarySearch(amount);
            if (at < 0) throw new InvalidDataException("A duration was taken from a figure that was never added.");
            values.RemoveAt(at);
        }

        Count -= of;
        Sum -= amount;
    }

    public void Write(CompactWriter writer)
    {
        writer.Unsigned((ulong)Count);
        if (kind != PeriodFigureKind.Duration)
        {
            writer.Signed(Sum);
            return;
        }

        var before = 0L;
        foreach (var value in values)
        {
            writer.Unsigned((ulong)(value - before));
            before = value;
        }
    }

    public static FigureTally Read(PeriodFigureKind kind, ref CompactReader reader)
    {
        if (kind != PeriodFigureKind.Duration) return new FigureTally(kind) { Count = (long)reader.Unsigned(), Sum = reader.Signed() };
        var tally = new FigureTally(kind) { Count = reader.Count() };
        var at = 0L;
        for (var i = 0L; i < tally.Count; i++)
        {
            at += (long)reader.Unsigned();
            tally.values.Add(at);
            tally.Sum += at;
        }

        return tally;
    }

    /// <summary>Where it may be put in: beside its equals, or between its neighbours.</summary>
    private int Place(long amount)
    {
        var at = values.BinarySearch(amount);
        return at < 0 ? ~at : at;
    }
}
