using System.Data;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Paging;
using Npgsql;
using NpgsqlTypes;

namespace CommandCenter.Sources.Sql;

/// <summary>
/// A PostgreSQL server, read by one connection of its own that can only read. The server writes each row as JSON itself, so that numbers, times, arrays and
/// documents arrive as it knows them.
/// </summary>
internal sealed class PostgresDatabase(string source, SqlSettings settings, SqlText query, OutboundGuard guard, ISecrets secrets, TimeProvider time) : ISqlDatabase
{
    // what a standby has not replayed yet cannot be read from it
    private const string Clock = "select now(), case when pg_is_in_recovery() then pg_last_xact_replay_timestamp() else now() end";
    private static readonly TimeSpan longestConnection = TimeSpan.FromMinutes(2);

    private readonly List<string> parameters = [];
    private NpgsqlDataSource? server;
    private NpgsqlConnection? connection;
    private long openedAt;
    private string? statement;

    public async Task<SqlAnswer> QueryAsync(PageRequest request, CancellationToken cancel)
    {
        // the server ends the statement at its timeout; this ends a server that does not answer, or not to the end
        using var deadline = new CancellationTokenSource(settings.Timeout * 2 + TimeSpan.FromSeconds(1), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            var opened = await OpenAsync(both.Token);
            if (opened.Error is { } refused)
            {
                return SqlAnswer.Failed(refused.Code, refused.Message, transient: false);
            }

            return new SqlAnswer { Rows = await ReadAsync(opened.Value, request, both.Token) };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            await CloseAsync();
            return SqlAnswer.Failed("timeout", $"{Place} did not answer whole within {settings.Timeout.TotalSeconds:0.###} s.", transient: true);
        }
        catch (OutboundRefusedException refused)
        {
            return SqlAnswer.Failed("outbound-refused", refused.Message, transient: false);
        }
        catch (PostgresException e)
        {
            await CloseAsync();
            return e.SqlState == PostgresErrorCodes.QueryCanceled
                ? SqlAnswer.Failed("timeout", $"{Place} ended the query: {e.MessageText} (timeout {settings.Timeout.TotalSeconds:0.###} s).", transient: true)
                : SqlAnswer.Failed("sql-" + e.SqlState.ToLowerInvariant(), secrets.Redact($"{Place} refuses: {e.MessageText}."), e.IsTransient);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            await CloseAsync();
            return SqlAnswer.Failed("unreachable", secrets.Redact($"{Place} cannot be read: {Why(e)}."), transient: true);
        }
        catch (JsonException)
        {
            return SqlAnswer.Failed("not-json", $"{Place} sent a row that is no JSON.", transient: false);
        }
        catch (Exception)
        {
            await CloseAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private string Place => $"{settings.Host}:{settings.Port}/{settings.Database}";

    private async Task<SqlRows> ReadAsync(NpgsqlConnection open, PageRequest request, CancellationToken cancel)
    {
        // before the snapshot: what commits between the two is read and not claimed
        DateTimeOffset clock;
        DateTimeOffset? watermark;
        await using (var ask = new NpgsqlCommand(Clock, open))
        await using (var answer = await ask.ExecuteReaderAsync(cancel))
        {
            await answer.ReadAsync(cancel);
            clock = answer.GetFieldValue<DateTimeOffset>(0);
            watermark = await answer.IsDBNullAsync(1, cancel) ? null : answer.GetFieldValue<DateTimeOffset>(1);
        }

        await ExecuteAsync(open, "begin isolation level repeatable read read only", cancel);
        var sink = new RowSink(settings.MaxBytes);
        var cut = false;
        await using (var command = Ask(open, request))
        {
            var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);
            try
            {
                while (!cut && await reader.ReadAsync(cancel))
                {
                    cut = !Add(sink, reader);
                }
            }
            finally
            {
                if (cut)
                {
                    // the rest of the answer is not wanted; without this it would be read to its end
                    command.Cancel();
                }

                await EndAsync(reader, cut);
            }
        }

        await ExecuteAsync(open, "rollback", cancel);
        return sink.Finish(cut, clock, watermark);
    }

    private static async Task EndAsync(NpgsqlDataReader reader, bool cancelled)
    {
        try
        {
            await reader.DisposeAsync();
        }
        catch (PostgresException e) when (cancelled && e.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            // as asked for
        }
    }

    private static bool Add(RowSink sink, NpgsqlDataReader reader)
    {
        if (!reader.IsDBNull(0))
        {
            return sink.TryAdd(reader.GetFieldValue<byte[]>(0));
        }

        var length = reader.GetInt32(1);
        var beginning = reader.GetString(2);
        return sink.TryRefuse(reader.GetFieldValue<byte[]>(3), beginning, "too-large", RowSink.TooLarge(length));
    }

    private NpgsqlCommand Ask(NpgsqlConnection open, PageRequest request)
    {
        statement ??= Wrap();
        var command = new NpgsqlCommand(statement, open) { CommandTimeout = (int)Math.Ceiling(settings.Timeout.TotalSeconds) + 1 };
        foreach (var name in parameters)
        {
            // without a type of ours the server takes the one that the query needs: a timestamp, a number, an id
            command.Parameters.Add(name switch
            {
                "limit" => new NpgsqlParameter { Value = (long)request.Limit, NpgsqlDbType = NpgsqlDbType.Bigint },
                "cursor" => new NpgsqlParameter { Value = request.Cursor, NpgsqlDbType = NpgsqlDbType.Unknown },
                _ => new NpgsqlParameter { Value = request.CursorId, NpgsqlDbType = NpgsqlDbType.Unknown },
            });
        }

        return command;
    }

    /// <summary>Inside a FROM nothing but a query can stand: the server itself refuses what changes data, and a second statement.</summary>
    private string Wrap()
    {
        var inner = query.Write(name =>
        {
            if (!parameters.Contains(name, StringComparer.Ordinal))
            {
                parameters.Add(name);
            }

            return "$" + (parameters.IndexOf(name) + 1).ToString(CultureInfo.InvariantCulture);
        });
        var columns = string.Join(", ", new[] { settings.CursorTime, settings.CursorId }.OfType<string>().Select(c => $"'{c.Replace("'", "''", StringComparison.Ordinal)}', q.\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        return string.Create(CultureInfo.InvariantCulture, $"""
            select case when octet_length(r.j) <= {RowSink.LargestRow} then r.j end, octet_length(r.j), left(r.j, {UnreadRecord.LongestText}), r.k
            from (select row_to_json(q)::text as j, json_build_object({columns})::text as k from (
            {inner}
            ) q offset 0) r
            """);
    }

    private async Task<Result<NpgsqlConnection>> OpenAsync(CancellationToken cancel)
    {
        if (connection is { State: ConnectionState.Open } && time.GetElapsedTime(openedAt) < longestConnection)
        {
            return connection;
        }

        await CloseAsync();
        var user = secrets.Resolve(settings.User ?? "");
        var password = settings.Password is { } reference ? secrets.Resolve(reference) : "";
        if ((user.Error ?? password.Error) is { } missing)
        {
            return missing;
        }

        using var deadline = new CancellationTokenSource(settings.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        var addresses = await guard.ResolveAsync(settings.Host!, settings.Port, both.Token);
        for (var i = 0; ; i++)
        {
            // connected by the address that was judged; the certificate is still to name the host
            server = PostgresConnection.Create(source, settings, addresses[i].ToString(), user.Value, password.Value);
            try
            {
                (connection, openedAt) = (await server.OpenConnectionAsync(both.Token), time.GetTimestamp());
                return connection;
            }
            catch (NpgsqlException e) when (e is not PostgresException && i + 1 < addresses.Length)
            {
                await CloseAsync();
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection open, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async ValueTask CloseAsync()
    {
        if (connection is { } old)
        {
            connection = null;
            await old.DisposeAsync();
        }

        if (server is { } left)
        {
            server = null;
            await left.DisposeAsync();
        }
    }

    private static string Why(Exception e) => e switch
    {
        TimeoutException or { InnerException: TimeoutException } => "it does not answer",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "its name is not known",
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "nobody listens there",
        { InnerException: System.Security.Authentication.AuthenticationException } => "no secure connection could be made; tls says how the server's certificate is judged",
        NpgsqlException { InnerException: null } => e.Message.TrimEnd('.'),
        _ => "the connection broke",
    };
}
