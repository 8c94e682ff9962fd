using System.Globalization;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;
using CommandCenter.Rollback;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic.Shifts;

/// <summary>What people do with shifts. Each is one transaction of the shift, the traffic table and the entry in the decision log.</summary>
/// <param name="missing">What keeps a step from being promoted by a person; null where nothing does.</param>
public sealed class ShiftCommands(CommandRunner commands, ShiftQueries queries, Func<Shift, string?> missing, GateGuard gates, ActivePlan plan, TimeProvider time)
{
    /// <summary>Draws one up; nothing moves.</summary>
    /// <returns>The shift; Forbidden; Validation that names the field; Conflict where another one runs in its segments; Unavailable.</returns>
    public async Task<Result<Shift>> CreateAsync(ShiftRequest request, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(actor);
        var settings = plan.Current?.Shifts ?? ShiftSettings.Default;
        var steps = request.Steps ?? settings.Steps;
        if ((Permissions.Refuse(actor, Permissions.ShiftTraffic) ?? ShiftChecks.Of(request, steps, plan.Current)) is { } refused)
        {
            return refused;
        }

        return await AnswerAsync(await commands.RunAsync<Guid>(new CommandRequest(actor, Permissions.ShiftTraffic with { Command = "draw-up-shift" }, reason, requestId), async (db, token) =>
        {
            if (await TakenAsync(db, request.Segments, token) is { } taken)
            {
                return taken;
            }

            var table = (await TrafficTables.CurrentAsync(db, token)).Table;
            var above = request.Segments.Max(s => ShiftSteps.BeforeOf(table, s, request.SplitBy).Hundredths) / 100m;
            // the plan's steps that have been taken already are left out
            var taking = request.Steps ?? [.. steps.Where(s => s.Percent > above)];
            if (taking.Count == 0)
            {
                return ShiftErrors.Steps(string.Create(CultureInfo.InvariantCulture, $"The plan's steps end at {steps[^1].Percent:0.##} %, and {above:0.##} % are commanded already."));
            }

            var now = time.GetUtcNow();
            var row = new ShiftRow
            {
                Id = Guid.CreateVersion7(now), Number = (await db.Shifts.MaxAsync(s => (long?)s.Number, token) ?? 0) + 1, Segments = JsonSerializer.Serialize(request.Segments, ShiftQueries.Stored),
                Steps = JsonSerializer.Serialize(taking, ShiftQueries.Stored), SplitBy = (int)request.SplitBy, Alpha = settings.Alpha, TimeScale = plan.Current?.Header.TimeScale ?? 1, PlanHash = plan.Current?.Hash ?? "", State = (int)ShiftState.Created,
                PhaseReason = "not-started", Message = "", CreatedAt = now, CreatedBy = actor.Name, Reason = reason!.Trim(),
            };
            db.Shifts.Add(row);
            var words = string.Join(", ", taking.Select(s => s.Percent.ToString("0.##", CultureInfo.InvariantCulture)));
            ShiftSteps.Note(db, row, "drawn-up", $"Drawn up: {words} % of {Words(request.Segments)}.", actor, await ShiftSteps.NextEntryAsync(db, token), now);
            return Decide(row, $"Draw up shift S-{row.Number}: {words} % of {Words(request.Segments)}.", "Nothing moves until it is started.", "draw-up-shift");
        }, cancel), cancel);
    }

    /// <summary>Begins the first step.</summary>
    /// <param name="expectedVersion">The version that the person saw.</param>
    /// <returns>The shift; NotFound; Forbidden; Conflict where it has moved on, does not stand still, another one or a rollback runs in its segments, or a blocking gate is red (<c>gate-red</c>); Validation (reason); Unavailable.</returns>
    public Task<Result<Shift>> StartAsync(Guid id, long? expectedVersion, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, expectedVersion, Permissions.ShiftTraffic, "start-shift", actor, reason, requestId, async (db, row, shift, now, token) =>
        {
            if (shift.State != ShiftState.Created)
            {
                return ShiftErrors.State(shift, "started");
            }

            if ((await TakenAsync(db, shift.Segments, token) ?? await RollingBackAsync(db, shift.Segments, token)) is { } taken)
            {
                return taken;
            }

            if (await gates.RefuseAsync(db, shift.Segments, shift.Steps[0].Percent, token) is { } gated)
            {
                return gated;
            }

            if (FirstStep(shift, (await TrafficTables.CurrentAsync(db, token)).Table) is { } tooFar)
            {
                return tooFar;
            }

            // the store's plan is the one that will hold; this process may not have taken it over yet
            var newest = await db.PlanVersions.AsNoTracking().OrderByDescending(v => v.Number).Select(v => v.Hash).FirstOrDefaultAsync(token);
            if (newest is not null && newest != plan.Current?.Hash)
            {
                return ShiftErrors.PlanBehind;
            }

            // what it is pinned to is the plan that it begins with
            (row.StartedAt, row.PlanHash, row.TimeScale) = (now, plan.Current?.Hash ?? "", plan.Current?.Header.TimeScale ?? 1);
            await ShiftSteps.EnterAsync(db, row, 0, actor, reason!, now, token);
            return ("started", $"Step 1 of {shift.Steps.Count} began: {Percent(shift, 0)} of {Words(shift.Segments)} go to orchestration.", "New orders only; orders that were accepted stay where they are.");
        }, cancel);

    /// <summary>Begins the next step once this one has passed, or closes the shift after the last. What is left of the bake may be skipped, nothing else.</summary>
    /// <returns>As of <see cref="StartAsync"/>; Conflict where the step has not passed.</returns>
    public Task<Result<Shift>> PromoteAsync(Guid id, long? expectedVersion, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, expectedVersion, Permissions.ShiftTraffic, "promote-shift", actor, reason, requestId, async (db, row, shift, now, token) =>
        {
            if (shift.State is not (ShiftState.Baking or ShiftState.Confirming))
            {
                return ShiftErrors.State(shift, "promoted");
            }

            if (shift.State == ShiftState.Baking && missing(shift) is { } what)
            {
                return ShiftErrors.NotPassed(shift, what);
            }

            if (await RollingBackAsync(db, shift.Segments, token) is { } running)
            {
                return running;
            }

            if (shift.Step == shift.Steps.Count - 1)
            {
                ShiftSteps.End(row, ShiftState.Closed, now);
                row.PhaseReason = "closed";
                return ("closed", $"Every step passed; closed by {actor.Name}.", "Its guard is off. What it commanded stands.");
            }

            if (await gates.RefuseAsync(db, shift.Segments, shift.Steps[shift.Step + 1].Percent, token) is { } gated)
            {
                return gated;
            }

            await ShiftSteps.EnterAsync(db, row, shift.Step + 1, actor, reason!, now, token);
            return ("promoted", $"Step {shift.Step + 2} of {shift.Steps.Count} began: {Percent(shift, shift.Step + 1)} of {Words(shift.Segments)}.", "New orders only; orders that were accepted stay where they are.");
        }, cancel);

    /// <summary>Freezes it where it is; its guard stays armed.</summary>
    /// <returns>As of <see cref="StartAsync"/>.</returns>
    public Task<Result<Shift>> PauseAsync(Guid id, long? expectedVersion, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, expectedVersion, Permissions.PauseShift, "pause-shift", actor, reason, requestId, (_, row, shift, now, _) =>
        {
            if (shift.State is not (ShiftState.Baking or ShiftState.Confirming))
            {
                return Changed(ShiftErrors.State(shift, "paused"));
            }

            ShiftSteps.Rest(row, now);
            (row.State, row.ConfirmUntil, row.PhaseReason) = ((int)ShiftState.Paused, null, "paused");
            return Changed(("paused", $"Paused by {actor.Name} in step {shift.Step + 1}: {Percent(shift, shift.Step)} stay commanded.", "Its guard stays armed."));
        }, cancel);

    /// <summary>Lets it bake on from where it froze.</summary>
    /// <returns>As of <see cref="StartAsync"/>.</returns>
    public Task<Result<Shift>> ResumeAsync(Guid id, long? expectedVersion, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, expectedVersion, Permissions.ShiftTraffic, "resume-shift", actor, reason, requestId, (_, row, shift, now, _) =>
        {
            if (shift.State is not (ShiftState.Paused or ShiftState.Held))
            {
                return Changed(ShiftErrors.State(shift, "resumed"));
            }

            (row.State, row.BakingSince, row.PhaseReason) = ((int)ShiftState.Baking, now, "baking");
            return Changed(("resumed", $"Resumed by {actor.Name} in step {shift.Step + 1}.", "It bakes on from where it froze."));
        }, cancel);

    /// <summary>Ends it: new orders go as before it began. Orders in flight stay; a rollback takes those too.</summary>
    /// <returns>As of <see cref="StartAsync"/>.</returns>
    public Task<Result<Shift>> AbortAsync(Guid id, long? expectedVersion, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, expectedVersion, Permissions.PauseShift, "abort-shift", actor, reason, requestId, async (db, row, shift, now, token) =>
        {
            if (shift.State.IsEnded())
            {
                return ShiftErrors.State(shift, "aborted");
            }

            row.PhaseReason = "aborted";
            if (shift.State == ShiftState.Created)
            {
                ShiftSteps.End(row, ShiftState.Aborted, now);
                return ("aborted", $"Withdrawn by {actor.Name} before it was started.", "Nothing had moved.");
            }

            await ShiftSteps.TakeBackAsync(db, row, ShiftState.Aborted, actor, reason!, now, token);
            return ("aborted", $"Aborted by {actor.Name} in step {shift.Step + 1}: new orders of {Words(shift.Segments)} go as before it began.", "Orders that were accepted stay where they are.");
        }, cancel);

    private async Task<Result<Shift>> ChangeAsync(
        Guid id, long? expectedVersion, Permission permission, string command, Actor actor, string? reason, Guid? requestId,
        Func<CommandsDb, ShiftRow, Shift, DateTimeOffset, CancellationToken, Task<Result<(string Kind, string Text, string Impact)>>> change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await gates.ReadyAsync(cancel);
        return await AnswerAsync(await commands.RunAsync<Guid>(new CommandRequest(actor, permission with { Command = command }, reason, requestId), async (db, token) =>
        {
            if (await db.Shifts.FirstOrDefaultAsync(s => s.Id == id, token) is not { } row)
            {
                return ShiftErrors.NoSuch(id);
            }

            var shift = ShiftQueries.Read(row, []);
            if (expectedVersion is { } seen && seen != row.Version)
            {
                return ShiftErrors.Moved(shift);
            }

            var now = time.GetUtcNow();
            var changed = await change(db, row, shift, now, token);
            if (changed.Error is { } refused)
            {
                return refused;
            }

            var (kind, text, impact) = changed.Value;
            ShiftSteps.Note(db, row, kind, text, actor, await ShiftSteps.NextEntryAsync(db, token), now);
            return Decide(row, $"{shift.Name}: {text}", impact, command);
        }, cancel), cancel);
    }

    private async Task<Result<Shift>> AnswerAsync(Result<Guid> done, CancellationToken cancel) => done.Error is { } error ? error : (await queries.FindAsync(done.Value, cancel))!;

    /// <summary>Nothing has been judged before the first step, so it goes no further than one person may move at once; and a shift never lowers what is commanded.</summary>
    private Error? FirstStep(Shift shift, TrafficTable table)
    {
        var limit = (plan.Current?.Traffic ?? TrafficSettings.Default).LargestStep;
        foreach (var segment in shift.Segments)
        {
            var raise = StepLimit.Raise(table, segment, shift.Steps[0].Percent);
            if (raise <= 0)
            {
                return ShiftErrors.NotAbove(shift, segment, ShiftSteps.BeforeOf(table, segment, shift.SplitBy).Hundredths / 100m);
            }

            if (raise > limit)
            {
                return ShiftErrors.FirstStep(shift, segment, limit);
            }
        }

        return null;
    }

    private static async Task<Error?> TakenAsync(CommandsDb db, IReadOnlyList<Segment> segments, CancellationToken cancel)
    {
        foreach (var segment in segments)
        {
            if (await ShiftQueries.RunningInAsync(db, segment, cancel) is { } other)
            {
                return ShiftErrors.Overlaps(segment, other.Name);
            }
        }

        return null;
    }

    private static async Task<Error?> RollingBackAsync(CommandsDb db, IReadOnlyList<Segment> segments, CancellationToken cancel)
    {
        foreach (var segment in segments)
        {
            if (await RunningRollbacks.RefuseAsync(db, segment, cancel) is { } running)
            {
                return running;
            }
        }

        return null;
    }

    private static Decided<Guid> Decide(ShiftRow row, string title, string impact, string command) => new(row.Id, new DecisionDraft(
        command, title, impact, ["traffic", $"shift:{row.Id}"], new Dictionary<string, string>(StringComparer.Ordinal) { ["shift"] = row.Id.ToString(), ["number"] = row.Number.ToString(CultureInfo.InvariantCulture) }));

    private static Task<Result<(string Kind, string Text, string Impact)>> Changed(Result<(string Kind, string Text, string Impact)> result) => Task.FromResult(result);

    private static string Words(IReadOnlyList<Segment> segments) => string.Join("; ", segments);

    private static string Percent(Shift shift, int step) => string.Create(CultureInfo.InvariantCulture, $"{shift.Steps[step].Percent:0.##} %");
}
