namespace CommandCenter.Sources;

/// <param name="State">waiting, applied (a retry succeeded), discarded (expired).</param>
/// <param name="Attempts">How often a mapping refused it.</param>
public sealed record RejectedItem(RejectedRecord Record, string State, int Attempts, DateTimeOffset LastTriedAt);

public sealed record RejectedPage(IReadOnlyList<RejectedItem> Items, string? Cursor, int Total);

/// <summary>Rejected records for page and API.</summary>
public interface IRejectedQueries
{
    /// <param name="state">waiting, applied, discarded, or null for all.</param>
    Task<RejectedPage> ListAsync(string? source, string? code, string? state, string? cursor, int limit, CancellationToken cancel);

    /// <summary>Waiting records by source, then reason code.</summary>
    Task<IReadOnlyList<(string Source, string Code, int Count)>> CountAsync(CancellationToken cancel);
}

/// <summary>Maps waiting rejected records again: all whose mapping changed, or the named ones whatever their mapping.</summary>
public interface IRejectedRetry
{
    Task<RetryOutcome> RetryAsync(string? source, IReadOnlyList<Guid>? ids, CancellationToken cancel);
}

public sealed record RetryOutcome(int Tried, int Applied, int StillRejected);
