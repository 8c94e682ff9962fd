using CommandCenter.Orders;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Persistence;

/// <param name="Orders">Orders whose events were deleted; keys, owner and compact state remain.</param>
public sealed record RetentionOutcome(int Orders, int Events, int Gauges, int Rejected, int Contacts, int Timers);

/// <summary>Deletes what is older than the configured days, in small transactions so that ingest goes on meanwhile. Nothing of an open order is ever deleted.</summary>
public sealed class Retention(IDbContextFactory<EventsDb> contexts, StorageOptions options, TimeProvider time)
{
    private const int OrdersAtOnce = 200;
    private const int RowsAtOnce = 5_000;

    public async Task<RetentionOutcome> RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var (orders, events, timers) = await ArchiveAsync(now, now.AddDays(-options.KeepEventsDays), cancel);
        var gauges = await DeleteAsync(
            now.AddDays(-options.KeepGaugesDays),
            $"DELETE FROM gauge_reading WHERE (side, name, as_of) IN (SELECT side, name, as_of FROM gauge_reading WHERE as_of < {{0}} AND name <> '{GaugeReading.UnitsPerLabourHour}' LIMIT {{1}})", cancel);
        // months of them are held against each other, as of contacts
        gauges += await DeleteAsync(
            now.AddDays(-options.KeepContactsDays),
            $"DELETE FROM gauge_reading WHERE (side, name, as_of) IN (SELECT side, name, as_of FROM gauge_reading WHERE as_of < {{0}} AND name = '{GaugeReading.UnitsPerLabourHour}' LIMIT {{1}})", cancel);
        // an open rejected record is work for a person: it expires too, but only after its days
        var rejected = await DeleteAsync(
            now.AddDays(-options.KeepRejectedDays), "DELETE FROM rejected_record WHERE id IN (SELECT id FROM rejected_record WHERE observed_at < {0} LIMIT {1})", cancel);
        var contacts = await DeleteAsync(
            now.AddDays(-options.KeepContactsDays),
            "DELETE FROM customer_contact WHERE (source, id) IN (SELECT source, id FROM customer_contact WHERE at < {0} LIMIT {1})", cancel);
        return new RetentionOutcome(orders, events, gauges, rejected, contacts, timers);
    }

    private async Task<(int Orders, int Events, int Timers)> ArchiveAsync(DateTimeOffset now, DateTimeOffset before, CancellationToken cancel)
    {
        var (orders, events, timers) = (0, 0, 0);
        while (true)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            // the write lock first: what is read below cannot change before it is deleted
            await using var transaction = await BeginAsync(db, now, cancel);
            var due = await db.Orders.Where(o => o.SettledAt < before && db.Events.Any(e => e.OrderNumber == o.Number))
                .OrderBy(o => o.SettledAt).Take(OrdersAtOnce).ToListAsync(cancel);
            if (due.Count == 0)
            {
                return (orders, events, timers);
            }

            var sources = await db.SourceNames.AsNoTracking().ToDictionaryAsync(s => s.Number, s => s.Name, cancel);
            foreach (var order in due)
            {
                events += await ArchiveAsync(db, order, sources, cancel);
                order.ArchivedAt = now;
                timers += await db.SlaTimers.Where(t => t.OrderKey == order.OrderKey).ExecuteDeleteAsync(cancel);
            }

            await db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
            orders += due.Count;
        }
    }

    private static async Task<int> ArchiveAsync(EventsDb db, OrderRow order, Dictionary<int, string> sources, CancellationToken cancel)
    {
        var rows = await db.Events.AsNoTracking().Where(e => e.OrderNumber == order.Number).OrderBy(e => e.Number)
            .Select(e => new { e.Source, e.EventId, e.Side, e.Version, e.OccurredAt, e.PayloadHash }).ToListAsync(cancel);
        foreach (var (side, state) in new[] { (Side.Legacy, order.Legacy), (Side.Orchestration, order.Orchestration), (Side.Shared, order.Shared) })
        {
            if (state is null)
            {
                continue;
            }

            var known = new List<byte>();
            foreach (var row in rows.Where(r => r.Side == side))
            {
                ArchivedSide.Note(known, sources[row.Source], row.EventId, new Stamp(row.Version, Instants.ToMicros(row.OccurredAt), unchecked((ulong)row.PayloadHash)));
            }

            var archive = await db.Archives.FirstOrDefaultAsync(a => a.OrderNumber == order.Number && a.Side == side, cancel);
            if (archive is null)
            {
                db.Archives.Add(new OrderArchiveRow { OrderNumber = order.Number, Side = side, State = state, KnownEvents = [.. known] });
            }
            else
            {
                (archive.State, archive.KnownEvents) = (state, [.. archive.KnownEvents, .. known]);
            }
        }

        return await db.Events.Where(e => e.OrderNumber == order.Number).ExecuteDeleteAsync(cancel);
    }

    private async Task<int> DeleteAsync(DateTimeOffset before, string sql, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var deleted = 0;
        for (var last = RowsAtOnce; last == RowsAtOnce;)
        {
            last = await db.Database.ExecuteSqlRawAsync(sql, [Instants.ToMicros(before), RowsAtOnce], cancel);
            deleted += last;
        }

        return deleted;
    }

    private static async Task<Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction> BeginAsync(EventsDb db, DateTimeOffset now, CancellationToken cancel)
    {
        if (!db.Database.IsNpgsql())
        {
            // on SQLite a serializable transaction takes the write lock at its beginning
            return await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancel);
        }

        var transaction = await db.Database.BeginTransactionAsync(cancel);
        // the lock that every append takes, and the word for the one who remembers orders that they have changed
        var changed = Guid.CreateVersion7(now);
        await db.Heads.ExecuteUpdateAsync(h => h.SetProperty(r => r.CommitId, changed), cancel);
        return transaction;
    }
}
