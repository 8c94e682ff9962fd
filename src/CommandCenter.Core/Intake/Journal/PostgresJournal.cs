using System.Data.Common;
using Npgsql;

namespace CommandCenter.Intake.Journal;

/// <summary>The journal in PostgreSQL: what a batch writes goes in one round trip; batches of several nodes wait for one another at the head.</summary>
internal sealed class PostgresJournal(string connectionString) : JournalTables
{
    private NpgsqlBatch? pending;

    protected override string ReadHead => "SELECT revision, next_number FROM traffic_head WHERE id = 1 FOR UPDATE";

    protected override string Among => "= ANY($1)";

    protected override async Task<DbConnection> OpenAsync(CancellationToken cancel)
    {
        var opened = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 32, AutoPrepareMinUsages = 2, Pooling = false }.ConnectionString);
        await opened.OpenAsync(cancel);
        return opened;
    }

    protected override void Put(string sql, object?[] values)
    {
        pending ??= new NpgsqlBatch((NpgsqlConnection)Connection);
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        pending.BatchCommands.Add(command);
    }

    protected override async Task FlushAsync(CancellationToken cancel)
    {
        if (pending is not { } batch)
        {
            return;
        }

        pending = null;
        await using (batch)
        {
            await batch.ExecuteNonQueryAsync(cancel);
        }
    }

    protected override DbCommand Command(string sql, object?[] values)
    {
        // reads only: what they ask for is always there
        var command = new NpgsqlCommand(sql, (NpgsqlConnection)Connection, (NpgsqlTransaction?)Transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    protected override object List(IReadOnlyCollection<string> keys) => keys.ToArray();

    protected override void Forget() => pending = null;
}
