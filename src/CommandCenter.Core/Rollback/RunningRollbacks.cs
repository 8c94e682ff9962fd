using System.Text.Json;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Rollback;

/// <summary>Rollbacks that have not ended: they win over everything that happens beside them.</summary>
internal static class RunningRollbacks
{
    /// <summary>The one of the same scope, drills left out; null where none runs.</summary>
    public static async Task<RunningRollback?> OfAsync(CommandsDb db, RollbackScope scope, CancellationToken cancel)
    {
        var text = JsonSerializer.Serialize(scope, RollBack.Stored);
        return await db.Rollbacks.AsNoTracking().Where(r => r.Phase == (int)Phase.Progressing && r.Scope == text && !r.IsDrill).OrderBy(r => r.DecidedAt)
            .Select(r => new RunningRollback(r.Id, r.Actor, r.DecidedAt)).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Why nothing may move to orchestration in a segment: a rollback in earnest runs there. Null while none does. Within the caller's transaction.</summary>
    public static async Task<Error?> RefuseAsync(CommandsDb db, Segment segment, CancellationToken cancel)
    {
        var running = await db.Rollbacks.AsNoTracking().Where(r => r.Phase == (int)Phase.Progressing && !r.IsDrill).OrderBy(r => r.DecidedAt).Select(r => new { r.Scope, r.Actor }).ToListAsync(cancel);
        foreach (var one in running)
        {
            var scope = JsonSerializer.Deserialize<RollbackScope>(one.Scope, RollBack.Stored)!;
            if (scope.Segment.Overlaps(segment))
            {
                return RollbackErrors.Running(scope.ToString(), one.Actor);
            }
        }

        return null;
    }

    /// <summary>Whether a rollback that has not ended, drills included, takes an order, or may yet. Within the caller's transaction.</summary>
    public static async Task<bool> TakesAsync(CommandsDb db, string orderKey, OrderAttributes attributes, CancellationToken cancel)
    {
        if (await db.RollbackOrders.AnyAsync(o => o.OrderKey == orderKey && o.Outcome == (int)Intake.Transfer.TransferOutcome.None, cancel))
        {
            return true;
        }

        var scopes = await db.Rollbacks.AsNoTracking().Where(r => r.Phase == (int)Phase.Progressing && !r.IsDrill).Select(r => r.Scope).ToListAsync(cancel);
        return scopes.Exists(s => JsonSerializer.Deserialize<RollbackScope>(s, RollBack.Stored)!.Segment.Matches(attributes));
    }
}
