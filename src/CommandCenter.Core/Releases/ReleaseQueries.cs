using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Releases;

/// <summary>Reads what is held, and what was.</summary>
public sealed class ReleaseQueries(IDbContextFactory<CommandsDb> databases)
{
    /// <summary>Those that stand, and those that ended, newest first.</summary>
    /// <param name="limit">1 to 200.</param>
    public async Task<IReadOnlyList<ReleaseHold>> ListAsync(int limit, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await ReadAsync(db, db.ReleaseHolds.OrderBy(h => h.ResumedAt == null ? 0 : 1).ThenByDescending(h => h.HeldAt).Take(Math.Clamp(limit, 1, 200)), cancel);
    }

    /// <summary>Those that stand or of which a side has not confirmed the resume yet, the oldest first.</summary>
    public async Task<IReadOnlyList<ReleaseHold>> OpenAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await ReadAsync(db, db.ReleaseHolds
            .Where(h => h.ResumedAt == null || db.ReleaseSides.Any(s => s.HoldId == h.Id && (s.State == (int)ReleaseState.Resuming || s.State == (int)ReleaseState.ResumeFailed)))
            .OrderBy(h => h.HeldAt), cancel);
    }

    private static async Task<IReadOnlyList<ReleaseHold>> ReadAsync(CommandsDb db, IQueryable<ReleaseHoldRow> query, CancellationToken cancel)
    {
        var holds = await query.AsNoTracking().ToListAsync(cancel);
        var ids = holds.ConvertAll(h => h.Id);
        var sides = await db.ReleaseSides.AsNoTracking().Where(s => ids.Contains(s.HoldId)).ToListAsync(cancel);
        return holds.ConvertAll(h => new ReleaseHold(
            h.Id, JsonSerializer.Deserialize<Segment>(h.Segment, ReleaseCommands.Stored)!, h.HeldAt, h.HeldBy, h.Reason, h.Decision, h.ResumedAt, h.ResumedBy, h.ResumeReason,
            [.. sides.Where(s => s.HoldId == h.Id).OrderBy(s => s.Side).Select(s => new ReleaseSide(s.Side, (ReleaseState)s.State, s.Attempts, s.Error, s.ChangedAt))]));
    }
}
