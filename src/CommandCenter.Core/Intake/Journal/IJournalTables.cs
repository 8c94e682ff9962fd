using CommandCenter.Traffic;

namespace CommandCenter.Intake.Journal;

/// <summary>The tables of the journal within one transaction at a time; the rules above are the same for every provider.</summary>
internal interface IJournalTables : IAsyncDisposable
{
    /// <summary>Begins a transaction that keeps the traffic table as it is until it ends.</summary>
    Task<JournalHead> BeginAsync(CancellationToken cancel);

    /// <summary>Reads what the works must see into the batch.</summary>
    Task ReadAsync(JournalBatch batch, IReadOnlyList<JournalWork> works, CancellationToken cancel);

    /// <summary>Writes the batch and commits.</summary>
    Task CommitAsync(JournalBatch batch, JournalHead head, CancellationToken cancel);

    /// <summary>Whether an entry stands exactly as it was added, not another under its number.</summary>
    Task<bool> StandsAsync(JournalEntry added, CancellationToken cancel);

    /// <summary>Ends a transaction that is not to stand, and drops the connection where it may be broken.</summary>
    Task AbandonAsync();
}

/// <param name="Revision">Of the traffic table.</param>
/// <param name="Table">Its newest revision.</param>
internal sealed record JournalHead(long Revision, long NextNumber, TrafficTable Table);
