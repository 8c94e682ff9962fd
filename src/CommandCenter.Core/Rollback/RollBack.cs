using System.Globalization;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Intake;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Shifts;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Rollback;

/// <summary>A rollback that was asked for.</summary>
/// <param name="IsDrill">For practice, on a small slice, with the same code and the same timers.</param>
/// <param name="DetectedAt">When the trouble was noticed; null = with the decision.</param>
public sealed record RollbackRequest(RollbackScope Scope, bool IsDrill, DateTimeOffset? DetectedAt);

/// <param name="Id">Of the rollback that runs: a new one, or the one that was running for the same scope already.</param>
/// <param name="AlreadyRunning">Somebody had begun it before.</param>
public sealed record StartedRollback(Guid Id, bool AlreadyRunning);

/// <summary>
/// The click: the table sends the scope to legacy, and the rollback with its entry in the decision log stands, in one transaction. It needs no revision and waits for no preview; a second
/// click finds the rollback that runs.
/// </summary>
public sealed class RollBack(CommandRunner commands, RollbackRunner runner, ActivePlan plan, StepProbe probe, TimeProvider time)
{
    /// <summary>Orders that a drill may take back.</summary>
    public const int LargestDrill = 500;

    internal static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web);

    /// <returns>The rollback; Forbidden; Validation that names the field; Unavailable.</returns>
    public async Task<Result<StartedRollback>> RunAsync(RollbackRequest request, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(actor);
        if (Permissions.Refuse(actor, Permissions.RollBack) is { } forbidden)
        {
            return forbidden;
        }

        if (request.Scope.Problem(plan.Current) is { } invalid)
        {
            return invalid;
        }

        if (request.IsDrill && request.Scope.Segment.IsAll)
        {
            return RollbackErrors.DrillOfAll;
        }

        var started = await commands.RunAsync<StartedRollback>(
            new CommandRequest(actor, Permissions.RollBack, reason, requestId), (db, token) => DecideAsync(db, request, actor, reason!.Trim(), token), cancel);
        if (started.Succeeded)
        {
            probe.At(StepProbe.Commanded);
            runner.Begin(started.Value.Id);
        }

        return started;
    }

    private async Task<Result<Decided<StartedRollback>>> DecideAsync(CommandsDb db, RollbackRequest request, Actor actor, string reason, CancellationToken cancel)
    {
        var scope = JsonSerializer.Serialize(request.Scope, Stored);
        if (await db.Rollbacks.AsNoTracking().FirstOrDefaultAsync(r => r.Phase == (int)Phase.Progressing && r.Scope == scope && r.IsDrill == request.IsDrill, cancel) is { } running)
        {
            return new Decided<StartedRollback>(
                new StartedRollback(running.Id, AlreadyRunning: true),
                Draft($"Roll back {request.Scope} again: it is running already, begun by {running.Actor}.", "Nothing is done twice.", request, running.Id, running.Revision));
        }

        if (request.IsDrill && await ShiftQueries.RunningInAsync(db, request.Scope.Segment, cancel) is { } shift)
        {
            return ShiftErrors.UnderShift(request.Scope.Segment, shift.Name);
        }

        if (request.IsDrill && await RollbackOrders.CountAsync(db, request.Scope, cancel) is > LargestDrill and var found)
        {
            return RollbackErrors.DrillTooLarge(found, LargestDrill);
        }

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var table = (await TrafficTables.CurrentAsync(db, cancel)).Table;
        var next = (request.IsDrill ? table : await ShiftMoves.EndRolledBackAsync(db, table, request.Scope.Segment, id, actor, now, cancel)).RolledBack(request.Scope.Segment);
        var revision = await TrafficTables.AddAsync(db, next, actor, reason, now, cancel);
        db.Rollbacks.Add(new RollbackRow
        {
            Id = id, Scope = scope, IsDrill = request.IsDrill, Actor = actor.Name, Reason = reason, Decision = revision.Decision, Revision = next.Revision, PlanHash = plan.Current?.Hash ?? "",
            Phase = (int)Phase.Progressing, PhaseReason = "restoring-traffic", DetectedAt = request.DetectedAt is { } at && at < now ? at : now, DecidedAt = now,
        });
        return new Decided<StartedRollback>(
            new StartedRollback(id, AlreadyRunning: false),
            Draft($"{(request.IsDrill ? "Drill: roll" : "Roll")} back {request.Scope}.", "New orders go to legacy at once; every order in flight gets one outcome.", request, id, next.Revision));
    }

    private static DecisionDraft Draft(string title, string impact, RollbackRequest request, Guid id, long revision) => new(
        Permissions.RollBack.Command, title, impact, ["traffic", $"rollback:{id}", .. request.Scope.Segment.Values.Select(v => $"{v.Name}:{v.Value}")],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["rollback"] = id.ToString(), ["revision"] = revision.ToString(CultureInfo.InvariantCulture), ["drill"] = request.IsDrill ? "yes" : "no" });
}
