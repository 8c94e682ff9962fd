using System.Text.Json;
using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Rollback;

/// <summary>Reads rollbacks for pages and API.</summary>
public sealed class RollbackQueries(IDbContextFactory<CommandsDb> databases, ActivePlan plan, TimeProvider time)
{
    private static readonly Dictionary<string, string> words = new(StringComparer.Ordinal)
    {
        ["restoring-traffic"] = "New orders are being sent to legacy.",
        ["journal-unwritable"] = "The journal cannot be written; traffic is restored as soon as it can.",
        ["resolving-orders"] = "Orders in flight are being resolved.",
        ["proving"] = "Both ledgers are being compared.",
        ["actuators-unconfirmed"] = "An outside actuator is not seen to send traffic back; the set of orders in flight stays open until it is.",
        ["proven"] = "Every order is owned exactly once; both ledgers say so.",
        ["orders-parked"] = "Proven, but parked orders need a person.",
        ["observed-only"] = "Polled data agree; a side lists no ledger, so it is not proven.",
        ["ledgers-disagree"] = "The ledgers contradict the ownership records.",
        ["cannot-tell"] = "Neither ledgers nor polled data reach far enough to tell.",
        ["releases-blocked"] = "Orchestration's releases are still blocked: withdrawals are open.",
    };

    private const string List = "rollbacks";
    private const string Orders = "rollback-orders";

    /// <returns>NotFound.</returns>
    public async Task<Result<RollbackView>> ReadAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Rollbacks.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancel) is { } row ? await ViewAsync(db, row, cancel) : RollbackErrors.Unknown(id);
    }

    /// <summary>Those that have not ended, oldest first.</summary>
    public async Task<IReadOnlyList<RollbackView>> RunningAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await ViewsAsync(db, await db.Rollbacks.AsNoTracking().Where(r => r.Phase == (int)Phase.Progressing).OrderBy(r => r.DecidedAt).ToListAsync(cancel), cancel);
    }

    /// <summary>Newest first.</summary>
    /// <param name="cursor">Opaque, from the page before; null = from the newest.</param>
    /// <param name="limit">1 to 100.</param>
    /// <returns>The page; Validation for a cursor that is none of this list or a limit out of range.</returns>
    public async Task<Result<RollbackPage>> ListAsync(string? cursor, int limit, CancellationToken cancel)
    {
        if (limit is < 1 or > 100)
        {
            return RollbackErrors.Limit(limit, 100);
        }

        PageCursor? after = cursor is null ? null : PageCursor.Read(cursor, List);
        if (cursor is not null && after?.Value is null)
        {
            return RollbackErrors.Cursor;
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var before = after?.Value;
        // each has a log entry of its own, whose number says which was first
        var rows = await db.Rollbacks.AsNoTracking().Where(r => before == null || r.Decision < before).OrderByDescending(r => r.Decision).Take(limit + 1).ToListAsync(cancel);
        var next = rows.Count > limit ? new PageCursor(List, rows[limit - 1].Decision, "").Write() : null;
        return new RollbackPage(await ViewsAsync(db, rows.Take(limit), cancel), next, await db.Rollbacks.CountAsync(cancel));
    }

    /// <summary>Orders of a rollback in order of acceptance.</summary>
    /// <param name="outcome">Null = all; None = those that have none yet.</param>
    /// <param name="cursor">Opaque, from the page before.</param>
    /// <param name="limit">1 to 500.</param>
    /// <returns>The page; NotFound; Validation for a cursor that is none of this list or a limit out of range.</returns>
    public async Task<Result<RollbackOrderPage>> OrdersAsync(Guid id, TransferOutcome? outcome, string? cursor, int limit, CancellationToken cancel)
    {
        if (limit is < 1 or > 500)
        {
            return RollbackErrors.Limit(limit, 500);
        }

        PageCursor? last = cursor is null ? null : PageCursor.Read(cursor, Orders);
        if (cursor is not null && (last?.Value is null || last.Value.Tie != id.ToString("N")))
        {
            return RollbackErrors.Cursor;
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        if (!await db.Rollbacks.AnyAsync(r => r.Id == id, cancel))
        {
            return RollbackErrors.Unknown(id);
        }

        var after = last?.Value ?? -1;
        var rows = await db.RollbackOrders.AsNoTracking().Where(r => r.RollbackId == id && (outcome == null || r.Outcome == (int)outcome) && r.Number > after).OrderBy(r => r.Number)
            .Take(limit + 1).ToListAsync(cancel);
        var next = rows.Count > limit ? new PageCursor(Orders, rows[limit - 1].Number, id.ToString("N")).Write() : null;
        return new RollbackOrderPage(
            [.. rows.Take(limit).Select(r => new RollbackOrderView(r.OrderKey, r.Lane, r.Stage, (TransferStep)r.Step, (TransferOutcome)r.Outcome, r.Reason, r.Total, r.Currency, r.IsLate, r.FinishedAt))], next);
    }

    private async Task<IReadOnlyList<RollbackView>> ViewsAsync(CommandsDb db, IEnumerable<RollbackRow> rows, CancellationToken cancel)
    {
        var views = new List<RollbackView>();
        foreach (var row in rows)
        {
            views.Add(await ViewAsync(db, row, cancel));
        }

        return views;
    }

    private async Task<RollbackView> ViewAsync(CommandsDb db, RollbackRow row, CancellationToken cancel)
    {
        var counts = await db.RollbackOrders.AsNoTracking().Where(r => r.RollbackId == row.Id).GroupBy(r => new { r.Stage, r.Outcome })
            .Select(g => new { g.Key.Stage, g.Key.Outcome, Orders = g.Count(), Total = g.Sum(r => r.Total ?? 0) }).ToListAsync(cancel);
        var late = await db.RollbackOrders.CountAsync(r => r.RollbackId == row.Id && r.IsLate, cancel);
        var currency = await db.RollbackOrders.Where(r => r.RollbackId == row.Id && r.Currency != null).Select(r => r.Currency).FirstOrDefaultAsync(cancel);
        var phase = (Phase)row.Phase;
        int Of(TransferOutcome outcome) => counts.Where(c => c.Outcome == (int)outcome).Sum(c => c.Orders);
        return new RollbackView(
            row.Id, JsonSerializer.Deserialize<RollbackScope>(row.Scope, RollBack.Stored)!, row.IsDrill, row.Actor, row.Reason, row.Decision, row.Revision, phase, row.PhaseReason,
            words.GetValueOrDefault(row.PhaseReason, row.PhaseReason), row.DecidedAt, phase == Phase.Progressing ? null : row.ProvenAt, Steps(row), counts.Sum(c => c.Orders),
            counts.Where(c => c.Outcome != 0).Sum(c => c.Orders), Of(TransferOutcome.Transferred), Of(TransferOutcome.Finished), Of(TransferOutcome.Parked), late, row.BlockedAt, row.UnblockedAt,
            [.. counts.Select(c => new OutcomeCount(c.Stage, (TransferOutcome)c.Outcome, c.Orders, c.Total))], currency,
            row.Proof is { } proof ? JsonSerializer.Deserialize<RollbackProof>(proof, RollBack.Stored) : null);
    }

    private IReadOnlyList<RollbackStepView> Steps(RollbackRow row)
    {
        var settings = plan.Current?.Rollback ?? RollbackSettings.Default;
        var scale = plan.Current?.Header.TimeScale ?? 1;
        RollbackStepView Step(string key, string label, DateTimeOffset? at, TimeSpan? window)
        {
            var scaled = window / scale;
            return new RollbackStepView(key, label, at, scaled, scaled is { } most && (at ?? (row.Phase == (int)Phase.Progressing ? time.GetUtcNow() : row.ProvenAt.GetValueOrDefault())) > row.DecidedAt + most);
        }

        return
        [
            Step("detected", "Detected", row.DetectedAt, null),
            Step("decided", "Decided", row.DecidedAt, null),
            Step("restored", "Traffic restored", row.RestoredAt, settings.Restored),
            Step("observed", "Observed restored", row.ObservedAt, settings.Observed),
            Step("resolved", "In-flight resolved", row.ResolvedAt, settings.Resolved),
            Step("proven", "Proven", row.Proof is null ? null : row.ProvenAt, settings.Proven),
        ];
    }
}
