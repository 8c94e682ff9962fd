using CommandCenter.Orders;
using CommandCenter.Shared;
using CommandCenter.Sources;
using Npgsql;

namespace CommandCenter.Persistence.Postgres;

/// <summary>
/// Appends over one connection: a batch is one transaction that begins by locking the head row, so that commits are numbered without gaps and other nodes wait. What it remembers
/// between batches is dropped when the head shows a commit that was not its own.
/// </summary>
internal sealed class PostgresEventWriter : IEventWriter
{
    private readonly NpgsqlConnection connection;
    private readonly PostgresTables tables;
    private readonly BatchAppender appender;
    private readonly UnknownCommit unknown;
    private readonly TimeProvider time;
    private Guid? remembered;

    private PostgresEventWriter(NpgsqlConnection connection, int cachedOrders, UnknownCommit unknown, TimeProvider time)
    {
        (this.connection, this.unknown, this.time) = (connection, unknown, time);
        tables = new PostgresTables(connection);
        appender = new BatchAppender(tables, cachedOrders);
    }

    /// <exception cref="NpgsqlException">The server cannot be reached or does not have the store.</exception>
    public static async ValueTask<PostgresEventWriter> OpenAsync(string connectionString, int cachedOrders, UnknownCommit unknown, TimeProvider time, CancellationToken cancel)
    {
        var opened = new NpgsqlConnection(connectionString);
        try
        {
            await opened.OpenAsync(cancel);
            await using var prepare = new NpgsqlCommand(PostgresSql.Open, opened);
            await prepare.ExecuteNonQueryAsync(cancel);
            return new PostgresEventWriter(opened, cachedOrders, unknown, time);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<Result<CommittedBatch>> AppendAsync(IngestBatch batch, StageOrders stages, CancellationToken cancel)
    {
        var known = remembered;
        // whatever goes wrong from here on may leave behind what is not stored
        remembered = null;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var head = await LockAsync(cancel);
        if (await unknown.ResolveAsync(connection, head, batch, cancel) is { } stored)
        {
            return stored;
        }

        var cursor = batch.Cursor is { } move ? await MoveAsync(batch.Source, move, cancel) : (SourceCursor?)null;
        if (cursor.Error is { } refused)
        {
            // nothing was touched, so what was known is still true
            remembered = known;
            return refused;
        }

        if (known is null || head.Commit != known)
        {
            appender.Orders.Recall(head.LastEvent, head.LastOrder);
        }

        await tables.ReadKnownAsync(batch, appender.Orders, cancel);
        var done = unknown.WithLate(appender.Append(batch, stages, head.Revision + 1, cursor.Value));
        var commit = Guid.CreateVersion7(time.GetUtcNow());
        await tables.SendAsync(done.Revision, appender.Orders, commit, cancel);

        unknown.Begin(batch, done, commit, tables.LastInserted);
        await transaction.CommitAsync(CancellationToken.None);
        unknown.Clear();
        remembered = commit;
        return done;
    }

    public async ValueTask ProbeAsync(CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await LockAsync(cancel);
        await transaction.RollbackAsync(cancel);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    public void Dispose() => connection.Dispose();

    private async ValueTask<StoreHead> LockAsync(CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(PostgresSql.LockHead, connection);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new StoreHead(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetGuid(3))
            : throw new InvalidDataException("the head of the store is gone");
    }

    private async ValueTask<Result<SourceCursor?>> MoveAsync(string source, CursorMove move, CancellationToken cancel)
    {
        object watermark = move.Watermark is { } at ? Instants.ToMicros(at) : DBNull.Value;
        var sql = move.ExpectedRevision == 0 ? PostgresSql.FirstCursor : PostgresSql.MoveCursor;
        if (await ReadCursorAsync(sql, cancel, source, move.ExpectedRevision, (object?)move.Position ?? DBNull.Value, watermark) is { } moved)
        {
            return moved;
        }

        var stands = await ReadCursorAsync(PostgresSql.ReadCursor, cancel, source) ?? SourceCursor.Start;
        return StorageErrors.CursorMoved(source, stands.Revision, move.ExpectedRevision);
    }

    private async ValueTask<SourceCursor?> ReadCursorAsync(string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            // a null has no type of its own
            command.Parameters.Add(value is DBNull ? new NpgsqlParameter { Value = value, NpgsqlDbType = command.Parameters.Count == 3 ? NpgsqlTypes.NpgsqlDbType.Bigint : NpgsqlTypes.NpgsqlDbType.Text } : new NpgsqlParameter { Value = value });
        }

        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new SourceCursor(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : Instants.FromMicros(row.GetInt64(2)))
            : null;
    }
}

/// <summary>The row that every commit moves on.</summary>
/// <param name="Commit">Of the last commit; null before the first.</param>
internal readonly record struct StoreHead(long Revision, long LastEvent, long LastOrder, Guid? Commit);
