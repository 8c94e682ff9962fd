using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>The years that a table of local times has been laid out for; grows with what is asked, between 2000 and 2099.</summary>
internal sealed class YearSpan
{
    private const int First = 2000;
    private const int Last = 2099;

    private int from = int.MaxValue;
    private int to = int.MinValue;

    /// <summary>Where the last year ends, UTC microseconds: what never comes is said to come then.</summary>
    public long End { get; } = Instants.ToMicros(new DateTimeOffset(Last + 1, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Sees to it that the year of <paramref name="instant"/> and those beside it are covered.</summary>
    /// <returns>Whether the table must be laid out anew.</returns>
    public bool Include(long instant)
    {
        var year = YearOf(instant);
        var (low, high) = (Math.Max(First, year - 1), Math.Min(Last, year + 1));
        if (low >= from && high <= to)
        {
            return false;
        }

        (from, to) = (Math.Min(from, low), Math.Max(to, high));
        return true;
    }

    /// <summary>As many years again as are covered.</summary>
    /// <returns>False when there are no more.</returns>
    public bool Grow()
    {
        if (to >= Last)
        {
            return false;
        }

        to = Math.Min(Last, to + (to - from) + 1);
        return true;
    }

    public IEnumerable<DateOnly> Days()
    {
        for (var day = new DateOnly(from, 1, 1); day.Year <= to; day = day.AddDays(1))
        {
            yield return day;
        }
    }

    private static int YearOf(long instant)
    {
        const long microsPerDay = 86_400_000_000;
        var days = Math.Clamp(Math.DivRem(instant, microsPerDay).Quotient, 10_957, 47_481);
        return DateOnly.FromDayNumber(719_162 + (int)days).Year;
    }
}
