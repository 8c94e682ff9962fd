using CommandCenter.Orders;
using CommandCenter.Sources;

namespace CommandCenter.Persistence;

/// <summary>The event store: appends batches with their cursor in one transaction and answers with the order states they made.</summary>
public sealed class EventStore
{
    /// <summary>Commits everything of <paramref name="batch"/> or nothing.</summary>
    /// <returns>The commit, or a Conflict when the cursor moved meanwhile, or Unavailable when the store cannot be written.</returns>
    public Task<Shared.Result<CommittedBatch>> AppendAsync(IngestBatch batch, CancellationToken cancel) => throw new NotSupportedException();

    public Task<SourceCursor> ReadCursorAsync(string source, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>Both sides' states of one order.</summary>
    public Task<IReadOnlyList<OrderState>> ReadStatesAsync(string orderKey, CancellationToken cancel) => throw new NotSupportedException();
}
