using CommandCenter.Shared;
using CommandCenter.Sources;

namespace CommandCenter.Persistence;

/// <summary>The database that events are appended to, as far as providers differ.</summary>
internal interface IEventDatabase
{
    /// <summary>A writer with its own connection.</summary>
    ValueTask<IEventWriter> OpenAsync(CancellationToken cancel);

    /// <summary>What an exception of a writer means; null where it is no word of the database but a bug.</summary>
    Refusal? Judge(Exception exception, TimeSpan tried);
}

/// <summary>Appends batches; one call at a time. After an exception that is no <see cref="RefusalKind.Held"/> it must be disposed.</summary>
internal interface IEventWriter : IAsyncDisposable, IDisposable
{
    /// <returns>The commit, or a Conflict when the cursor has moved; then nothing was written.</returns>
    ValueTask<Result<CommittedBatch>> AppendAsync(IngestBatch batch, StageOrders stages, CancellationToken cancel);

    /// <summary>Takes and gives back the write lock.</summary>
    ValueTask ProbeAsync(CancellationToken cancel);
}

internal enum RefusalKind
{
    /// <summary>Somebody else holds the lock: the same writer may try again.</summary>
    Held,

    /// <summary>The connection is gone or cannot be made: a new writer may try again.</summary>
    Away,

    /// <summary>Trying again at once would not help.</summary>
    Final,
}

/// <param name="Meanwhile">What to say while it is tried again.</param>
/// <param name="Error">What to answer when it is not tried again.</param>
internal sealed record Refusal(RefusalKind Kind, string Meanwhile, Error Error);
