using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Intake;

/// <summary>The answer to an order that was accepted, made of its durable record alone.</summary>
/// <param name="TrafficRevision">Of the table that decided.</param>
public sealed record AcceptedOrder(string OrderKey, Side Owner, bool Mirrored, long TrafficRevision);

/// <summary>Decides and records one order within a batch of the journal.</summary>
internal sealed class AcceptOrder(OrderSubmission submission, IOrderTargets targets, Outbox outbox) : JournalWork<AcceptedOrder>
{
    private readonly List<JournalEntry> added = [];

    public override IEnumerable<string> OrderKeys => [submission.OrderKey];

    public override IEnumerable<string> OrderIdempotencyKeys => [submission.IdempotencyKey];

    public override void Apply(JournalBatch batch)
    {
        added.Clear();
        Outcome = batch.OrderByIdempotencyKey(submission.IdempotencyKey) is { } other && other.OrderKey != submission.OrderKey
            ? Contradicts(batch, IntakeErrors.KeyUsed(submission.IdempotencyKey, other.OrderKey))
            : batch.Order(submission.OrderKey) is { } known ? Again(batch, known)
            : Accept(batch);
    }

    public override void Committed()
    {
        outbox.Add(added, new OrderFacts(submission.Payload, submission.Attributes.Lane));
        base.Committed();
    }

    private Result<AcceptedOrder> Again(JournalBatch batch, OwnedOrder known) => known.BodyHash.AsSpan().SequenceEqual(submission.BodyHash)
        ? Stands(known)
        : Contradicts(batch, IntakeErrors.OtherBody(submission.OrderKey));

    private Error Contradicts(JournalBatch batch, Error error)
    {
        batch.Refusals.Add(new IntakeRefusal(batch.TakeNumber(), batch.Now, submission.OrderKey, submission.IdempotencyKey, error.Code, error.Message));
        return error;
    }

    private Result<AcceptedOrder> Accept(JournalBatch batch)
    {
        var decision = batch.Table.Decide(submission.OrderKey, submission.Attributes);
        var other = decision.Owner == Side.Legacy ? Side.Orchestration : Side.Legacy;
        if (targets.Of(decision.Owner)?.Definition.Can(TargetOperation.Create) != true)
        {
            return IntakeErrors.NoTarget(decision.Owner);
        }

        // a side that takes no copies gets none, whatever the table hopes for
        var mirrored = decision.Mirrored && targets.Of(other)?.Definition.Can(TargetOperation.CreateCopy) == true;
        if ((outbox.Full(decision.Owner) ?? (mirrored ? outbox.Full(other) : null)) is { } full)
        {
            return full;
        }

        var order = new OwnedOrder
        {
            OrderKey = submission.OrderKey,
            Number = batch.TakeNumber(),
            IdempotencyKey = submission.IdempotencyKey,
            BodyHash = submission.BodyHash,
            Attributes = submission.Attributes,
            AcceptedAt = batch.Now,
            Owner = decision.Owner,
            Epoch = 1,
            Mirrored = mirrored,
            AcceptedOwner = decision.Owner,
            AcceptedMirrored = mirrored,
            Revision = batch.Table.Revision,
        };
        batch.Add(order, submission, decision);

        // written as under way, so that the call may follow the commit at once; a crash in between makes it an unknown, which is looked up
        added.Add(batch.Add(new JournalEntry { OrderKey = order.OrderKey, Side = order.Owner, Operation = TargetOperation.Create, Epoch = 1, State = EntryState.Sending }));
        if (mirrored)
        {
            added.Add(batch.Add(new JournalEntry { OrderKey = order.OrderKey, Side = other, Operation = TargetOperation.CreateCopy, Epoch = 1, IsCopy = true, State = EntryState.Sending }));
        }

        return Stands(order);
    }

    private static AcceptedOrder Stands(OwnedOrder order) => new(order.OrderKey, order.AcceptedOwner, order.AcceptedMirrored, order.Revision);
}
