using System.Data.Common;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Intake.Journal;

/// <summary>Reads from the journal what is not kept in memory.</summary>
internal sealed class JournalReader(IDbContextFactory<CommandsDb> databases)
{
    /// <exception cref="InvalidOperationException">No such order was accepted.</exception>
    public async Task<OrderFacts> FactsAsync(string orderKey, CancellationToken cancel) =>
        (await FindAsync("SELECT payload, lane FROM intake_order WHERE order_key = @key", orderKey, r => new OrderFacts(r.GetFieldValue<byte[]>(0), r.IsDBNull(1) ? null : r.GetString(1)), cancel)).Single();

    /// <exception cref="InvalidOperationException">No such change was accepted.</exception>
    public async Task<(byte[] Body, string Kind)> ChangeAsync(long number, CancellationToken cancel) =>
        (await FindAsync("SELECT body, kind FROM intake_change WHERE number = @key", number, r => (r.GetFieldValue<byte[]>(0), r.GetString(1)), cancel)).Single();

    /// <summary>The ownership record; null where no such order was accepted.</summary>
    public async Task<OwnedOrder?> OrderAsync(string orderKey, CancellationToken cancel) =>
        (await FindAsync($"SELECT {JournalSql.OrderColumns} FROM intake_order WHERE order_key = @key", orderKey, JournalSql.ReadOrder, cancel)).SingleOrDefault();

    /// <summary>Every entry of an order, in order.</summary>
    public async Task<IReadOnlyList<JournalEntry>> EntriesAsync(string orderKey, CancellationToken cancel) =>
        await FindAsync($"SELECT {JournalSql.EntryColumns} FROM intake_entry WHERE order_key = @key ORDER BY number", orderKey, JournalSql.ReadEntry, cancel);

    /// <summary>Everything that something is still to be done for, in order.</summary>
    public async IAsyncEnumerable<JournalEntry> OpenAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await foreach (var entry in Entries(db.IntakeEntries.AsNoTracking().Where(e => e.State < (int)EntryState.Done)).AsAsyncEnumerable().WithCancellation(cancel))
        {
            yield return entry;
        }
    }

    /// <summary>A row as the journal works with it.</summary>
    public static JournalEntry Read(IntakeEntryRow e) => new()
    {
        Number = e.Number,
        OrderKey = e.OrderKey,
        Side = e.Side,
        Operation = (TargetOperation)e.Operation,
        Epoch = e.Epoch,
        IsCopy = e.IsCopy,
        ChangeNumber = e.ChangeNumber,
        State = (EntryState)e.State,
        Attempts = e.Attempts,
        Error = e.Error,
        CreatedAt = e.CreatedAt,
        FirstTriedAt = e.FirstTriedAt,
        TriedAt = e.TriedAt,
        Again = e.Again,
    };

    /// <summary>Without the model: a rollback reads several times for each of ten thousand orders, and making a query of the model costs more than the read.</summary>
    private async Task<List<T>> FindAsync<T>(string sql, object key, Func<DbDataReader, T> read, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Database.OpenConnectionAsync(cancel);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@key", key);
        command.Parameters.Add(parameter);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new List<T>(1);
        while (await rows.ReadAsync(cancel))
        {
            found.Add(read(rows));
        }

        return found;
    }

    private static IQueryable<JournalEntry> Entries(IQueryable<IntakeEntryRow> rows) => rows.OrderBy(e => e.Number).Select(e => Read(e));
}
