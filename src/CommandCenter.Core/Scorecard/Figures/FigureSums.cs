using System.Runtime.InteropServices;
using CommandCenter.Orders;

namespace CommandCenter.Scorecard.Figures;

/// <summary>Figures of many cells put together.</summary>
internal sealed class FigureSums
{
    private readonly Dictionary<int, Sum> sums = [];

    /// <summary>Takes one figure out of a stored cell.</summary>
    /// <param name="counts">False: it is passed over.</param>
    public void Read(PeriodFigure figure, ref CompactReader reader, bool counts)
    {
        var count = figure.Kind == PeriodFigureKind.Duration ? reader.Count() : (long)reader.Unsigned();
        var sum = counts ? Of(figure) : null;
        if (sum is not null) sum.Count += count;
        if (figure.Kind != PeriodFigureKind.Duration)
        {
            var amount = reader.Signed();
            if (sum is not null) sum.Amount += amount;
            return;
        }

        var at = 0L;
        for (var i = 0L; i < count; i++)
        {
            at += (long)reader.Unsigned();
            sum?.Values.Add(at);
        }
    }

    /// <summary>Takes everything of other sums, too.</summary>
    public void Add(FigureSums other)
    {
        foreach (var (code, theirs) in other.sums)
        {
            if (!sums.TryGetValue(code, out var sum)) sums[code] = sum = new Sum();
            sum.Count += theirs.Count;
            sum.Amount += theirs.Amount;
            sum.Values.AddRange(theirs.Values);
        }
    }

    /// <summary>Null where no order gave anything.</summary>
    public PeriodValue? Of(PeriodFigure figure, IReadOnlyList<int> percentiles)
    {
        if (!sums.TryGetValue(figure.Code, out var sum) || sum.Count == 0) return null;
        switch (figure.Kind)
        {
            case PeriodFigureKind.Duration:
                var sorted = CollectionsMarshal.AsSpan(sum.Values);
                sorted.Sort();
                var ranks = percentiles.ToDictionary(p => p, p => sum.Values[Math.Max(0, (int)Math.Ceiling(p / 100.0 * sum.Values.Count) - 1)] / 1000.0);
                return new PeriodValue(figure, ranks.GetValueOrDefault(50, sum.Values[(sum.Values.Count - 1) / 2] / 1000.0), sum.Count, sum.Values.Sum() / 1000.0, ranks);
            case PeriodFigureKind.Share:
                return new PeriodValue(figure, 100.0 * sum.Amount / sum.Count, sum.Count, sum.Amount, null);
            default:
                return new PeriodValue(figure, figure.IsCount ? sum.Amount : (double)sum.Amount / sum.Count, sum.Count, sum.Amount, null);
        }
    }

    private Sum Of(PeriodFigure figure) => sums.TryGetValue(figure.Code, out var sum) ? sum : sums[figure.Code] = new Sum();

    private sealed class Sum
    {
        public long Count { get; set; }
        public long Amount { get; set; }
        public List<long> Values { get; } = [];
    }
}

/// <summary>A figure of a period.</summary>
/// <param name="Value">In the figure's unit: the median of a duration, percent of a share, per order of an amount.</param>
/// <param name="Count">How many orders were asked, or out of how much: the denominator.</param>
/// <param name="Total">Those that said yes, or the sum; of a duration seconds.</param>
/// <param name="Percentiles">Of a duration: by percentile, seconds, nearest rank; null for all others.</param>
public sealed record PeriodValue(PeriodFigure Figure, double Value, long Count, double Total, IReadOnlyDictionary<int, double>? Percentiles);
