using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CommandCenter.Persistence.Sqlite;

/// <summary>
/// A prepared SQLite statement without the per-call costs of a command object; parameters and columns are counted as SQLite does: from 1 and from 0. Parameters keep their values from
/// run to run, so a number or a null that is bound again is not handed over again.
/// </summary>
internal sealed class RawStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly Held[] held;
    private readonly long[] numbers;

    public RawStatement(sqlite3 database, string sql)
    {
        this.database = database;
        var code = raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement);
        if (code != raw.SQLITE_OK)
        {
            throw Error(code);
        }

        var parameters = raw.sqlite3_bind_parameter_count(statement) + 1;
        (held, numbers) = (new Held[parameters], new long[parameters]);
        Array.Fill(held, Held.Null);
    }

    private enum Held : byte
    {
        Other,
        Null,
        Number,
    }

    public RawStatement Bind(int index, long value)
    {
        if (held[index] != Held.Number || numbers[index] != value)
        {
            _ = raw.sqlite3_bind_int64(statement, index, value);
            (held[index], numbers[index]) = (Held.Number, value);
        }

        return this;
    }

    public RawStatement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    public RawStatement Bind(int index, double value)
    {
        held[index] = Held.Other;
        _ = raw.sqlite3_bind_double(statement, index, value);
        return this;
    }

    public RawStatement Bind(int index, string? value)
    {
        if (value is null)
        {
            return BindNull(index);
        }

        held[index] = Held.Other;
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
        held[index] = Held.Other;
        _ = raw.sqlite3_bind_blob(statement, index, value);
        return this;
    }

    public RawStatement BindNull(int index)
    {
        if (held[index] != Held.Null)
        {
            _ = raw.sqlite3_bind_null(statement, index);
            held[index] = Held.Null;
        }

        return this;
    }

    /// <summary>Binds what a command of the model would.</summary>
    public RawStatement Bind(SqliteParameter parameter)
    {
        var index = raw.sqlite3_bind_parameter_index(statement, parameter.ParameterName);
        return parameter.Value switch
        {
            null or DBNull => BindNull(index),
            string text => Bind(index, text),
            long or int => Bind(index, Convert.ToInt64(parameter.Value, System.Globalization.CultureInfo.InvariantCulture)),
            _ => throw new ArgumentException($"A {parameter.Value.GetType().Name} cannot be bound.", nameof(parameter)),
        };
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
