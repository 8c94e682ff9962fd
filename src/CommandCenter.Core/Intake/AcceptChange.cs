using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Shared;

namespace CommandCenter.Intake;

/// <summary>The answer to a change that was accepted.</summary>
/// <param name="Owner">The side that answered for the order at that moment.</param>
public sealed record AcceptedChange(string OrderKey, string Kind, Side Owner);

/// <summary>Records a change of an accepted order: for its owner, and for the side that holds a copy, behind what waits for them already. It is never decided anew.</summary>
internal sealed class AcceptChange(ChangeSubmission change, IOrderTargets targets, Outbox outbox) : JournalWork<AcceptedChange>
{
    private readonly List<JournalEntry> added = [];

    public override IEnumerable<string> OrderKeys => [change.OrderKey];

    public override IEnumerable<string> ChangeIdempotencyKeys => [change.IdempotencyKey];

    public override void Apply(JournalBatch batch)
    {
        added.Clear();
        Outcome = batch.Order(change.OrderKey) is not { } order ? IntakeErrors.Unknown(change.OrderKey)
            : batch.ChangeByIdempotencyKey(change.IdempotencyKey) is not { } known ? Accept(batch, order)
            : known.BodyHash.AsSpan().SequenceEqual(change.BodyHash) ? new AcceptedChange(order.OrderKey, known.Kind, known.Owner)
            : Contradicts(batch, IntakeErrors.KeyUsed(change.IdempotencyKey, known.OrderKey));
    }

    public override void Committed()
    {
        outbox.Add(added, null);
        base.Committed();
    }

    private Error Contradicts(JournalBatch batch, Error error)
    {
        batch.Refusals.Add(new IntakeRefusal(batch.TakeNumber(), batch.Now, change.OrderKey, change.IdempotencyKey, error.Code, error.Message));
        return error;
    }

    private Result<AcceptedChange> Accept(JournalBatch batch, OwnedOrder order)
    {
        var mirrored = order.Mirrored && targets.Of(order.Other)?.Definition.Can(change.Operation) == true;
        if ((outbox.Full(order.Owner) ?? (mirrored ? outbox.Full(order.Other) : null)) is { } full)
        {
            return full;
        }

        var record = new AcceptedChangeRecord(batch.TakeNumber(), order.OrderKey, change.IdempotencyKey, change.Kind, change.BodyHash, change.Body, batch.Now, order.Owner);
        batch.Add(record);
        added.Add(batch.Add(Entry(order, order.Owner, record)));
        if (mirrored)
        {
            added.Add(batch.Add(Entry(order, order.Other, record)));
        }

        return new AcceptedChange(order.OrderKey, change.Kind, order.Owner);
    }

    private JournalEntry Entry(OwnedOrder order, Side side, AcceptedChangeRecord record) => new()
    {
        OrderKey = order.OrderKey, Side = side, Operation = change.Operation, Epoch = order.Epoch, ChangeNumber = record.Number, IsCopy = side != order.Owner, State = EntryState.Waiting,
    };
}
