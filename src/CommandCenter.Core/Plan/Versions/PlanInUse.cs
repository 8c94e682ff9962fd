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
    /// <param name="before">The plan that it replaces; null where none was applied.</param>
    /// <returns>Null where it may be applied; else the conflict, which names who uses what.</returns>
    public static async Task<Error?> RefuseAsync(CommandsDb db, string? before, string next, string fileName, CancellationToken cancel)
    {
        var read = PlanReader.Read(next, fileName).Plan;
        if (await SealedSection.RefuseAsync(db, read?.Thresholds ?? [], cancel) is { } otherwise)
        {
            return otherwise;
        }

        var shifts = (await ShiftQueries.OpenAsync(db, cancel)).Where(s => s.State.IsRunning()).ToList();
        var rollbacks = await db.Rollbacks.AsNoTracking().Where(r => r.Phase == (int)Phase.Progressing).OrderBy(r => r.DecidedAt).Select(r => new { r.Scope, r.IsDrill, r.Actor }).ToListAsync(cancel);
        if (before is null || (shifts.Count == 0 && rollbacks.Count == 0))
        {
            return null;
        }

        var touched = new PlanTouch(before, next);
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
