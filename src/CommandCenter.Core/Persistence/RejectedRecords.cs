using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Persistence;

/// <summary>
/// Rejected records as they are stored. A retry reads them here and hands its outcome to <see cref="EventStore.AppendAsync"/> as one batch: what it made, the ids it resolved
/// (<see cref="IngestBatch.Resolved"/>) and what is refused again (<see cref="IngestBatch.IsRetry"/>).
/// </summary>
public sealed class RejectedRecords(IDbContextFactory<EventsDb> contexts) : IRejectedQueries
{
    private const string List = "rejected";

    /// <summary>Newest first. A limit outside 1 to 200 is moved to the nearest; a cursor that is none begins anew.</summary>
    public async Task<RejectedPage> ListAsync(string? source, string? code, string? state, string? cursor, int limit, CancellationToken cancel)
    {
        limit = Math.Clamp(limit, 1, 200);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var total = await Filter(db.RejectedRecords, source, code, state).CountAsync(cancel);
        var after = cursor is null ? null : PageCursor.Read(cursor, List);
        var rows = await Filter(Behind(db, after), source, code, state).Include(r => r.Reasons).AsNoTracking()
            .OrderByDescending(r => r.ObservedAt).ThenByDescending(r => r.Id).Take(limit + 1).ToListAsync(cancel);
        var next = rows.Count > limit ? new PageCursor(List, Instants.ToMicros(rows[limit - 1].ObservedAt), rows[limit - 1].Id.ToString("D", CultureInfo.InvariantCulture)).Write() : null;
        return new RejectedPage([.. rows.Take(limit).Select(Item)], next, total);
    }

    public async Task<IReadOnlyList<(string Source, string Code, int Count)>> CountAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var counts = await db.Set<RejectedReasonRow>()
            .Join(db.RejectedRecords.Where(r => r.State == "waiting"), reason => reason.RejectedId, r => r.Id, (reason, r) => new { r.Id, r.Source, reason.Code })
            .Distinct().GroupBy(r => new { r.Source, r.Code }).Select(g => new { g.Key.Source, g.Key.Code, Count = g.Count() })
            .OrderBy(g => g.Source).ThenBy(g => g.Code).ToListAsync(cancel);
        return [.. counts.Select(c => (c.Source, c.Code, c.Count))];
    }

    /// <summary>Waiting records to map again, oldest first: the named ones, or all of a source (null = every source).</summary>
    /// <param name="after">Only ids behind this one; null = from the beginning.</param>
    public async Task<IReadOnlyList<RejectedItem>> ReadWaitingAsync(string? source, IReadOnlyList<Guid>? ids, Guid? after, int limit, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var waiting = after is { } last ? db.RejectedRecords.FromSql($"SELECT * FROM rejected_record WHERE id > {last}") : db.RejectedRecords;
        waiting = ids is null ? waiting : waiting.Where(r => ids.Contains(r.Id));
        var rows = await Filter(waiting, source, null, "waiting").Include(r => r.Reasons).AsNoTracking().OrderBy(r => r.Id).Take(limit).ToListAsync(cancel);
        return [.. rows.Select(Item)];
    }

    private static IQueryable<RejectedRecordRow> Behind(EventsDb db, PageCursor? after) =>
        after is { Value: { } micros } cursor && Guid.TryParse(cursor.Tie, out var id)
            ? db.RejectedRecords.FromSql($"SELECT * FROM rejected_record WHERE (observed_at, id) < ({micros}, {id})")
            : db.RejectedRecords;

    private static IQueryable<RejectedRecordRow> Filter(IQueryable<RejectedRecordRow> records, string? source, string? code, string? state)
    {
        records = source is null ? records : records.Where(r => r.Source == source);
        records = state is null ? records : records.Where(r => r.State == state);
        return code is null ? records : records.Where(r => r.Reasons.Any(reason => reason.Code == code));
    }

    private static RejectedItem Item(RejectedRecordRow row) => new(
        new RejectedRecord(
            row.Id, row.Source, row.RecordId, row.Payload, [.. row.Reasons.OrderBy(r => r.Position).Select(r => new RejectReason(r.Field, r.Code, r.Message))], row.MappingHash,
            row.ObservedAt),
        row.State, row.Attempts, row.LastTriedAt);
}
