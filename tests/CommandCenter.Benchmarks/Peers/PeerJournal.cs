using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Benchmarks.Peers;

/// <summary>What the hand-written programs make durable with: one thread, one SQLite file, whatever waits in one transaction (group commit), synchronous=FULL.</summary>
internal sealed class PeerJournal : IDisposable
{
    private const int MostOfOneCommit = 512;
    private readonly Channel<(string Sql, object[] Values, TaskCompletionSource<int>? Done)> waiting = Channel.CreateUnbounded<(string, object[], TaskCompletionSource<int>?)>(new() { SingleReader = true });
    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);
    private readonly SqliteConnection database;
    private readonly Task loop;

    /// <param name="tables">Made first.</param>
    public PeerJournal(string file, string tables)
    {
        database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        database.Open();
        using var begin = database.CreateCommand();
        begin.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768; " + tables;
        begin.ExecuteNonQuery();
        loop = Task.Factory.StartNew(RunAsync, TaskCreationOptions.LongRunning).Unwrap();
    }

    /// <summary>Completes with the changed rows once it is on the disk. Parameters are $1, $2, …</summary>
    public Task<int> WriteAsync(string sql, params object[] values)
    {
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Writer.TryWrite((sql, values, done));
        return done.Task;
    }

    /// <summary>Is on the disk with one of the next commits.</summary>
    public void Put(string sql, params object[] values) => waiting.Writer.TryWrite((sql, values, null));

    public void Dispose()
    {
        waiting.Writer.TryComplete();
        loop.GetAwaiter().GetResult();
        database.Dispose();
    }

    private async Task RunAsync()
    {
        var answers = new List<(TaskCompletionSource<int> Done, int Rows)>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            using (var transaction = database.BeginTransaction(deferred: false))
            {
                for (var i = 0; i < MostOfOneCommit && waiting.Reader.TryRead(out var one); i++)
                {
                    var rows = Run(one.Sql, one.Values, transaction);
                    if (one.Done is { } done)
                    {
                        answers.Add((done, rows));
                    }
                }

                transaction.Commit();
            }

            answers.ForEach(a => a.Done.SetResult(a.Rows));
            answers.Clear();
        }
    }

    private int Run(string sql, object[] values, SqliteTransaction transaction)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            prepared[sql] = command = database.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${i}") });
            }
        }

        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command.ExecuteNonQuery();
    }
}
