using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Rollback;

/// <summary>The orders in flight of a scope, and those that have joined a rollback.</summary>
internal static class RollbackOrders
{
    /// <summary>Orders of the scope that orchestration answers for and that are not closed.</summary>
    public static IQueryable<IntakeOrderRow> InFlight(CommandsDb db, RollbackScope scope) => In(db, scope).Where(o => o.Owner == Side.Orchestration && o.ClosedAt == null);

    /// <summary>Orders of the scope that were accepted, whoever owns them.</summary>
    public static IQueryable<IntakeOrderRow> In(CommandsDb db, RollbackScope scope)
    {
        var s = scope.Segment;
        var orders = db.IntakeOrders.AsNoTracking();
        orders = s.Lane is { } lane ? orders.Where(o => o.Lane == lane) : orders;
        orders = s.Region is { } region ? orders.Where(o => o.Region == region) : orders;
        orders = s.Brand is { } brand ? orders.Where(o => o.Brand == brand) : orders;
        orders = s.Channel is { } channel ? orders.Where(o => o.Channel == channel) : orders;
        orders = s.Store is { } store ? orders.Where(o => o.Store == store) : orders;
        orders = s.SkuClass is { } skuClass ? orders.Where(o => o.SkuClass == skuClass) : orders;
        orders = s.Tenant is { } tenant ? orders.Where(o => o.Tenant == tenant) : orders;
        orders = scope.TransactionType is { } type ? orders.Where(o => o.TransactionType == type) : orders;
        return scope.PlacedAfter is { } after ? orders.Where(o => o.PlacedAt >= after) : orders;
    }

    /// <summary>Orders of the scope that an earlier rollback gave to legacy, and that legacy refused or did not answer for: parked, until a person asks for them again.</summary>
    public static IQueryable<IntakeOrderRow> Refused(CommandsDb db, RollbackScope scope) =>
        from e in db.IntakeEntries.AsNoTracking()
        // the first condition is that of the index
        where e.State < (int)EntryState.Done && e.State == (int)EntryState.Parked && e.Side == Side.Legacy && (e.Operation == (int)TargetOperation.Create || e.Operation == (int)TargetOperation.ActivateCopy)
        join o in In(db, scope) on e.OrderKey equals o.OrderKey
        where o.Owner == Side.Legacy && o.Epoch == e.Epoch && o.ClosedAt == null && db.RollbackOrders.Any(r => r.OrderKey == o.OrderKey && r.Outcome == (int)TransferOutcome.Parked)
        select o;

    public static async Task<int> CountAsync(CommandsDb db, RollbackScope scope, CancellationToken cancel) =>
        await InFlight(db, scope).CountAsync(cancel) + await Refused(db, scope).CountAsync(cancel);

    /// <summary>Lets every order in flight join that has not yet, in the caller's transaction; at the beginning also those that legacy refused before.</summary>
    /// <returns>How many joined.</returns>
    public static async Task<int> JoinAsync(CommandsDb db, Guid rollback, RollbackScope scope, bool late, DateTimeOffset now, CancellationToken cancel)
    {
        var joined = await JoinAsync(db, rollback, InFlight(db, scope), late, now, cancel);
        return late ? joined : joined + await JoinAsync(db, rollback, Refused(db, scope), late, now, cancel);
    }

    private static async Task<int> JoinAsync(CommandsDb db, Guid rollback, IQueryable<IntakeOrderRow> orders, bool late, DateTimeOffset now, CancellationToken cancel)
    {
        var joined = 0;
        var after = 0L;
        while (true)
        {
            var page = await orders
                .Where(o => o.Number > after && !db.RollbackOrders.Any(r => r.RollbackId == rollback && r.OrderKey == o.OrderKey))
                .OrderBy(o => o.Number).Take(1_000)
                .Select(o => new { o.OrderKey, o.Number, o.Lane, o.Total, o.Currency })
                .ToListAsync(cancel);
            if (page.Count == 0)
            {
                return joined;
            }

            db.RollbackOrders.AddRange(page.Select(o => new RollbackOrderRow
            {
                RollbackId = rollback, OrderKey = o.OrderKey, Number = o.Number, IsLate = late, Lane = o.Lane, Total = o.Total, Currency = o.Currency, JoinedAt = now,
            }));
            await db.SaveChangesAsync(cancel);
            db.ChangeTracker.Clear();
            (joined, after) = (joined + page.Count, page[^1].Number);
        }
    }

    /// <summary>Orders of a rollback that have no outcome yet, in order of acceptance.</summary>
    public static Task<List<RollbackOrderRow>> PendingAsync(CommandsDb db, Guid rollback, int most, CancellationToken cancel) =>
        db.RollbackOrders.AsNoTracking().Where(r => r.RollbackId == rollback && r.Outcome == (int)TransferOutcome.None).OrderBy(r => r.Number).Take(most).ToListAsync(cancel);
}
