using CommandCenter.Shared;
using Npgsql;

namespace CommandCenter.Persistence.Postgres;

/// <summary>The schema of events.</summary>
internal sealed class PostgresEvents(PostgresConnections connections, int cachedOrders, TimeProvider time) : IEventDatabase
{
    private readonly UnknownCommit unknown = new();

    public async ValueTask<IEventWriter> OpenAsync(CancellationToken cancel) => await PostgresEventWriter.OpenAsync(connections.ForAppends(), cachedOrders, unknown, time, cancel);

    public Refusal? Judge(Exception exception, TimeSpan tried) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected } => new Refusal(
            RefusalKind.Held, "Another process holds the events store; writing is tried again.",
            Error.Unavailable("store-locked", $"The events store has been locked by another process for {tried.TotalSeconds:0} s. Nothing was stored; the same batch may be sent again.")),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Final(
            "store-full", "The disk of the events store is full. Nothing was stored; the same batch may be sent again once there is room."),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege } e => Final(
            "store-read-only", $"The events store at {connections.Place} cannot be written ({e.MessageText}). Nothing was stored."),
        PostgresException e when !IsAway(e) => Final("store-unwritable", $"The events store could not be written ({e.MessageText}). Nothing was stored; the same batch may be sent again."),
        NpgsqlException or System.Net.Sockets.SocketException or IOException or TimeoutException => Away(exception),
        InvalidDataException => Final("store-damaged", $"The events store is damaged ({exception.Message}). Restore a backup; nothing was stored."),
        _ => null,
    };

    /// <summary>Whether the server is down, starting, stopping or full of connections, which passes by itself.</summary>
    internal static bool IsAway(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
        || e.SqlState.StartsWith("08", StringComparison.Ordinal) || e.SqlState is "25P03" or PostgresErrorCodes.QueryCanceled;

    private Refusal Away(Exception exception)
    {
        var why = exception is PostgresException refused ? refused.MessageText : exception.Message;
        var words = $"PostgreSQL at {connections.Place} does not answer ({why})";
        return new Refusal(
            RefusalKind.Away, words + "; writing is tried again.",
            Error.Unavailable("store-away", words + ". It is not known whether the batch was stored; it may be sent again, events are known by their ids."));
    }

    private static Refusal Final(string code, string message) => new(RefusalKind.Final, "", Error.Unavailable(code, message));
}
