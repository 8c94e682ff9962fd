using CommandCenter.Shared;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CommandCenter.Persistence.Postgres;

/// <summary>Waits for the server and makes the schemas, before migrations run.</summary>
internal sealed partial class PostgresStart(PostgresConnections connections, StorageOptions options, StorageHealth health, TimeProvider time, ILogger<PostgresStart> log)
{
    private const int OldestMajor = 14;
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(2);

    /// <returns>Why the server cannot be used, or null.</returns>
    public async Task<Error?> PrepareAsync(CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var said = "";
        while (true)
        {
            try
            {
                return await MakeSchemasAsync(cancel);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
            {
                if ((e is PostgresException refused && !PostgresEvents.IsAway(refused)) || time.GetElapsedTime(began) >= options.WaitForServer)
                {
                    return Unusable(e);
                }

                if (said != e.Message)
                {
                    said = e.Message;
                    LogWaiting(log, connections.Place, e.Message, options.WaitForServer.TotalSeconds);
                    health.Failed($"PostgreSQL at {connections.Place} does not answer ({e.Message}); it is tried again.");
                }
            }

            await Task.Delay(pause, time, cancel);
        }
    }

    public Error Unusable(Exception e) =>
        Error.Unavailable("storage-unusable", $"PostgreSQL at {connections.Place} cannot be used: {(e is PostgresException refused ? refused.MessageText : e.Message)}");

    private async Task<Error?> MakeSchemasAsync(CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(connections.ForServer());
        await connection.OpenAsync(cancel);
        if (connection.PostgreSqlVersion.Major < OldestMajor)
        {
            return Error.Unavailable("storage-unusable", $"PostgreSQL at {connections.Place} is version {connection.PostgreSqlVersion}; {OldestMajor} or newer is needed, 15 is what this was tried with.");
        }

        foreach (var schema in new[] { PostgresConnections.Events, PostgresConnections.Commands, PostgresConnections.Jobs })
        {
            // asked first: CREATE SCHEMA IF NOT EXISTS wants the right to create also where there is nothing to create
            await using var find = new NpgsqlCommand("SELECT EXISTS(SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1)", connection) { Parameters = { new() { Value = schema } } };
            if (!(bool)(await find.ExecuteScalarAsync(cancel))!)
            {
                await using var create = new NpgsqlCommand($"CREATE SCHEMA IF NOT EXISTS {schema}", connection);
                await create.ExecuteNonQueryAsync(cancel);
            }
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL at {Place} does not answer: {Why} It is tried again for {Seconds:0} s")]
    private static partial void LogWaiting(ILogger log, string place, string why, double seconds);
}
