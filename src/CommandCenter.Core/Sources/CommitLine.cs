using CommandCenter.Persistence;
using CommandCenter.Shared;

namespace CommandCenter.Sources;

/// <summary>The one way in which batches reach the store and then live state, so that live state sees commits in the order of their numbers.</summary>
internal sealed class CommitLine(EventStore store, ILiveFeed feed) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <param name="heardAt">When the source was last heard where that is not the batch's own time: a retry says nothing about its freshness.</param>
    public async Task<Result<CommittedBatch>> CommitAsync(IngestBatch batch, CancellationToken cancel, DateTimeOffset? heardAt = null)
    {
        await turn.WaitAsync(cancel);
        try
        {
            var committed = await store.AppendAsync(batch, cancel);
            if (committed.Succeeded)
            {
                // committed is committed: live state hears of it also while the host is going down
                await feed.PublishAsync(heardAt is { } heard ? committed.Value with { ObservedAt = heard } : committed.Value, CancellationToken.None);
            }

            return committed;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
