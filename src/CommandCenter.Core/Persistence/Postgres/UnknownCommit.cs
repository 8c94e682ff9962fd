using CommandCenter.Orders;
using CommandCenter.Sources;
using Npgsql;

namespace CommandCenter.Persistence.Postgres;

/// <summary>
/// A commit that was sent and not answered: the server may have kept it or not. The next append finds out under the lock on the head, by the id of the last commit or, where others have
/// committed since, by the keys that it gave. Nothing is written twice, and live state hears of what was kept.
/// </summary>
internal sealed class UnknownCommit
{
    private IngestBatch? batch;
    private CommittedBatch? done;
    private (long Number, OrderEvent Event)? lastEvent;
    private Guid commit;

    // was kept, but whoever sent it had been told otherwise and does not ask again
    private CommittedBatch? late;

    public void Begin(IngestBatch sent, CommittedBatch made, Guid id, (long Number, OrderEvent Event)? last) => (batch, done, commit, lastEvent) = (sent, made, id, last);

    public void Clear() => (batch, done, lastEvent, late) = (null, null, null, null);

    /// <returns>What <paramref name="next"/> came to, where it is the one that was sent and was kept; null where it is still to be done.</returns>
    public async ValueTask<CommittedBatch?> ResolveAsync(NpgsqlConnection connection, StoreHead head, IngestBatch next, CancellationToken cancel)
    {
        if (batch is not { } sent || done is not { } made)
        {
            return null;
        }

        var kept = head.Commit == commit || (head.Revision >= made.Revision && await HoldsKeysAsync(connection, sent, made, cancel));
        if (kept && ReferenceEquals(sent, next))
        {
            Clear();
            return made;
        }

        (batch, done, lastEvent) = (null, null, null);
        late = kept ? made : late;
        return null;
    }

    /// <summary>Adds what was kept and not told to what is told now.</summary>
    public CommittedBatch WithLate(CommittedBatch now)
    {
        if (late is not { } before)
        {
            return now;
        }

        var told = now.Orders.Select(o => (o.OrderKey, o.Side)).ToHashSet();
        return now with
        {
            Orders = [.. before.Orders.Where(o => !told.Contains((o.OrderKey, o.Side))), .. now.Orders],
            Inventory = [.. before.Inventory, .. now.Inventory],
            Gauges = [.. before.Gauges, .. now.Gauges],
            Contacts = [.. before.Contacts, .. now.Contacts],
        };
    }

    private async ValueTask<bool> HoldsKeysAsync(NpgsqlConnection connection, IngestBatch sent, CommittedBatch made, CancellationToken cancel)
    {
        if (lastEvent is { } last)
        {
            await using var command = new NpgsqlCommand(PostgresSql.HoldsEvent, connection)
            {
                Parameters = { new() { Value = last.Number }, new() { Value = PostgresText.Clean(last.Event.EventId) }, new() { Value = unchecked((long)last.Event.Stamp.PayloadHash) } },
            };
            return (bool)(await command.ExecuteScalarAsync(cancel))!;
        }

        if (made.Cursor is { } cursor)
        {
            await using var command = new NpgsqlCommand(PostgresSql.ReadCursor, connection) { Parameters = { new() { Value = sent.Source } } };
            await using var row = await command.ExecuteReaderAsync(cancel);
            return await row.ReadAsync(cancel) && row.GetInt64(0) >= cursor.Revision;
        }

        return false;
    }
}
