using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Live;

/// <summary>
/// A calendar as sorted stretches of open time, UTC microseconds, with the open time before each, so that a question about an order is a search in a table and asks no time zone. Years are laid out when
/// they are first asked for, from 2000 to 2099; outside of them it is closed. For one thread.
/// </summary>
internal sealed class OpenTime(CalendarDefinition calendar)
{
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(calendar.Zone);
    private readonly ILookup<DateOnly, ExtraHours> extra = calendar.Extra.ToLookup(e => e.Date);
    private readonly HashSet<DateOnly> closed = [.. calendar.Closed];
    private readonly YearSpan years = new();
    private long[] starts = [];
    private long[] ends = [];
    private long[] before = [];

    /// <summary>Whether the calendar has any hours on a local day.</summary>
    public bool HasHours(DateOnly day) => HoursOf(day).Any();

    public bool IsOpen(long instant)
    {
        Cover(instant);
        return IndexOf(instant) is >= 0 and var i && instant < ends[i];
    }

    /// <summary>Open time between two instants, microseconds; 0 where <paramref name="to"/> is not later.</summary>
    public long Between(long from, long to)
    {
        if (to <= from)
        {
            return 0;
        }

        Cover(from);
        Cover(to);
        return UpTo(to) - UpTo(from);
    }

    /// <summary>The first instant at which <paramref name="amount"/> of open time, above 0, has passed since <paramref name="from"/>: at the latest when it closes, never when it opens again.</summary>
    public long Add(long from, long amount)
    {
        Cover(from);
        while (true)
        {
            var target = UpTo(from) + amount;
            if (starts.Length > 0 && before[^1] + (ends[^1] - starts[^1]) >= target)
            {
                var i = Array.BinarySearch(before, target);
                // the stretch in which the target is reached, not the one that begins with it
                i = (i >= 0 ? i : ~i) - 1;
                return starts[i] + (target - before[i]);
            }

            if (!years.Grow())
            {
                return years.End;
            }

            Lay();
        }
    }

    /// <summary><paramref name="instant"/> itself where it is open then, else the next opening.</summary>
    public long NextOpen(long instant)
    {
        Cover(instant);
        while (true)
        {
            var i = IndexOf(instant);
            if (i >= 0 && instant < ends[i])
            {
                return instant;
            }

            if (i + 1 < starts.Length)
            {
                return starts[i + 1];
            }

            if (!years.Grow())
            {
                return years.End;
            }

            Lay();
        }
    }

    private long UpTo(long instant) => IndexOf(instant) is >= 0 and var i ? before[i] + Math.Min(instant, ends[i]) - starts[i] : 0;

    /// <summary>The last stretch that has begun; -1 before the first.</summary>
    private int IndexOf(long instant)
    {
        var i = Array.BinarySearch(starts, instant);
        return i >= 0 ? i : ~i - 1;
    }

    private void Cover(long instant)
    {
        if (years.Include(instant))
        {
            Lay();
        }
    }

    private void Lay()
    {
        var stretches = new List<(long Start, long End)>();
        foreach (var day in years.Days())
        {
            foreach (var (open, close) in HoursOf(day))
            {
                // an hour that comes twice is open both times, one that never comes moves with the clock
                var (start, end) = (ToInstant(day, open, AmbiguousTime.Earlier), ToInstant(day, close, AmbiguousTime.Later));
                if (end > start)
                {
                    stretches.Add((start, end));
                }
            }
        }

        stretches.Sort();
        var merged = new List<(long Start, long End)>(stretches.Count);
        foreach (var stretch in stretches)
        {
            if (merged.Count > 0 && stretch.Start <= merged[^1].End)
            {
                merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, stretch.End));
            }
            else
            {
                merged.Add(stretch);
            }
        }

        (starts, ends, before) = (new long[merged.Count], new long[merged.Count], new long[merged.Count]);
        var sum = 0L;
        for (var i = 0; i < merged.Count; i++)
        {
            (starts[i], ends[i], before[i]) = (merged[i].Start, merged[i].End, sum);
            sum += merged[i].End - merged[i].Start;
        }
    }

    private IEnumerable<(TimeSpan Open, TimeSpan Close)> HoursOf(DateOnly day) =>
        extra.Contains(day) ? extra[day].Select(e => (e.Open, e.Close))
        : closed.Contains(day) ? []
        : calendar.Hours.Where(h => h.Days.Contains(day.DayOfWeek)).Select(h => (h.Open, h.Close));

    private long ToInstant(DateOnly day, TimeSpan time, AmbiguousTime ambiguous)
    {
        _ = ZonedTime.TryToInstant(day.ToDateTime(TimeOnly.MinValue) + time, zone, ambiguous, NonexistentTime.Shift, out var instant, out _, out _);
        return Instants.ToMicros(instant);
    }
}
