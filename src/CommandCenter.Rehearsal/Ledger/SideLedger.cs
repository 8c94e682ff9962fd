using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Rehearsal.Ledger;

/// <summary>The durable ledger of one side: a SQLite file (WAL) with one writer and any number of readers.</summary>
internal sealed class SideLedger : IAsyncDisposable
{
    /// <summary>Raised whenever the same seed would make other orders, or the tables change: an older ledger is then set aside.</summary>
    private const int Generation = 2;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS versions (feed INTEGER NOT NULL, sort TEXT NOT NULL, id TEXT NOT NULL, number INTEGER NOT NULL, due INTEGER NOT NULL, until INTEGER NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS versions_feed ON versions (feed, sort, id);
        CREATE INDEX IF NOT EXISTS versions_number ON versions (number);
        CREATE TABLE IF NOT EXISTS orders (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, lane TEXT NOT NULL, copy INTEGER NOT NULL, arrived INTEGER NOT NULL,
            epoch INTEGER NOT NULL DEFAULT 1, given TEXT, copy_until TEXT, payload BLOB, life BLOB);
        CREATE TABLE IF NOT EXISTS stages (number INTEGER NOT NULL, stage TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, copy INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS stages_until ON stages (stage, until, since);
        CREATE INDEX IF NOT EXISTS stages_number ON stages (number);
        CREATE TABLE IF NOT EXISTS stock (sku TEXT NOT NULL, node TEXT NOT NULL, on_hand INTEGER NOT NULL, reserved INTEGER NOT NULL, as_of INTEGER NOT NULL, PRIMARY KEY (sku, node)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS effects (number INTEGER NOT NULL, kind TEXT NOT NULL, parcel INTEGER NOT NULL, at INTEGER NOT NULL, copy INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS effects_number ON effects (number);
        CREATE TABLE IF NOT EXISTS releases (number INTEGER NOT NULL, parcel INTEGER NOT NULL, at INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS releases_at ON releases (at);
        CREATE INDEX IF NOT EXISTS releases_number ON releases (number);
        CREATE TABLE IF NOT EXISTS waiting (number INTEGER PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS holds (segment TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS idempotency (key TEXT PRIMARY KEY, hash TEXT NOT NULL, status INTEGER NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS changes (key TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, copy INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS changes_key ON changes (key);
        CREATE TABLE IF NOT EXISTS reservations (key TEXT NOT NULL, sku TEXT NOT NULL, node TEXT NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (key, sku, node)) WITHOUT ROWID;
        """;

    private readonly SqliteConnection writer;
    private readonly string connectionString;
    private LedgerPosition position;
    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);
    private SqliteTransaction? current;

    private SideLedger(SqliteConnection writer, string connectionString, LedgerPosition position)
    {
        this.writer = writer;
        this.connectionString = connectionString;
        this.position = position;
        Shelf = StockShelf.Load(writer);
    }

    /// <summary>Where the stream stands; swapped after each commit.</summary>
    public LedgerPosition Position => Volatile.Read(ref position);

    /// <summary>What is visible now, milliseconds since 1970.</summary>
    public long Horizon => Position.Horizon;

    /// <summary>Stock as this side believes it; used by the writer only.</summary>
    public StockShelf Shelf { get; }

    /// <summary>Opens the file, or makes it with <paramref name="start"/> as its first position.</summary>
    public static SideLedger Open(string file, LedgerPosition start)
    {
        var opening = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ToString();
        var connection = OpenConnection(opening);
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;");
        if (ReadMeta(connection, "generation") is { } generation && generation != Generation)
        {
            connection.Dispose();
            SqliteConnection.ClearPool(connection);
            SetAside(file, generation);
            return Open(file, start);
        }

        Execute(connection, Schema);
        return new SideLedger(connection, opening, ReadPosition(connection) ?? start);
    }

    /// <summary>Writes orders and moves the horizon, in one transaction. Orders that are already there are left alone.</summary>
    /// <param name="beforeItShows">Runs in the same transaction, when the orders are in and nothing that is due by then can be seen yet.</param>
    public void Append(IEnumerable<OrderRows> orders, LedgerPosition moved, Action? beforeItShows = null)
    {
        using var transaction = current = writer.BeginTransaction();
        try
        {
            using (var insert = new LedgerInserts(writer, transaction))
            {
                foreach (var order in orders)
                {
                    if (insert.Add(order, moved.Horizon))
                    {
                        Shelf.Take(order.Stock);
                    }
                }

                beforeItShows?.Invoke();
                Shelf.Save(writer, transaction);
                insert.SaveMeta("generation", Generation);
                insert.SaveMeta("number", moved.Number);
                insert.SaveMeta("arrival", moved.ArrivalTicks);
                insert.SaveMeta("burst", moved.BurstNumber);
                insert.SaveMeta("horizon", moved.Horizon);
            }

            transaction.Commit();
        }
        finally
        {
            current = null;
        }

        Volatile.Write(ref position, moved);
    }

    /// <summary>Runs writes as one transaction; the caller holds the world's lock.</summary>
    public T InTransaction<T>(Func<T> work)
    {
        using var transaction = current = writer.BeginTransaction();
        try
        {
            var made = work();
            Shelf.Save(writer, transaction);
            transaction.Commit();
            return made;
        }
        finally
        {
            current = null;
        }
    }

    /// <summary>Keeps a number of its own beside the orders, such as how far webhooks were sent.</summary>
    public void Remember(string name, long value) => Write("INSERT INTO meta (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", ("$name", name), ("$value", value));

    public long? Recall(string name)
    {
        using var connection = OpenConnection(connectionString);
        return ReadMeta(connection, name);
    }

    /// <summary>Runs one statement in the writer's place; the caller holds the world's lock.</summary>
    public int Write(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        return InTurn(sql, parameters).ExecuteNonQuery();
    }

    /// <summary>Reads rows with a connection of its own.</summary>
    public List<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var connection = OpenConnection(connectionString);
        using var command = Prepare(connection, sql, parameters);
        return Rows(command, row);
    }

    /// <summary>Reads rows in the writer's place, what its transaction has not committed included; the caller holds the world's lock.</summary>
    public List<T> ReadInTurn<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        return Rows(InTurn(sql, parameters), row);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }

        writer.Dispose();
        SqliteConnection.ClearPool(writer);
        return ValueTask.CompletedTask;
    }

    /// <summary>The writer's statements are few and used for every order: each is compiled once.</summary>
    private SqliteCommand InTurn(string sql, ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = prepared[sql] = writer.CreateCommand();
            command.CommandText = sql;
        }

        command.Parameters.Clear();
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.Transaction = current;
        return command;
    }

    private static List<T> Rows<T>(SqliteCommand command, Func<SqliteDataReader, T> row)
    {
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    private static SqliteConnection OpenConnection(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long? ReadMeta(SqliteConnection connection, string name)
    {
        using var exists = Prepare(connection, "SELECT 1 FROM sqlite_master WHERE name = 'meta'", []);
        if (exists.ExecuteScalar() is null)
        {
            return null;
        }

        using var command = Prepare(connection, "SELECT value FROM meta WHERE name = $name", [("$name", name)]);
        return command.ExecuteScalar() is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
    }

    private static LedgerPosition? ReadPosition(SqliteConnection connection) =>
        ReadMeta(connection, "horizon") is { } horizon
            ? new LedgerPosition(ReadMeta(connection, "number") ?? 0, ReadMeta(connection, "arrival") ?? 0, ReadMeta(connection, "burst") ?? 0, horizon)
            : null;

    private static void SetAside(string file, long generation)
    {
        foreach (var end in (string[])["", "-wal", "-shm"])
        {
            if (File.Exists(file + end))
            {
                File.Move(file + end, string.Create(CultureInfo.InvariantCulture, $"{file}.generation-{generation}{end}"), overwrite: true);
            }
        }
    }
}
