using CommandCenter.Orders;

namespace CommandCenter.Intake.Targets;

/// <summary>How many calls of this process went to each side's target, and how many got no usable answer: by ten seconds, for as long as a threshold may look back.</summary>
public sealed class TargetCalls(TimeProvider time)
{
    private static readonly TimeSpan longest = TimeSpan.FromDays(7);
    private const int Seconds = 10;

    private readonly Lock gate = new();
    private readonly Dictionary<Side, LinkedList<Slot>> slots = [];

    /// <summary>Counts a call.</summary>
    /// <param name="silent">It was sent, or could not be, and no usable answer came.</param>
    public void Note(Side side, bool silent)
    {
        var number = time.GetUtcNow().ToUnixTimeSeconds() / Seconds;
        lock (gate)
        {
            if (!slots.TryGetValue(side, out var own))
            {
                slots[side] = own = new LinkedList<Slot>();
            }

            // a clock that steps back goes on counting where it was
            if (own.Last is null || own.Last.Value.Number < number)
            {
                own.AddLast(new Slot(number));
                while (own.First!.Value.Number < number - ((long)longest.TotalSeconds / Seconds))
                {
                    own.RemoveFirst();
                }
            }

            var slot = own.Last!.Value;
            slot.All++;
            slot.Silent += silent ? 1 : 0;
        }
    }

    /// <summary>Calls of the last <paramref name="window"/>, rounded up to ten seconds; at most seven days.</summary>
    public (long All, long Silent) Within(Side side, TimeSpan window)
    {
        var from = (time.GetUtcNow() - window).ToUnixTimeSeconds() / Seconds;
        lock (gate)
        {
            var own = slots.GetValueOrDefault(side)?.Where(s => s.Number >= from).ToList() ?? [];
            return (own.Sum(s => s.All), own.Sum(s => s.Silent));
        }
    }

    private sealed class Slot(long number)
    {
        public long Number { get; } = number;
        public long All { get; set; }
        public long Silent { get; set; }
    }
}
