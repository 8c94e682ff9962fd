using CommandCenter.Orders;
using CommandCenter.Shared;
using CommandCenter.Sources;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CommandCenter.Persistence.Sqlite;

/// <summary>
/// The one connection that appends to events.db: a batch is one transaction. What it remembers between batches (numbers, names, orders) is dropped when a transaction
/// fails or another connection has written.
/// </summary>
internal sealed class SqliteEventWriter : IEventWriter
{
    private readonly sqlite3 connection;
    private readonly EventStatements sql;
    private readonly BatchAppender appender;
    private long dataVersion = -1;
    private long revision;

    private SqliteEventWriter(sqlite3 connection, int cachedOrders)
    {
        this.connection = connection;
        sql = new EventStatements(connection);
        appender = new BatchAppender(new SqliteTables(sql), cachedOrders);
    }

    /// <exception cref="SqliteException">The file cannot be opened or is not the store.</exception>
    public static SqliteEventWriter Open(string file, int cachedOrders)
    {
        Batteries_V2.Init();
        // without SQLite's own mutexes, which every bound parameter would take: the store lets in one writer at a time
        var code = raw.sqlite3_open_v2(file, out var opened, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null);
        try
        {
            Require(opened, code);
            // the store itself decides how often a locked database is tried again; what is set here may wait for a moment
            _ = raw.sqlite3_busy_timeout(opened, 1_000);
            Require(opened, raw.sqlite3_exec(
                opened, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=4000; PRAGMA foreign_keys=ON;"));
            _ = raw.sqlite3_busy_timeout(opened, 0);
            return new SqliteEventWriter(opened, cachedOrders);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <exception cref="SqliteException">Nothing was written.</exception>
    public ValueTask<Result<CommittedBatch>> AppendAsync(IngestBatch batch, StageOrders stages, CancellationToken cancel) => new(Append(batch, stages));

    /// <exception cref="SqliteException">It cannot be had.</exception>
    public ValueTask ProbeAsync(CancellationToken cancel)
    {
        sql.Begin.Run();
        RollBack();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        sql.Dispose();
        connection.Dispose();
    }

    private Result<CommittedBatch> Append(IngestBatch batch, StageOrders stages)
    {
        sql.Begin.Run();
        var committed = false;
        try
        {
            RememberOnlyWhatIsTrue();
            var cursor = Move(batch.Source, batch.Cursor);
            if (cursor.Error is { } refused)
            {
                return refused;
            }

            revision++;
            var done = appender.Append(batch, stages, revision, cursor.Value);
            sql.WriteHead.Bind(1, revision).Bind(2, appender.Orders.LastEvent).Bind(3, appender.Orders.LastOrder).Run();
            sql.Commit.Run();
            committed = true;
            return done;
        }
        finally
        {
            if (!committed)
            {
                RollBack();
            }
        }
    }

    private static void Require(sqlite3 opened, int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(opened).utf8_to_string(), code & 0xff, raw.sqlite3_extended_errcode(opened));
        }
    }

    private void RememberOnlyWhatIsTrue()
    {
        sql.DataVersion.Step();
        var now = sql.DataVersion.Long(0);
        sql.DataVersion.Reset();
        if (now == dataVersion)
        {
            return;
        }

        var found = sql.ReadHead.Step();
        revision = found ? sql.ReadHead.Long(0) : 0;
        var (lastEvent, lastOrder) = found ? (sql.ReadHead.Long(1), sql.ReadHead.Long(2)) : (0, 0);
        sql.ReadHead.Reset();
        appender.Orders.Recall(lastEvent, lastOrder);
        dataVersion = now;
    }

    private Result<SourceCursor?> Move(string source, CursorMove? move)
    {
        if (move is null)
        {
            return (SourceCursor?)null;
        }

        long? watermark = move.Watermark is { } at ? Instants.ToMicros(at) : null;
        var moved = sql.MoveCursor.Bind(1, source).Bind(2, move.ExpectedRevision).Bind(3, move.Position).Bind(4, watermark).Run() == 1
            || (move.ExpectedRevision == 0 && sql.FirstCursor.Bind(1, source).Bind(2, move.Position).Bind(3, watermark).Run() == 1);
        var found = sql.ReadCursor.Bind(1, source).Step();
        var stands = found
            ? new SourceCursor(sql.ReadCursor.Long(0), sql.ReadCursor.TextOrNull(1), sql.ReadCursor.LongOrNull(2) is { } micros ? Instants.FromMicros(micros) : null)
            : SourceCursor.Start;
        sql.ReadCursor.Reset();
        return moved
            ? stands
            : StorageErrors.CursorMoved(source, stands.Revision, move.ExpectedRevision);
    }

    private void RollBack()
    {
        dataVersion = -1;
        if (raw.sqlite3_get_autocommit(connection) == 0)
        {
            _ = raw.sqlite3_exec(connection, "ROLLBACK");
        }
    }
}
