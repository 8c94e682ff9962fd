using System.Runtime.InteropServices;

namespace CommandCenter.Live;

/// <summary>
/// The times during which an order was held, UTC microseconds. A union: overlapping reports of the same pause count once, and the order in which they arrive does not
/// matter. An open pause runs to the instant that is asked about.
/// </summary>
internal sealed class PauseIntervals
{
    /// <summary>End of a pause that is not known to be over.</summary>
    public const long Open = long.MaxValue;

    private readonly List<(long Start, long End)> reported = [];

    /// <summary>As they were reported, by start.</summary>
    public IReadOnlyList<(long Start, long End)> Reported => reported;

    /// <summary>States a pause; the same start with another end replaces what was known of that pause.</summary>
    /// <returns>False when nothing changed.</returns>
    public bool Report(long start, long end)
    {
        if (end <= start)
        {
            return false;
        }

        for (var i = 0; i < reported.Count; i++)
        {
            if (reported[i].Start == start)
            {
                var changed = reported[i].End != end;
                reported[i] = (start, end);
                return changed;
            }
        }

        reported.Add((start, end));
        reported.Sort();
        return true;
    }

    /// <summary>Paused time between two instants, microseconds.</summary>
    /// <param name="calendar">Only open time is counted; null = all of it.</param>
    public long Total(long from, long to, OpenTime? calendar = null)
    {
        long total = 0, coveredTo = from;
        foreach (var (start, end) in CollectionsMarshal.AsSpan(reported))
        {
            var begin = Math.Max(start, coveredTo);
            var finish = Math.Min(end, to);
            if (finish > begin)
            {
                total += calendar?.Between(begin, finish) ?? finish - begin;
                coveredTo = finish;
            }
        }

        return total;
    }

    /// <summary>The end of the pause that <paramref name="instant"/> lies in, as known at <paramref name="to"/>; null where it lies in none.</summary>
    public long? EndOf(long instant, long to)
    {
        foreach (var (start, end) in CollectionsMarshal.AsSpan(reported))
        {
            if (start <= instant && instant < Math.Min(end, to))
            {
                return Math.Min(end, to);
            }
        }

        return null;
    }

    /// <summary>True when <paramref name="instant"/> lies in a pause.</summary>
    public bool Covers(long instant)
    {
        foreach (var (start, end) in CollectionsMarshal.AsSpan(reported))
        {
            if (start <= instant && instant < end)
            {
                return true;
            }
        }

        return false;
    }
}
