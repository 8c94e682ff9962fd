using System.Globalization;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Rehearsal.Shop;

/// <summary>Something that the storefront posts.</summary>
/// <param name="Kind">order, or the kind of a change.</param>
/// <param name="Tries">How often it was posted without an answer that ends it.</param>
internal sealed record Posting(long Sequence, string Key, string Kind, string IdempotencyKey, byte[] Body, int Tries);

/// <param name="Posted">Requests sent, repeats included.</param>
/// <param name="Oldest">When the oldest of those that wait should have gone; null when none waits.</param>
internal sealed record ShopCounts(long Posted, long Acknowledged, long Refused, long Waiting, DateTimeOffset? Oldest);

/// <summary>What the storefront has still to post, durable: a SQLite file with one writer at a time.</summary>
internal sealed class ShopOutbox : IAsyncDisposable
{
    private const string Schema = """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
        CREATE TABLE IF NOT EXISTS outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, kind TEXT NOT NULL, idempotency TEXT NOT NULL UNIQUE, body BLOB NOT NULL,
            due INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, next INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS outbox_key ON outbox (key, sequence);
        CREATE INDEX IF NOT EXISTS outbox_next ON outbox (next, sequence);
        CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        """;

    private readonly Lock turn = new();
    private readonly SqliteConnection connection;

    private ShopOutbox(SqliteConnection connection)
    {
        this.connection = connection;
        Position = Meta("number") is { } number ? new LedgerPosition(number, Meta("arrival") ?? 0, Meta("burst") ?? 0, Meta("horizon") ?? 0) : null;
    }

    /// <summary>Where the stream of orders stood when it was last posted; null when it never was.</summary>
    public LedgerPosition? Position { get; private set; }

    public static ShopOutbox Open(string file)
    {
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ToString());
        opened.Open();
        using var command = opened.CreateCommand();
        command.CommandText = Schema;
        command.ExecuteNonQuery();
        return new ShopOutbox(opened);
    }

    /// <summary>Takes orders in, with what their customers will change, and where the stream stands; all or nothing.</summary>
    public void Add(IReadOnlyList<RetailOrder> orders, LedgerPosition moved, RehearsalOptions options)
    {
        if (orders.Count == 0)
        {
            return;
        }

        lock (turn)
        {
            using var transaction = connection.BeginTransaction();
            foreach (var order in orders)
            {
                foreach (var (kind, due, body) in ShopPostings.Of(options.Seed, order, options.Speed))
                {
                    Run(
                        "INSERT OR IGNORE INTO outbox (key, kind, idempotency, body, due, next) VALUES ($key, $kind, $idempotency, $body, $due, $due)", transaction,
                        ("$key", order.Key), ("$kind", kind), ("$idempotency", $"storefront:{order.Key}:{kind}"), ("$body", body), ("$due", due));
                }
            }

            foreach (var (name, value) in ((string, long)[])[("number", moved.Number), ("arrival", moved.ArrivalTicks), ("burst", moved.BurstNumber), ("horizon", moved.Horizon)])
            {
                Run("INSERT INTO meta (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", transaction, ("$name", name), ("$value", value));
            }

            transaction.Commit();
            Position = moved;
        }
    }

    /// <summary>What may be posted now, oldest first: of each order only the first that waits.</summary>
    public List<Posting> Due(DateTimeOffset now, int limit)
    {
        lock (turn)
        {
            using var command = Command(
                """
                SELECT sequence, key, kind, idempotency, body, tries FROM outbox o
                WHERE next <= $now AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.key = o.key AND e.sequence < o.sequence)
                ORDER BY next, sequence LIMIT $limit
                """,
                null, ("$now", now.ToUnixTimeMilliseconds()), ("$limit", limit));
            using var reader = command.ExecuteReader();
            var rows = new List<Posting>();
            while (reader.Read())
            {
                rows.Add(new Posting(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<byte[]>(4), reader.GetInt32(5)));
            }

            return rows;
        }
    }

    /// <summary>It was accepted, or refused for good; what follows an order that was refused has nothing to follow.</summary>
    public void Finish(Posting posting, bool accepted)
    {
        lock (turn)
        {
            using var transaction = connection.BeginTransaction();
            var done = !accepted && posting.Kind == ShopPostings.Order
                ? Run("DELETE FROM outbox WHERE key = $key", transaction, ("$key", posting.Key))
                : Run("DELETE FROM outbox WHERE sequence = $sequence", transaction, ("$sequence", posting.Sequence));
            Count(accepted ? "acknowledged" : "refused", done, transaction);
            Count("posted", 1, transaction);
            transaction.Commit();
        }
    }

    /// <summary>No answer that ends it: once more, later.</summary>
    public void Later(Posting posting, DateTimeOffset next)
    {
        lock (turn)
        {
            using var transaction = connection.BeginTransaction();
            Run("UPDATE outbox SET tries = tries + 1, next = $next WHERE sequence = $sequence", transaction, ("$next", next.ToUnixTimeMilliseconds()), ("$sequence", posting.Sequence));
            Count("posted", 1, transaction);
            transaction.Commit();
        }
    }

    /// <param name="now">What is due later does not wait yet.</param>
    public ShopCounts Counts(DateTimeOffset now)
    {
        lock (turn)
        {
            using var command = Command("SELECT count(*), min(due) FROM outbox WHERE due <= $now", null, ("$now", now.ToUnixTimeMilliseconds()));
            using var reader = command.ExecuteReader();
            reader.Read();
            var (waiting, oldest) = (reader.GetInt64(0), reader.IsDBNull(1) ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)));
            return new ShopCounts(Meta("posted") ?? 0, Meta("acknowledged") ?? 0, Meta("refused") ?? 0, waiting, oldest);
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (turn)
        {
            connection.Dispose();
            SqliteConnection.ClearPool(connection);
        }

        return ValueTask.CompletedTask;
    }

    private void Count(string name, long more, SqliteTransaction transaction) =>
        Run("INSERT INTO meta (name, value) VALUES ($name, $more) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value", transaction, ("$name", name), ("$more", more));

    private long? Meta(string name)
    {
        using var command = Command("SELECT value FROM meta WHERE name = $name", null, ("$name", name));
        return command.ExecuteScalar() is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
    }

    private int Run(string sql, SqliteTransaction transaction, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(sql, transaction, parameters);
        return command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, SqliteTransaction? transaction, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
