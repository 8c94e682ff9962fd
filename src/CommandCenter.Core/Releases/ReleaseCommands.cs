using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Releases;

/// <summary>Holds and resumes the releases of a segment: the record and its entry in the decision log are one transaction; the sides are told afterwards, as often as it takes.</summary>
public sealed class ReleaseCommands(CommandRunner commands, IOrderTargets targets, ActivePlan plan, ReleaseWorker worker, TimeProvider time)
{
    internal static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web);

    private static readonly Side[] sides = [Side.Legacy, Side.Orchestration];

    /// <summary>Stops sending to warehouse and stores. Orders are accepted meanwhile.</summary>
    /// <returns>The hold, or the one that stands for exactly this segment already; Forbidden; Validation that names the field; Conflict where no side can be told; Unavailable.</returns>
    public async Task<Result<ReleaseCommanded>> HoldAsync(Segment segment, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(actor);
        if ((Permissions.Refuse(actor, Permissions.HoldReleases) ?? TrafficErrors.Of(segment, plan.Current) ?? NobodyCan(TargetOperation.Hold, "hold")) is { } refused)
        {
            return refused;
        }

        var done = await commands.RunAsync<ReleaseCommanded>(new CommandRequest(actor, Permissions.HoldReleases, reason, requestId), async (db, token) =>
        {
            var text = JsonSerializer.Serialize(segment, Stored);
            if (await db.ReleaseHolds.AsNoTracking().FirstOrDefaultAsync(h => h.Segment == text && h.ResumedAt == null, token) is { } stands)
            {
                return Decide(new ReleaseCommanded(stands.Id, Already: true, stands.HeldBy, stands.HeldAt), Permissions.HoldReleases, $"Hold releases of {segment} again: {stands.HeldBy} held them already.", "Nothing is done twice.", segment);
            }

            var (now, id) = (time.GetUtcNow(), Guid.CreateVersion7(time.GetUtcNow()));
            var entry = (await DecisionLog.LockHeadAsync(db, token)).Sequence + 1;
            db.ReleaseHolds.Add(new ReleaseHoldRow { Id = id, Segment = text, HeldAt = now, HeldBy = actor.Name, Reason = reason!.Trim(), Decision = entry });
            foreach (var side in sides)
            {
                var state = Can(side, TargetOperation.Hold) ? ReleaseState.Asked : ReleaseState.Cannot;
                db.ReleaseSides.Add(new ReleaseSideRow { HoldId = id, Side = side, State = (int)state, Error = state == ReleaseState.Cannot ? Cannot(side, "hold") : null, ChangedAt = now });
            }

            return Decide(new ReleaseCommanded(id, Already: false, actor.Name, now), Permissions.HoldReleases, $"Hold releases of {segment}.", "Orders are accepted, nothing is sent to warehouse and stores.", segment);
        }, cancel);
        worker.Wake();
        return done;
    }

    /// <summary>Sends again. Only what was held for exactly this segment is resumed.</summary>
    /// <returns>The hold that ends; NotFound where nothing is held there; Forbidden; Validation; Unavailable.</returns>
    public async Task<Result<ReleaseCommanded>> ResumeAsync(Segment segment, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(actor);
        var done = await commands.RunAsync<ReleaseCommanded>(new CommandRequest(actor, Permissions.ResumeReleases, reason, requestId), async (db, token) =>
        {
            var text = JsonSerializer.Serialize(segment, Stored);
            if (await db.ReleaseHolds.FirstOrDefaultAsync(h => h.Segment == text && h.ResumedAt == null, token) is not { } held)
            {
                var standing = await db.ReleaseHolds.AsNoTracking().Where(h => h.ResumedAt == null).OrderBy(h => h.HeldAt).Select(h => h.Segment).Take(10).ToListAsync(token);
                return ReleaseErrors.NotHeld(segment, standing.Select(s => JsonSerializer.Deserialize<Segment>(s, Stored)!.ToString()));
            }

            var now = time.GetUtcNow();
            (held.ResumedAt, held.ResumedBy, held.ResumeReason) = (now, actor.Name, reason!.Trim());
            held.ResumeDecision = (await DecisionLog.LockHeadAsync(db, token)).Sequence + 1;
            foreach (var side in await db.ReleaseSides.Where(s => s.HoldId == held.Id).ToListAsync(token))
            {
                // what could not hold holds nothing; whether a hold that was not confirmed had arrived nobody knows, so that side is told too
                var able = side.State != (int)ReleaseState.Cannot;
                var state = !able || !Can(side.Side, TargetOperation.Resume) ? ReleaseState.Cannot : ReleaseState.Resuming;
                (side.Attempts, side.ChangedAt) = (0, now);
                (side.State, side.Error) = ((int)state, state != ReleaseState.Cannot ? null : able ? Cannot(side.Side, "resume") : side.Error);
            }

            return Decide(new ReleaseCommanded(held.Id, Already: false, actor.Name, now), Permissions.ResumeReleases, $"Resume releases of {segment}.", $"What {held.HeldBy} held is sent again; other holds stay.", segment);
        }, cancel);
        worker.Wake();
        return done;
    }

    private Error? NobodyCan(TargetOperation operation, string what) =>
        sides.All(s => targets.Of(s) is null) ? ReleaseErrors.NoTargets : sides.Any(s => Can(s, operation)) ? null : ReleaseErrors.NobodyCan(what);

    private bool Can(Side side, TargetOperation operation) => targets.Of(side)?.Definition.Can(operation) == true;

    private string Cannot(Side side, string what) =>
        targets.Of(side) is null ? $"The plan declares no target for {side}." : $"The plan's target of {side} has no {what}; it has to be done there.";

    private static Decided<ReleaseCommanded> Decide(ReleaseCommanded outcome, Permission permission, string title, string impact, Segment segment) => new(outcome, new DecisionDraft(
        permission.Command, title, impact, ["releases", $"hold:{outcome.Id}", .. segment.Values.Select(v => $"{v.Name}:{v.Value}")],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["hold"] = outcome.Id.ToString() }));
}
