using System.Text.Json;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Rollback;

/// <summary>A rollback wins over everything that runs beside it.</summary>
internal static class RunningRollbacks
{
    /// <summary>The scope of a rollback in earnest that has not ended and touches the segment; null where there is none. Within the caller's transaction.</summary>
    public static async Task<RollbackScope?> OverAsync(CommandsDb db, Segment segment, CancellationToken cancel)
    {
        var scopes = await db.Rollbacks.AsNoTracking().Where(r => r.Phase == (int)Phase.Progressing && !r.IsDrill).Select(r => r.Scope).ToListAsync(cancel);
        return scopes.Select(s => JsonSerializer.Deserialize<RollbackScope>(s, RollBack.Stored)!).FirstOrDefault(s => s.Segment.Overlaps(segment));
    }
}
