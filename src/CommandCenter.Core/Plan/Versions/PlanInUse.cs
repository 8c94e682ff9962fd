using System.Text.Json;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Rollback;
using CommandCenter.Shared;
using CommandCenter.Traffic.Shifts;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Plan.Versions;

/// <summary>
/// Keeps a plan out that is not as sealed, or that changes what a running shift or rollback works by. Asked within the transaction that adds the plan, behind the lock of the decision log's head,
/// which every start of a shift and of a rollback takes too: none begins between the question and the commit.
/// </summary>
internal static class PlanInUse
{
    /// <param name="touched">What the plan would change; made beforehand, so that nobody waits for it behind the lock.</param>
    /// <returns>Null where it may be applied; else the conflict, which names who uses what.</returns>
    public static async Task<Error?> RefuseAsync(CommandsDb db, PlanTouch touched, CancellationToken cancel)
    {
        if (await SealedSection.RefuseAsync(db, touched.Thresholds, cancel) is { } otherwise)
        {
            return otherwise;
        }

        if (touched.IsFirst)
        {
            return null;
        }

        var shifts = (await ShiftQueries.OpenAsync(db, cancel)).Where(s => s.State.IsRunning());
        var rollbacks = await db.Rollbacks.AsNoTracking().Where(r => r.Phase == (int)Phase.Progressing).OrderBy(r => r.DecidedAt).Select(r => new { r.Scope, r.IsDrill, r.Actor }).ToListAsync(cancel);
        var isSealed = await db.ThresholdSeals.AnyAsync(cancel);
        foreach (var shift in shifts)
        {
            if (touched.ByShift(shift.Segments, isSealed) is { } path)
            {
                return PlanErrors.InUse($"Shift {shift.Name}", path);
            }
        }

        foreach (var rollback in rollbacks)
        {
            if (touched.ByRollback() is { } path)
            {
                var scope = JsonSerializer.Deserialize<RollbackScope>(rollback.Scope, RollBack.Stored)!;
                return PlanErrors.InUse($"The {(rollback.IsDrill ? "drill" : "rollback")} of {scope}, begun by {rollback.Actor},", path);
            }
        }

        return null;
    }
}
