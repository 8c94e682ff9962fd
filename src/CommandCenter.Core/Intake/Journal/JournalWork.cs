using CommandCenter.Shared;

namespace CommandCenter.Intake.Journal;

/// <summary>Something that is to become durable with the next batch. Several share one commit; each gets its own answer, and only after the commit.</summary>
internal abstract class JournalWork
{
    /// <summary>Orders that it must see.</summary>
    public virtual IEnumerable<string> OrderKeys => [];

    /// <summary>Idempotency keys of orders that it must see.</summary>
    public virtual IEnumerable<string> OrderIdempotencyKeys => [];

    /// <summary>Idempotency keys of changes that it must see.</summary>
    public virtual IEnumerable<string> ChangeIdempotencyKeys => [];

    /// <summary>Orders whose open entries it must see.</summary>
    public virtual IEnumerable<string> EntriesOf => [];

    /// <summary>Reads and changes the batch. Called again, with another batch, where the one before was not committed and <see cref="Repeats"/> says so.</summary>
    public abstract void Apply(JournalBatch batch);

    /// <summary>The commit stands; called in the order of the works.</summary>
    public abstract void Committed();

    /// <summary>Nothing of it stands, or nobody knows.</summary>
    public abstract void Failed(Error error);

    /// <summary>Whether it waits for the next batch instead of failing.</summary>
    public virtual bool Repeats => false;
}

/// <summary>A work with an answer.</summary>
internal abstract class JournalWork<T> : JournalWork
{
    private readonly TaskCompletionSource<Result<T>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Result<T>> Answer => answer.Task;

    /// <summary>What is answered once the batch is committed; set by <see cref="JournalWork.Apply"/>.</summary>
    protected Result<T> Outcome { get; set; }

    public override void Committed() => answer.TrySetResult(Outcome);

    public override void Failed(Error error) => answer.TrySetResult(error);
}

/// <summary>Nothing but a batch of its own: once it is answered, every batch by an older traffic table has been committed.</summary>
internal sealed class FenceWork : JournalWork<long>
{
    public override void Apply(JournalBatch batch) => Outcome = batch.Table.Revision;
}
