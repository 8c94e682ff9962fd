using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CommandCenter.Persistence;

/// <summary>A prepared SQLite statement without the per-call costs of a command object; parameters and columns are counted as SQLite does: from 1 and from 0.</summary>
internal sealed class RawStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    public RawStatement(sqlite3 database, string sql)
    {
        this.database = database;
        var code = raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement);
        if (code != raw.SQLITE_OK)
        {
            throw Error(code);
        }
    }

    public RawStatement Bind(int index, long value)
    {
        _ = raw.sqlite3_bind_int64(statement, index, value);
        return this;
    }

    public RawStatement Bind(int index, long? value)
    {
        _ = value is { } number ? raw.sqlite3_bind_int64(statement, index, number) : raw.sqlite3_bind_null(statement, index);
        return this;
    }

    public RawStatement Bind(int index, double value)
    {
        _ = raw.sqlite3_bind_double(statement, index, value);
        return this;
    }

    public RawStatement Bind(int index, string? value)
    {
        if (value is null)
        {
            _ = raw.sqlite3_bind_null(statement, index);
            return this;
        }

        if (value.Length > 256)
        {
            _ = raw.sqlite3_bind_text(statement, index, Encoding.UTF8.GetBytes(value));
            return this;
        }

        Span<byte> utf8 = stackalloc byte[256 * 3];
        var count = Encoding.UTF8.GetBytes(value, utf8);
        _ = raw.sqlite3_bind_text(statement, index, utf8[..count]);
        return this;
    }

    public RawStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        _ = raw.sqlite3_bind_blob(statement, index, value);
        return this;
    }

    public RawStatement BindNull(int index)
    {
        _ = raw.sqlite3_bind_null(statement, index);
        return this;
    }

    /// <returns>True when a row was reached; false when there is none left.</returns>
    /// <exception cref="SqliteException">With SQLite's own code; the statement is reset.</exception>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return code == raw.SQLITE_ROW;
        }

        var error = Error(code);
        Reset();
        throw error;
    }

    /// <summary>Runs to the end.</summary>
    /// <returns>Rows changed.</returns>
    public int Run()
    {
        Step();
        Reset();
        return raw.sqlite3_changes(database);
    }

    /// <summary>Must follow the last <see cref="Step"/> of a query: an open one holds the read lock.</summary>
    public void Reset() => _ = raw.sqlite3_reset(statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    public void Dispose() => statement.Dispose();

    private SqliteException Error(int code)
    {
        var extended = raw.sqlite3_extended_errcode(database);
        return new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), code & 0xff, extended);
    }
}
