using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Live;

/// <summary>One carrier's cut-offs as sorted instants, UTC microseconds, laid out by years like <see cref="OpenTime"/>. For one thread.</summary>
/// <param name="calendar">Days on which it is closed all day have no cut-off; null = every day of the rule has.</param>
internal sealed class CutoffTimes(CarrierCutoff rule, OpenTime? calendar)
{
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(rule.Zone);
    private readonly YearSpan years = new();
    private long[] instants = [];

    /// <summary>The first cut-off later than <paramref name="instant"/>; the end of 2099 where none comes.</summary>
    public long After(long instant)
    {
        if (years.Include(instant))
        {
            Lay();
        }

        while (true)
        {
            var i = Array.BinarySearch(instants, instant);
            i = i >= 0 ? i + 1 : ~i;
            if (i < instants.Length)
            {
                return instants[i];
            }

            if (!years.Grow())
            {
                return years.End;
            }

            Lay();
        }
    }

    private void Lay()
    {
        var all = new SortedSet<long>();
        foreach (var day in years.Days().Where(d => rule.Days.Contains(d.DayOfWeek) && calendar?.HasHours(d) != false))
        {
            foreach (var time in rule.Times)
            {
                _ = ZonedTime.TryToInstant(day.ToDateTime(time), zone, AmbiguousTime.Earlier, NonexistentTime.Shift, out var instant, out _, out _);
                all.Add(Instants.ToMicros(instant));
            }
        }

        instants = [.. all];
    }
}
