using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CommandCenter.Persistence.Sqlite;

/// <summary>events.db.</summary>
internal sealed class SqliteEvents(StoragePaths paths, int cachedOrders) : IEventDatabase
{
    public ValueTask<IEventWriter> OpenAsync(CancellationToken cancel) => new(SqliteEventWriter.Open(paths.Events, cachedOrders));

    public Refusal? Judge(Exception exception, TimeSpan tried) => exception switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } =>
            new Refusal(RefusalKind.Held, "Another process holds the events store; writing is tried again.", StorageErrors.Of(exception, tried)),
        SqliteException or InvalidDataException or IOException or UnauthorizedAccessException => new Refusal(RefusalKind.Final, "", StorageErrors.Of(exception, tried)),
        _ => null,
    };
}
