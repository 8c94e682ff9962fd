using System.Globalization;
using System.Text;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Sources.Files;
using CommandCenter.Sources.Paging;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CommandCenter.Sources.Sql;

/// <summary>An SQLite file, opened anew for each page: it may have been replaced since. Opened for reading, and asked to prepare nothing that does more.</summary>
internal sealed class SqliteDatabase(SqlSettings settings, SqlText query, AllowedFolders folders, TimeProvider time) : ISqlDatabase
{
    private readonly string statement = query.Write(name => "@" + name);

    public async Task<SqlAnswer> QueryAsync(PageRequest request, CancellationToken cancel)
    {
        var located = folders.Locate(settings.File ?? "");
        if (located.Error is { } refused)
        {
            return SqlAnswer.Failed(refused.Code, refused.Message, transient: false);
        }

        if (!File.Exists(located.Value))
        {
            return SqlAnswer.Failed("no-file", $"{settings.File} is not there.", transient: true);
        }

        using var deadline = new CancellationTokenSource(settings.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            // the library reads synchronously whatever it is called
            return await Task.Run(() => Query(located.Value, request, both.Token), CancellationToken.None);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            cancel.ThrowIfCancellationRequested();
            return SqlAnswer.Failed("timeout", $"{settings.File} did not answer whole within {settings.Timeout.TotalSeconds:0.###} s.", transient: true);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_AUTH or raw.SQLITE_READONLY || e.Message.Contains("not authorized", StringComparison.Ordinal))
        {
            return SqlAnswer.Failed("not-a-query", $"{settings.File}: the query does more than read tables, which sources may not ({e.Message}).", transient: false);
        }
        catch (SqliteException e)
        {
            return SqlAnswer.Failed("sqlite-" + e.SqliteErrorCode.ToString(CultureInfo.InvariantCulture), $"{settings.File} cannot be read: {e.Message}", e.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_CANTOPEN or raw.SQLITE_IOERR);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private SqlAnswer Query(string file, PageRequest request, CancellationToken cancel)
    {
        // the file is written by processes of this machine: what they committed before now is there to be read
        var clock = time.GetUtcNow();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 1 }.ConnectionString);
        connection.Open();
        Restrict(connection);
        using var interrupt = cancel.Register(() => raw.sqlite3_interrupt(connection.Handle!));
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        foreach (var name in query.Placeholders)
        {
            command.Parameters.AddWithValue("@" + name, name switch { "limit" => request.Limit, "cursor" => Time(request.Cursor), "key" => request.CursorId, _ => Id(request.CursorId) });
        }

        using var reader = command.ExecuteReader();
        var columns = Enumerable.Range(0, reader.FieldCount).Select(i => new SqliteColumn(reader.GetName(i), reader.GetDataTypeName(i))).ToArray();
        var sink = new RowSink(settings.MaxBytes);
        var cut = false;
        while (!cut && reader.Read())
        {
            cut = !Add(sink, reader, columns);
        }

        // an interruption between two rows ends the reading without a word
        cancel.ThrowIfCancellationRequested();
        return new SqlAnswer { Rows = sink.Finish(cut, clock, clock) };
    }

    /// <summary>Only reading of tables is prepared from here on: no ATTACH, no PRAGMA, no change.</summary>
    private static void Restrict(SqliteConnection connection)
    {
        using var only = connection.CreateCommand();
        only.CommandText = "pragma query_only = on";
        only.ExecuteNonQuery();
        raw.sqlite3_set_authorizer(connection.Handle!, (strdelegate_authorizer)((_, action, first, second, _, _) => Allow(action, first, second) ? raw.SQLITE_OK : raw.SQLITE_DENY), null);
    }

    private static bool Allow(int action, string? first, string? second) => action switch
    {
        raw.SQLITE_SELECT or raw.SQLITE_RECURSIVE => true,
        raw.SQLITE_READ => first?.StartsWith("pragma_", StringComparison.OrdinalIgnoreCase) != true,
        raw.SQLITE_FUNCTION => !string.Equals(second, "load_extension", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private bool Add(RowSink sink, SqliteDataReader reader, SqliteColumn[] columns)
    {
        long length = 0;
        string? broken = null;
        for (var i = 0; i < columns.Length; i++)
        {
            length += raw.sqlite3_column_bytes(reader.Handle!, i);
            broken ??= raw.sqlite3_column_type(reader.Handle!, i) == raw.SQLITE_TEXT && !System.Text.Unicode.Utf8.IsValid(raw.sqlite3_column_blob(reader.Handle!, i)) ? columns[i].Name : null;
        }

        if (length > RowSink.LargestRow)
        {
            return sink.TryRefuse(Row(reader, columns, IsCursor), $"{columns.Length} columns", "too-large", RowSink.TooLarge(length));
        }

        if (broken is not null)
        {
            return sink.TryRefuse(Row(reader, columns, IsCursor), Encoding.UTF8.GetString(Row(reader, columns, _ => true)), "bad-encoding", $"the column {broken} holds bytes that are no UTF-8; allowed: text in UTF-8");
        }

        return sink.TryAdd(Row(reader, columns, _ => true));
    }

    private bool IsCursor(SqliteColumn column) => column.Name == settings.CursorTime || column.Name == settings.CursorId;

    private static ReadOnlySpan<byte> Row(SqliteDataReader reader, SqliteColumn[] columns, Func<SqliteColumn, bool> wanted)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(bytes);
        writer.WriteStartObject();
        for (var i = 0; i < columns.Length; i++)
        {
            if (wanted(columns[i]))
            {
                columns[i].Write(writer, reader, i);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenSpan;
    }

    // a number is handed over as one: SQLite holds every text for larger than every number
    private object Time(string cursor) => settings.CursorFormat is "unix-s" or "unix-ms" ? Number(cursor) : cursor;

    private object Id(string id) => long.TryParse(settings.FromId, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? Number(id) : id;

    private static object Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : text;
}
