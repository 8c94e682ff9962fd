using CommandCenter.Intake.Forwarding;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Intake.Journal;

/// <summary>Reads from the journal what is not kept in memory.</summary>
internal sealed class JournalReader(IDbContextFactory<CommandsDb> databases)
{
    /// <exception cref="InvalidOperationException">No such order was accepted.</exception>
    public async Task<OrderFacts> FactsAsync(string orderKey, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.IntakeOrders.AsNoTracking().Where(o => o.OrderKey == orderKey).Select(o => new OrderFacts(o.Payload, o.Lane)).SingleAsync(cancel);
    }

    /// <exception cref="InvalidOperationException">No such change was accepted.</exception>
    public async Task<(byte[] Body, string Kind)> ChangeAsync(long number, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var change = await db.IntakeChanges.AsNoTracking().Where(c => c.Number == number).Select(c => new { c.Body, c.Kind }).SingleAsync(cancel);
        return (change.Body, change.Kind);
    }

    /// <summary>The ownership record; null where no such order was accepted.</summary>
    public async Task<OwnedOrder?> OrderAsync(string orderKey, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.IntakeOrders.AsNoTracking().Where(o => o.OrderKey == orderKey).Select(o => new OwnedOrder
        {
            OrderKey = o.OrderKey,
            Number = o.Number,
            IdempotencyKey = o.IdempotencyKey,
            BodyHash = o.BodyHash,
            Attributes = new OrderAttributes(o.Lane, o.Region, o.Brand, o.Channel, o.Store, o.SkuClass, o.Tenant),
            AcceptedAt = o.AcceptedAt,
            Owner = o.Owner,
            Epoch = o.Epoch,
            Mirrored = o.Mirrored,
            AcceptedOwner = o.AcceptedOwner,
            AcceptedMirrored = o.AcceptedMirrored,
            Revision = o.Revision,
            Pinned = o.Pinned,
            ClosedAt = o.ClosedAt,
        }).SingleOrDefaultAsync(cancel);
    }

    /// <summary>Every entry of an order, in order.</summary>
    public async Task<IReadOnlyList<JournalEntry>> EntriesAsync(string orderKey, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Entries(db.IntakeEntries.AsNoTracking().Where(e => e.OrderKey == orderKey)).ToListAsync(cancel);
    }

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
    };

    private static IQueryable<JournalEntry> Entries(IQueryable<IntakeEntryRow> rows) => rows.OrderBy(e => e.Number).Select(e => Read(e));
}
