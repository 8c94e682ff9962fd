using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Shared;

namespace CommandCenter.Intake;

/// <summary>The dual-write intake: takes orders and their changes, records who owns them, and answers from that record alone, whatever becomes of the forwarding.</summary>
public sealed class OrderIntake
{
    private readonly IntakeJournal journal;
    private readonly Outbox outbox;
    private readonly IOrderTargets targets;

    internal OrderIntake(IntakeJournal journal, Outbox outbox, IOrderTargets targets) => (this.journal, this.outbox, this.targets) = (journal, outbox, targets);

    /// <summary>Accepts an order, once: the same body again is answered as the first time.</summary>
    /// <returns>Conflict for another body under a key that is known; Unavailable when it cannot be accepted now, with nothing lost where it is sent again.</returns>
    public Task<Result<AcceptedOrder>> AcceptAsync(OrderSubmission submission)
    {
        ArgumentNullException.ThrowIfNull(submission);
        return journal.WriteAsync(new AcceptOrder(submission, targets, outbox));
    }

    /// <summary>Accepts a change of an order, once. It goes to the recorded owner, and to the side that holds a copy, behind what waits for that order already.</summary>
    /// <returns>NotFound where no such order was accepted; else as <see cref="AcceptAsync"/>.</returns>
    public Task<Result<AcceptedChange>> ChangeAsync(ChangeSubmission change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return journal.WriteAsync(new AcceptChange(change, targets, outbox));
    }

    /// <summary>How the lines to the two sides stand at this moment.</summary>
    public IReadOnlyList<LineStatus> Lines => [outbox.StatusOf(Side.Legacy), outbox.StatusOf(Side.Orchestration)];

    /// <summary>Why nothing can be accepted at the moment; null while it can.</summary>
    public string? Trouble => journal.Trouble;
}
