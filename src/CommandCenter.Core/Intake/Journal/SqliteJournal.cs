using System.Data.Common;
using System.Text.Json;
using CommandCenter.Persistence;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Intake.Journal;

/// <summary>The journal in commands.db: one connection with prepared statements; a commit is on the disk before it is answered.</summary>
internal sealed class SqliteJournal(string connectionString) : JournalTables
{
    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);

    // its transactions hold the one write lock from their beginning
    protected override string ReadHead => "SELECT revision, next_number FROM traffic_head WHERE id = 1";

    protected override string Among => "IN (SELECT value FROM json_each($1))";

    protected override async Task<DbConnection> OpenAsync(CancellationToken cancel)
    {
        var opened = new SqliteConnection(connectionString);
        await opened.OpenAsync(cancel);
        await using var command = opened.CreateCommand();
        command.CommandText = "PRAGMA synchronous=FULL; PRAGMA cache_size=-32768;";
        await command.ExecuteNonQueryAsync(cancel);
        return opened;
    }

    protected override void Put(string sql, object?[] values) => Command(sql, values).ExecuteNonQuery();

    protected override Task FlushAsync(CancellationToken cancel) => Task.CompletedTask;

    protected override DbCommand Command(string sql, object?[] values)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = ((SqliteConnection)Connection).CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${i + 1}") });
            }

            prepared[sql] = command;
        }

        command.Transaction = (SqliteTransaction?)Transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    protected override object List(IReadOnlyCollection<string> keys) => JsonSerializer.Serialize(keys);

    protected override void Forget()
    {
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }

        prepared.Clear();
    }
}
