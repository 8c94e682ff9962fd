using CommandCenter.Intake.Journal;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Rollback;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions.Remedies;

/// <summary>What a remedy of an order goes by, as far as it is recorded here.</summary>
/// <param name="Entries">Everything that was, or is to be, sent of it, in order.</param>
/// <param name="InRollback">A rollback runs that takes it, or may.</param>
internal sealed record RemedyGround(OwnedOrder Order, IReadOnlyList<JournalEntry> Entries, bool InRollback)
{
    public IEnumerable<JournalEntry> Open(Side side) => Entries.Where(e => e.Side == side && e.State < EntryState.Done);

    /// <summary>How often the same was given to a side before under this epoch.</summary>
    public int Given(Side side, Plan.TargetOperation operation) => Entries.Count(e => e.Side == side && e.Operation == operation && e.Epoch == Order.Epoch && e.ChangeNumber is null);

    /// <summary>Null where there is no ownership record.</summary>
    public static async Task<RemedyGround?> ReadAsync(CommandsDb db, string orderKey, CancellationToken cancel)
    {
        // all of the record but what was handed in, which may be large
        var row = await db.IntakeOrders.AsNoTracking().Where(o => o.OrderKey == orderKey)
            .Select(o => new { o.IdempotencyKey, o.Lane, o.Region, o.Brand, o.Channel, o.Store, o.SkuClass, o.Tenant, o.Owner, o.Epoch, o.Mirrored, o.Pinned, o.ClosedAt }).FirstOrDefaultAsync(cancel);
        if (row is null)
        {
            return null;
        }

        var attributes = new OrderAttributes(row.Lane, row.Region, row.Brand, row.Channel, row.Store, row.SkuClass, row.Tenant);
        var entries = await db.IntakeEntries.AsNoTracking().Where(e => e.OrderKey == orderKey).OrderBy(e => e.Number).ToListAsync(cancel);
        return new RemedyGround(
            new OwnedOrder
            {
                OrderKey = orderKey, BodyHash = [], IdempotencyKey = row.IdempotencyKey, Attributes = attributes, Owner = row.Owner, Epoch = row.Epoch, Mirrored = row.Mirrored, Pinned = row.Pinned,
                ClosedAt = row.ClosedAt,
            },
            entries.ConvertAll(JournalReader.Read),
            await RunningRollbacks.TakesAsync(db, orderKey, attributes, cancel));
    }
}
