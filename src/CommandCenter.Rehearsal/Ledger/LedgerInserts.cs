using Microsoft.Data.Sqlite;

namespace CommandCenter.Rehearsal.Ledger;

/// <summary>The prepared inserts of one transaction.</summary>
internal sealed class LedgerInserts : IDisposable
{
    private readonly SqliteCommand order;
    private readonly SqliteCommand stage;
    private readonly SqliteCommand version;
    private readonly SqliteCommand meta;
    private readonly SqliteCommand effect;
    private readonly SqliteCommand release;

    public LedgerInserts(SqliteConnection connection, SqliteTransaction transaction)
    {
        order = Make("INSERT OR IGNORE INTO orders (number, key, lane, copy, arrived) VALUES ($1, $2, $3, $4, $5)", 5);
        stage = Make("INSERT INTO stages (number, stage, since, until, copy) VALUES ($1, $2, $3, $4, $5)", 5);
        version = Make("INSERT INTO versions (feed, sort, id, number, due, until, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", 8);
        effect = Make("INSERT INTO effects (number, kind, parcel, at, copy) VALUES ($1, $2, $3, $4, $5)", 5);
        release = Make("INSERT INTO releases (number, parcel, at) VALUES ($1, $2, $3)", 3);
        meta = Make("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", 2);

        SqliteCommand Make(string sql, int count)
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            for (var i = 1; i <= count; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + (char)('0' + i) });
            }

            command.Prepare();
            return command;
        }
    }

    /// <summary>False when the order was there already.</summary>
    public bool Add(OrderRows rows, long horizon)
    {
        if (Run(order, rows.Number, rows.Key, rows.Lane, rows.IsCopy ? 1 : 0, rows.ArrivedTicks) == 0)
        {
            return false;
        }

        foreach (var at in rows.Stages)
        {
            Run(stage, rows.Number, at.Stage, at.From, at.Until, rows.IsCopy ? 1 : 0);
        }

        foreach (var row in rows.Versions)
        {
            // replaced before anybody could have seen it
            if (row.Until > horizon)
            {
                Run(version, row.Feed, row.Sort, row.Id, row.Number, row.Due, row.Until, row.Body, row.At);
            }
        }

        foreach (var row in rows.Effects)
        {
            Run(effect, rows.Number, row.Kind, row.Parcel, row.At, row.IsCopy ? 1 : 0);
        }

        foreach (var row in rows.Releases)
        {
            Run(release, rows.Number, row.Parcel, row.At);
        }

        return true;
    }

    public void SaveMeta(string name, long value) => Run(meta, name, value);

    public void Dispose()
    {
        order.Dispose();
        stage.Dispose();
        version.Dispose();
        meta.Dispose();
        effect.Dispose();
        release.Dispose();
    }

    private static int Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command.ExecuteNonQuery();
    }
}
