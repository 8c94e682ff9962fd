using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Intake.Transfer;

/// <summary>Writes a step of a transfer down, before the call that it announces.</summary>
internal sealed class StepWork(TransferJob job, TransferStep step, string? stage) : JournalWork<TransferStep>
{
    public override bool Repeats => true;

    public override void Apply(JournalBatch batch)
    {
        batch.Transfers.Add(new TransferRecord(job.Rollback, job.OrderKey, (int)step, (int)TransferOutcome.None, stage, null, null));
        Outcome = step;
    }
}

/// <summary>Writes an outcome down that leaves the order where it is, with what else is to be sent for it.</summary>
/// <param name="pin">It finishes where it is, also when another rollback comes.</param>
/// <param name="more">What is to be sent besides, without numbers.</param>
internal sealed class OutcomeWork(TransferJob job, TransferOutcome outcome, string? stage, string? reason, bool pin, IReadOnlyList<JournalEntry> more, Outbox outbox) : JournalWork<TransferOutcome>
{
    private readonly List<JournalEntry> added = [];

    public override bool Repeats => true;

    public override IEnumerable<string> OrderKeys => [job.OrderKey];

    public override void Apply(JournalBatch batch)
    {
        added.Clear();
        batch.Transfers.Add(new TransferRecord(job.Rollback, job.OrderKey, (int)TransferStep.Done, (int)outcome, stage, reason, batch.Now));
        if (pin)
        {
            batch.Change(batch.Order(job.OrderKey)! with { Pinned = true });
        }

        added.AddRange(more.Select(batch.Add));
        Outcome = outcome;
    }

    public override void Committed()
    {
        outbox.Add(added, null);
        base.Committed();
    }
}

/// <summary>
/// The moment at which an order changes hands: owner, epoch, what is still to be sent and the step of the transfer are one commit. The old owner has given it up, or never had it, or can
/// release nothing until it has.
/// </summary>
/// <param name="copyComes">The new owner holds a copy, or is about to.</param>
/// <param name="all">Every entry of the order, done ones included.</param>
/// <param name="withdrawLater">The old owner does not answer: its queue gets the withdrawal.</param>
internal sealed class SwitchWork(TransferJob job, bool copyComes, IReadOnlyList<JournalEntry> all, bool withdrawLater, string? stage, Outbox outbox) : JournalWork<OwnedOrder>
{
    private IReadOnlyList<JournalEntry> open = [];

    public override bool Repeats => true;

    public override IEnumerable<string> OrderKeys => [job.OrderKey];

    public override IEnumerable<string> EntriesOf => [job.OrderKey];

    public override void Apply(JournalBatch batch)
    {
        var order = batch.Order(job.OrderKey)!;
        if (order.Owner == job.To)
        {
            Outcome = order;
            open = batch.OpenEntries(job.OrderKey);
            return;
        }

        var moved = order with { Owner = job.To, Epoch = order.Epoch + 1, Mirrored = false };
        batch.Change(moved);
        foreach (var entry in batch.OpenEntries(job.OrderKey).ToList().Where(e => e.Side == job.From || !copyComes))
        {
            batch.Change(entry with { State = EntryState.Dropped });
        }

        batch.Add(Entry(moved, copyComes ? TargetOperation.ActivateCopy : TargetOperation.Create));

        // whatever the new owner has not heard yet follows, in the order in which it was accepted, whether or not the old one had it
        var heard = copyComes ? all.Where(e => e.Side == job.To && e.State != EntryState.Dropped && e.ChangeNumber is not null).Select(e => e.ChangeNumber!.Value).ToHashSet() : [];
        foreach (var change in all.Where(e => e.ChangeNumber is { } number && !heard.Contains(number)).DistinctBy(e => e.ChangeNumber).OrderBy(e => e.ChangeNumber))
        {
            batch.Add(Entry(moved, change.Operation) with { ChangeNumber = change.ChangeNumber });
        }

        if (withdrawLater)
        {
            // unknown, so that it is looked for before it is asked to go
            batch.Add(Entry(moved, TargetOperation.Withdraw) with { Side = job.From, Epoch = order.Epoch, State = EntryState.Unknown });
        }

        batch.Transfers.Add(new TransferRecord(job.Rollback, job.OrderKey, (int)TransferStep.Switched, (int)TransferOutcome.None, stage, null, null));
        open = [.. batch.OpenEntries(job.OrderKey)];
        Outcome = moved;
    }

    public override void Committed()
    {
        outbox.Replace(job.OrderKey, open);
        base.Committed();
    }

    private JournalEntry Entry(OwnedOrder order, TargetOperation operation) =>
        new() { OrderKey = order.OrderKey, Side = job.To, Operation = operation, Epoch = order.Epoch, State = EntryState.Waiting };
}

/// <summary>What the new owner refused in an earlier rollback is tried once more in this one: under the key that it had, and after what may have happened was looked up.</summary>
internal sealed class AgainWork(TransferJob job, Outbox outbox) : JournalWork<TransferStep>
{
    private readonly List<JournalEntry> woken = [];

    public override bool Repeats => true;

    public override IEnumerable<string> OrderKeys => [job.OrderKey];

    public override IEnumerable<string> EntriesOf => [job.OrderKey];

    public override void Apply(JournalBatch batch)
    {
        var order = batch.Order(job.OrderKey)!;
        woken.Clear();
        woken.AddRange(batch.OpenEntries(job.OrderKey)
            .Where(e => e.Side == job.To && e.Epoch == order.Epoch && e.State == EntryState.Parked && e.GivesOwnership)
            .Select(e => e with { State = EntryState.Unknown }));
        woken.ForEach(batch.Change);
        batch.Transfers.Add(new TransferRecord(job.Rollback, job.OrderKey, (int)TransferStep.Switched, (int)TransferOutcome.None, null, null, null));
        Outcome = TransferStep.Switched;
    }

    public override void Committed()
    {
        woken.ForEach(e => outbox.Wake(e));
        base.Committed();
    }
}
