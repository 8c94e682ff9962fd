using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Intake;

/// <summary>How the intake stands.</summary>
/// <param name="Accepted">Orders with an ownership record, those taken over from a ledger included.</param>
/// <param name="TakenOver">Of those, orders that were taken over from a ledger.</param>
/// <param name="Forwarded">Entries that the owners have.</param>
/// <param name="Mirrored">Entries that the other side has as copies.</param>
/// <param name="Waiting">Entries to be sent.</param>
/// <param name="Unknown">Entries whose call was not answered.</param>
/// <param name="Parked">Entries that a person has to decide.</param>
/// <param name="Refused">Posts that contradicted what had been accepted.</param>
/// <param name="OldestOpen">When the oldest entry was accepted that is neither done nor parked; null = there is none.</param>
/// <param name="Trouble">Why nothing can be accepted; null while it can.</param>
public sealed record IntakeStatus(
    long Accepted, long TakenOver, long Forwarded, long Mirrored, int Waiting, int Unknown, int Parked, long Refused, DateTimeOffset? OldestOpen, string? Trouble, IReadOnlyList<LineView> Lines);

/// <summary>The line to one side.</summary>
/// <param name="Target">Id of the plan's target; null where it has none.</param>
/// <param name="Limit">Entries that may wait.</param>
public sealed record LineView(
    Side Side, string? Target, int Waiting, int Unknown, int Parked, int UnderWay, int Limit, DateTimeOffset? Oldest, DateTimeOffset? SilentSince, string? SilentBecause, IReadOnlyList<TargetOperation> Lacks)
{
    /// <summary>Whether one order can be asked for by key.</summary>
    public bool LooksUp { get; init; }

    /// <summary>Whether everything that it holds can be listed.</summary>
    public bool ListsLedger { get; init; }
}

/// <summary>An entry of the journal for a list.</summary>
public sealed record EntryView(
    long Number, string OrderKey, string? Lane, Side Side, TargetOperation Operation, int Epoch, EntryState State, int Attempts, string? Error, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, bool IsCopy,
    string? ChangeKind);

/// <summary>The ownership record of an order with its journal.</summary>
/// <param name="Revision">Of the traffic table that decided.</param>
/// <param name="Rule">That decided; <c>ledger</c> for an order that was taken over.</param>
public sealed record OwnershipView(
    string OrderKey, Side Owner, int Epoch, bool Mirrored, bool Pinned, long Revision, string Rule, int Slot, DateTimeOffset AcceptedAt, DateTimeOffset? ClosedAt, IReadOnlyList<EntryView> Entries);

/// <summary>A post that was refused because it contradicted what had been accepted.</summary>
public sealed record RefusalView(long Number, DateTimeOffset At, string OrderKey, string IdempotencyKey, string Code, string Reason);

/// <summary>Reads the journal for pages and API.</summary>
public sealed class IntakeQueries(IDbContextFactory<CommandsDb> databases, OrderIntake intake, ActivePlan plan)
{
    private static readonly TargetOperation[] every = Enum.GetValues<TargetOperation>();

    public async Task<IntakeStatus> StatusAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var open = await db.IntakeEntries.AsNoTracking().Where(e => e.State < (int)EntryState.Done).GroupBy(e => new { e.Side, e.State })
            .Select(g => new { g.Key.Side, g.Key.State, Count = g.Count(), Oldest = g.Min(e => e.CreatedAt) }).ToListAsync(cancel);
        var done = await db.IntakeEntries.AsNoTracking().Where(e => e.State == (int)EntryState.Done).GroupBy(e => e.IsCopy).Select(g => new { IsCopy = g.Key, Count = g.LongCount() }).ToListAsync(cancel);
        int Count(EntryState state, Side? side = null) => open.Where(o => o.State == (int)state && (side is null || o.Side == side)).Sum(o => o.Count);
        LineView Line(LineStatus line)
        {
            var target = plan.Current?.Target(line.Side);
            return new LineView(
                line.Side, target?.Id, Count(EntryState.Waiting, line.Side) + Count(EntryState.Sending, line.Side), Count(EntryState.Unknown, line.Side), Count(EntryState.Parked, line.Side), line.UnderWay,
                target?.QueueLimit ?? 0, open.Where(o => o.Side == line.Side && o.State < (int)EntryState.Parked).Select(o => (DateTimeOffset?)o.Oldest).Min(), line.SilentSince, line.SilentBecause,
                target is null ? [] : [.. every.Where(o => !target.Can(o))]) { LooksUp = target?.LookUp is not null, ListsLedger = target?.Ledger is not null };
        }

        return new IntakeStatus(
            await db.IntakeOrders.LongCountAsync(cancel), await db.IntakeOrders.LongCountAsync(o => o.IdempotencyKey == null, cancel), done.Where(d => !d.IsCopy).Sum(d => d.Count),
            done.Where(d => d.IsCopy).Sum(d => d.Count), Count(EntryState.Waiting) + Count(EntryState.Sending), Count(EntryState.Unknown), Count(EntryState.Parked),
            await db.IntakeRefusals.LongCountAsync(cancel), open.Where(o => o.State < (int)EntryState.Parked).Select(o => (DateTimeOffset?)o.Oldest).Min(), intake.Trouble, [.. intake.Lines.Select(Line)]);
    }

    /// <summary>Entries in one state, the oldest first; done and dropped ones, which only grow more, the newest first.</summary>
    /// <param name="after">Only numbers behind it in that order; 0 = from the beginning.</param>
    /// <param name="limit">1 to 500.</param>
    public async Task<IReadOnlyList<EntryView>> EntriesAsync(EntryState state, Side? side, long after, int limit, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var number = (int)state;
        var found = db.IntakeEntries.Where(e => (e.State == number || (state == EntryState.Waiting && e.State == (int)EntryState.Sending)) && (side == null || e.Side == side));
        var ended = state >= EntryState.Done;
        found = !ended ? found.Where(e => e.State < (int)EntryState.Done && e.Number > after) : after > 0 ? found.Where(e => e.Number < after) : found;
        return await Views(db, (ended ? found.OrderByDescending(e => e.Number) : found.OrderBy(e => e.Number)).Take(Math.Clamp(limit, 1, 500)), ended).ToListAsync(cancel);
    }

    /// <summary>The ownership record of an order; null where the intake does not know it.</summary>
    public async Task<OwnershipView?> OwnershipAsync(string orderKey, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.IntakeOrders.AsNoTracking().Where(o => o.OrderKey == orderKey)
            .Select(o => new { o.Owner, o.Epoch, o.Mirrored, o.Pinned, o.Revision, o.Rule, o.Slot, o.AcceptedAt, o.ClosedAt }).FirstOrDefaultAsync(cancel) is not { } order)
        {
            return null;
        }

        var entries = await Views(db, db.IntakeEntries.Where(e => e.OrderKey == orderKey).OrderBy(e => e.Number).Take(500), newestFirst: false).ToListAsync(cancel);
        return new OwnershipView(orderKey, order.Owner, order.Epoch, order.Mirrored, order.Pinned, order.Revision, order.Rule, order.Slot, order.AcceptedAt, order.ClosedAt, entries);
    }

    /// <summary>Newest first.</summary>
    /// <param name="limit">1 to 200.</param>
    public async Task<IReadOnlyList<RefusalView>> RefusalsAsync(int limit, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.IntakeRefusals.AsNoTracking().OrderByDescending(r => r.Number).Take(Math.Clamp(limit, 1, 200))
            .Select(r => new RefusalView(r.Number, r.At, r.OrderKey, r.IdempotencyKey, r.Code, r.Reason)).ToListAsync(cancel);
    }

    private static IQueryable<EntryView> Views(CommandsDb db, IQueryable<IntakeEntryRow> entries, bool newestFirst)
    {
        var joined =
            from e in entries.AsNoTracking()
            join o in db.IntakeOrders on e.OrderKey equals o.OrderKey
            join c in db.IntakeChanges on e.ChangeNumber equals (long?)c.Number into changes
            from c in changes.DefaultIfEmpty()
            select new { Entry = e, o.Lane, Kind = c == null ? null : c.Kind };
        return (newestFirst ? joined.OrderByDescending(j => j.Entry.Number) : joined.OrderBy(j => j.Entry.Number)).Select(j => new EntryView(
            j.Entry.Number, j.Entry.OrderKey, j.Lane, j.Entry.Side, (TargetOperation)j.Entry.Operation, j.Entry.Epoch, (EntryState)j.Entry.State, j.Entry.Attempts, j.Entry.Error, j.Entry.CreatedAt,
            j.Entry.UpdatedAt, j.Entry.IsCopy, j.Kind));
    }
}
