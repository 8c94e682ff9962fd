using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;
using CommandCenter.Rollback;
using CommandCenter.Shared;
using CommandCenter.Traffic.Shifts;

namespace CommandCenter.Traffic;

/// <summary>One step of traffic in one click.</summary>
/// <param name="Percent">Share of orchestration, 0 to 100 with at most two decimals.</param>
/// <param name="ExpectedRevision">The revision that the person saw.</param>
public sealed record TrafficMove(Segment Segment, decimal Percent, bool Mirror, SplitBy SplitBy, long? ExpectedRevision)
{
    /// <summary>The approval that allows a step which one person may not make alone; it has to be for exactly this move. Null without one.</summary>
    public Guid? Approval { get; init; }
}

/// <summary>Moves the traffic of a segment: the next revision of the table and its log entry are one transaction.</summary>
/// <param name="gates">Null where nothing is guarded by gates, as for the command line.</param>
public sealed class MoveTraffic(CommandRunner commands, ActivePlan plan, TimeProvider time, GateGuard? gates = null)
{
    /// <summary>Why one person may not make this move of that table alone; null where one may. For a look ahead: the command judges for itself.</summary>
    public Error? NeedsSecondPerson(TrafficTable table, TrafficMove move)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(move);
        return StepLimit.Refuse(table, move, plan.Current);
    }

    /// <returns>
    /// The new revision; Forbidden; Validation that names the field; Conflict while a rollback runs there or a blocking gate is red (<c>gate-red</c>), when the table moved meanwhile, when the step needs a second person (<c>second-person-needed</c>) or
    /// when the approval that was given does not hold; Unavailable.
    /// </returns>
    public async Task<Result<TrafficRevision>> RunAsync(TrafficMove move, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(move);
        ArgumentNullException.ThrowIfNull(actor);
        if (Permissions.Refuse(actor, Permissions.ShiftTraffic) is { } forbidden)
        {
            return forbidden;
        }

        if (TrafficErrors.Of(move, plan.Current) is { } invalid)
        {
            return invalid;
        }

        if (gates is not null)
        {
            await gates.ReadyAsync(cancel);
        }

        var hundredths = (int)(move.Percent * 100);
        return await commands.RunAsync<TrafficRevision>(new CommandRequest(actor, Permissions.ShiftTraffic, reason, requestId), async (db, token) =>
        {
            // before the revision: whoever sends a used one again learns that, not that the table moved, which it did by that very move
            var approved = await UseAsync(db, move, actor, token);
            if (approved.Error is { } unapproved)
            {
                return unapproved;
            }

            // a rollback wins over whatever is decided beside it, and whoever loses learns why
            if (hundredths > 0 && await RunningRollbacks.RefuseAsync(db, move.Segment, token) is { } running)
            {
                return running;
            }

            if (await ShiftQueries.RunningInAsync(db, move.Segment, token) is { } shift)
            {
                return ShiftErrors.UnderShift(move.Segment, shift.Name);
            }

            var current = await TrafficTables.CurrentAsync(db, token);
            if (current.Table.Revision != move.ExpectedRevision)
            {
                return TrafficErrors.Moved(current.Table.Revision, move.ExpectedRevision!.Value);
            }

            if (await GatedAsync(db, current.Table, move, token) is { } gated)
            {
                return gated;
            }

            if (approved.Value is null && StepLimit.Refuse(current.Table, move, plan.Current) is { } alone)
            {
                return alone;
            }

            var next = current.Table.With(move.Segment, hundredths, move.Mirror, move.SplitBy);
            return await RecordAsync(db, next, actor, reason, Draft(move, current.Table, next, approved.Value), token);
        }, cancel);
    }

    /// <summary>Gates stop what raises the share; nobody is kept from taking it back.</summary>
    private async Task<Error?> GatedAsync(CommandsDb db, TrafficTable table, TrafficMove move, CancellationToken cancel) =>
        gates is not null && StepLimit.Raise(table, move.Segment, move.Percent) > 0 ? await gates.RefuseAsync(db, [move.Segment], move.Percent, cancel) : null;

    /// <summary>The approval that the move was given, consumed; null where it was given none.</summary>
    private async Task<Result<Approval?>> UseAsync(CommandsDb db, TrafficMove move, Actor actor, CancellationToken cancel)
    {
        if (move.Approval is not { } id)
        {
            return (Approval?)null;
        }

        var used = await ApprovalDesk.UseAsync(db, id, actor, Permissions.ShiftTraffic.Command, MoveContent.Write(move), time.GetUtcNow(), cancel);
        return used.Error is { } error ? error : used.Value;
    }

    private async Task<Result<Decided<TrafficRevision>>> RecordAsync(CommandsDb db, TrafficTable next, Actor actor, string? reason, DecisionDraft draft, CancellationToken cancel)
    {
        var revision = await TrafficTables.AddAsync(db, next, actor, reason, time.GetUtcNow(), cancel);
        return new Decided<TrafficRevision>(revision, draft);
    }

    private static DecisionDraft Draft(TrafficMove move, TrafficTable before, TrafficTable next, Approval? approval)
    {
        var was = before.RuleOf(move.Segment)?.Percent;
        var percent = move.Percent.ToString("0.##", CultureInfo.InvariantCulture);
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["revision"] = next.Revision.ToString(CultureInfo.InvariantCulture), ["percent"] = percent };
        if (approval is not null)
        {
            (details["approval"], details["approvedBy"], details["hash"]) = (approval.Id.ToString(), approval.DecidedBy!, approval.Hash);
        }

        return new DecisionDraft(
            Permissions.ShiftTraffic.Command,
            $"Traffic of {move.Segment} set to {percent} % orchestration{(was is { } old ? $" (was {old.ToString("0.##", CultureInfo.InvariantCulture)} %)" : "")}{(move.Mirror ? ", mirrored" : "")}.",
            $"New orders only; orders that were accepted stay where they are.{(approval is null ? "" : $" {approval.DecidedBy} agreed to it.")}",
            ["traffic", .. approval is null ? (string[])[] : ["approval:" + approval.Id], .. move.Segment.Values.Select(v => $"{v.Name}:{v.Value}")],
            details);
    }
}
