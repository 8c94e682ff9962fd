using System.Data;
using System.Data.Common;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Traffic;

namespace CommandCenter.Intake.Journal;

/// <summary>What the providers share. One connection, one transaction at a time; statements are prepared once.</summary>
internal abstract class JournalTables : IJournalTables
{
    private DbConnection? connection;
    private TrafficTable table = TrafficTable.Empty;

    protected DbTransaction? Transaction { get; private set; }

    /// <summary>How the head is read so that it stays as it is.</summary>
    protected abstract string ReadHead { get; }

    public async Task<JournalHead> BeginAsync(CancellationToken cancel)
    {
        connection ??= await OpenAsync(cancel);
        Transaction = await connection.BeginTransactionAsync(IsolationLevel.Unspecified, cancel);
        var (revision, next) = await OneAsync(ReadHead, [], r => (r.GetInt64(0), r.GetInt64(1)), cancel);
        if (table.Revision != revision)
        {
            table = await OneAsync("SELECT rules FROM traffic_table WHERE revision = $1", [revision], r => TrafficTables.Read(revision, r.GetString(0)), cancel);
        }

        return new JournalHead(revision, next, table);
    }

    public async Task ReadAsync(JournalBatch batch, IReadOnlyList<JournalWork> works, CancellationToken cancel)
    {
        await ManyAsync($"SELECT {JournalSql.OrderColumns} FROM intake_order WHERE order_key {Among}", works.SelectMany(w => w.OrderKeys), r => batch.See(JournalSql.ReadOrder(r)), cancel);
        await ManyAsync($"SELECT {JournalSql.OrderColumns} FROM intake_order WHERE idempotency_key {Among}", works.SelectMany(w => w.OrderIdempotencyKeys), r => batch.See(JournalSql.ReadOrder(r)), cancel);
        await ManyAsync($"SELECT {JournalSql.ChangeColumns} FROM intake_change WHERE idempotency_key {Among}", works.SelectMany(w => w.ChangeIdempotencyKeys), r => batch.See(JournalSql.ReadChange(r)), cancel);
        await ManyAsync($"SELECT {JournalSql.EntryColumns} FROM intake_entry WHERE order_key {Among} AND state < 10 ORDER BY number", works.SelectMany(w => w.EntriesOf), r => batch.See(JournalSql.ReadEntry(r)), cancel);
    }

    public async Task CommitAsync(JournalBatch batch, JournalHead head, CancellationToken cancel)
    {
        foreach (var (order, submission, decision) in batch.NewOrders)
        {
            Put(JournalSql.InsertOrder, JournalSql.Values(order, submission, decision));
        }

        foreach (var order in batch.ChangedOrders.Values)
        {
            Put(JournalSql.UpdateOrder, JournalSql.Update(order));
        }

        foreach (var change in batch.NewChanges)
        {
            Put(JournalSql.InsertChange, JournalSql.Values(change));
        }

        foreach (var entry in batch.NewEntries)
        {
            Put(JournalSql.InsertEntry, JournalSql.Values(entry));
        }

        foreach (var entry in batch.ChangedEntries.Values)
        {
            Put(JournalSql.UpdateEntry, JournalSql.Update(entry, batch.Now));
        }

        foreach (var refusal in batch.Refusals)
        {
            Put(JournalSql.InsertRefusal, JournalSql.Values(refusal));
        }

        foreach (var transfer in batch.Transfers)
        {
            Put(JournalSql.UpdateTransfer, JournalSql.Update(transfer));
        }

        if (batch.NextNumber != head.NextNumber)
        {
            Put(JournalSql.UpdateHead, [batch.NextNumber]);
        }

        await FlushAsync(cancel);
        await Transaction!.CommitAsync(cancel);
        await Transaction.DisposeAsync();
        Transaction = null;
    }

    public Task<bool> StandsAsync(JournalEntry added, CancellationToken cancel) => OneAsync(
        "SELECT COUNT(*) FROM intake_entry WHERE number = $1 AND order_key = $2 AND side = $3 AND operation = $4 AND created_at = $5",
        [added.Number, added.OrderKey, (int)added.Side, (int)added.Operation, Instants.ToMicros(added.CreatedAt)], r => r.GetInt64(0) > 0, cancel);

    public async Task AbandonAsync()
    {
        Forget();
        Transaction = null;
        if (connection is { } broken)
        {
            connection = null;
            await broken.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await AbandonAsync();

    /// <summary>Such as <c>= ANY($1)</c>.</summary>
    protected abstract string Among { get; }

    protected DbConnection Connection => connection!;

    protected abstract Task<DbConnection> OpenAsync(CancellationToken cancel);

    /// <summary>Runs a statement now, or with the next <see cref="FlushAsync"/>.</summary>
    protected abstract void Put(string sql, object?[] values);

    protected abstract Task FlushAsync(CancellationToken cancel);

    /// <summary>A command with the parameters $1, $2, … that may be prepared and kept.</summary>
    protected abstract DbCommand Command(string sql, object?[] values);

    /// <summary>How a list becomes one parameter.</summary>
    protected abstract object List(IReadOnlyCollection<string> keys);

    /// <summary>The connection is given up: nothing that belongs to it may be kept.</summary>
    protected abstract void Forget();

    private async Task<T> OneAsync<T>(string sql, object?[] values, Func<DbDataReader, T> read, CancellationToken cancel)
    {
        var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? read(reader) : throw new DataException($"There is no row for: {sql}");
    }

    private async Task ManyAsync(string sql, IEnumerable<string> keys, Action<DbDataReader> found, CancellationToken cancel)
    {
        var distinct = keys.ToHashSet(StringComparer.Ordinal);
        if (distinct.Count == 0)
        {
            return;
        }

        var command = Command(sql, [List(distinct)]);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            found(reader);
        }
    }
}
