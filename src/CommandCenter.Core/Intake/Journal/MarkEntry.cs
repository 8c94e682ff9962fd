using CommandCenter.Shared;

namespace CommandCenter.Intake.Journal;

/// <summary>Writes down what has become of an entry. Tried again until it is written: a mark that is lost costs a look-up after a crash, but one that is wrong could cost an order.</summary>
internal sealed class MarkEntry(JournalEntry entry) : JournalWork
{
    private readonly TaskCompletionSource<bool> written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True once it is durable; false when the process stops before.</summary>
    public Task<bool> Written => written.Task;

    public override bool Repeats => true;

    public override void Apply(JournalBatch batch) => batch.Change(entry);

    public override void Committed() => written.TrySetResult(true);

    public override void Failed(Error error) => written.TrySetResult(false);
}
