using CommandCenter.Orders;

namespace CommandCenter.Intake.Forwarding;

/// <summary>What waits for one side, and how it answers. All members are used under the outbox's lock.</summary>
internal sealed class SideLine(Side side)
{
    public Side Side { get; } = side;

    /// <summary>Orders whose first entry may go now.</summary>
    public Queue<OrderQueue> Ready { get; } = new();

    /// <summary>Orders whose first entry has to wait, by the monotonic time until then.</summary>
    public PriorityQueue<OrderQueue, TimeSpan> Later { get; } = new();

    /// <summary>Who waits for an order in <see cref="Ready"/>.</summary>
    public Queue<TaskCompletionSource> Idle { get; } = new();

    /// <summary>Entries that are not done.</summary>
    public int Open { get; set; }

    /// <summary>Calls in a row that brought no answer.</summary>
    public int Silences { get; set; }

    /// <summary>Nothing is sent before this monotonic time, since the side does not answer.</summary>
    public TimeSpan PausedUntil { get; set; }

    /// <summary>Since when it has not answered; null while it does.</summary>
    public DateTimeOffset? SilentSince { get; set; }

    /// <summary>Why it did not answer.</summary>
    public string? SilentBecause { get; set; }

    /// <summary>Calls that are under way.</summary>
    public int UnderWay { get; set; }

    /// <summary>Entries done since the process started.</summary>
    public long Done { get; set; }

    /// <summary>Has one of those who wait look again.</summary>
    public void Wake()
    {
        while (Idle.TryDequeue(out var waiting) && !waiting.TrySetResult())
        {
        }
    }
}
