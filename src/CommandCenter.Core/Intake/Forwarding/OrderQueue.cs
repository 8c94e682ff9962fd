using CommandCenter.Intake.Journal;
using CommandCenter.Orders;

namespace CommandCenter.Intake.Forwarding;

/// <summary>What the targets need to know of an order besides its key.</summary>
/// <param name="Payload">As it was accepted.</param>
internal sealed record OrderFacts(ReadOnlyMemory<byte> Payload, string? Lane);

/// <summary>An entry that waits its turn.</summary>
internal sealed class QueuedEntry(JournalEntry entry)
{
    public JournalEntry Entry { get; set; } = entry;

    /// <summary>Recorded as under way and known not to have left: it may go without a further record.</summary>
    public bool IsFresh { get; set; }

    /// <summary>Not before this monotonic time.</summary>
    public TimeSpan NotBefore { get; set; }

    /// <summary>The monotonic time of the last attempt that may have had an effect, or of the start where an earlier process made it.</summary>
    public TimeSpan TriedAt { get; set; }

    /// <summary>Attempts and look-ups that brought no answer, since the last that did.</summary>
    public int Silences { get; set; }
}

/// <summary>The open entries of one order: a line for each side, and whether somebody holds them.</summary>
internal sealed class OrderQueue(string orderKey)
{
    private readonly LinkedList<QueuedEntry> legacy = new();
    private readonly LinkedList<QueuedEntry> orchestration = new();
    private readonly bool[] busy = new bool[2];
    private readonly bool[] underWay = new bool[2];

    public string OrderKey { get; } = orderKey;

    /// <summary>Null = to be read from the journal when it is needed.</summary>
    public OrderFacts? Facts { get; set; }

    /// <summary>A transfer keeps its entries from being sent.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Transfers that wait for it.</summary>
    public int Waiting { get; set; }

    /// <summary>Completed when nothing of it is under way, or held, any more.</summary>
    public List<TaskCompletionSource> Drained { get; } = [];

    /// <summary>Who waits until nothing of it can be sent to a side any more.</summary>
    public List<(Side Side, TaskCompletionSource Settled)> Settled { get; } = [];

    public bool IsEmpty => legacy.Count == 0 && orchestration.Count == 0 && !IsHeld && Waiting == 0 && Settled.Count == 0 && !busy[0] && !busy[1];

    public LinkedList<QueuedEntry> Of(Side side) => side == Side.Legacy ? legacy : orchestration;

    /// <summary>Whether it stands in the side's line already, or a call of it is under way.</summary>
    public bool IsBusy(Side side) => busy[(int)side];

    public void SetBusy(Side side, bool value) => busy[(int)side] = value;

    /// <summary>Whether a call of it is under way.</summary>
    public bool IsUnderWay => underWay[0] || underWay[1];

    public void SetUnderWay(Side side, bool value) => underWay[(int)side] = value;

    public IEnumerable<QueuedEntry> All => legacy.Concat(orchestration);
}
