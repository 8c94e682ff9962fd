using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Reconciliation.Stock;

/// <summary>Keeps by hour how both sides' stock agreed: each look adds its SKU-nodes. While nothing can be said of stock now, nothing is added.</summary>
public sealed class StockAccuracy(IDbContextFactory<EventsDb> events, StockParity stock, TimeProvider time)
{
    /// <summary>Looks and adds to the hour of now.</summary>
    /// <returns>What was added; <c>Why</c> says why nothing was, and is null where something was.</returns>
    public async Task<(int Agreeing, int Compared, string? Why)> KeepAsync(CancellationToken cancel)
    {
        var picture = await stock.ReadAsync(cancel);
        if (picture.CannotTell is { } why) return (0, 0, why);
        // of what differs since the newest reading alone nobody knows yet whether it lasts
        var (agreeing, lasting) = (picture.Pairs.Count(p => p.DiffersSince is null), picture.Differing);
        if (agreeing + lasting == 0) return (0, 0, "of no stock it is known whether it agrees");
        var now = time.GetUtcNow();
        var hour = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
        await using var db = await events.CreateDbContextAsync(cancel);
        var row = await db.StockHours.SingleOrDefaultAsync(s => s.Hour == hour, cancel);
        if (row is null) db.StockHours.Add(row = new StockHourRow { Hour = hour });
        (row.Agreeing, row.Compared, row.LookedAt) = (row.Agreeing + agreeing, row.Compared + agreeing + lasting, now);
        await db.SaveChangesAsync(cancel);
        return (agreeing, agreeing + lasting, null);
    }
}
