using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Traffic;

/// <summary>Puts a move before a second person, and carries it out once they agreed.</summary>
public sealed class ProposeMove(ApprovalDesk desk, MoveTraffic traffic, ActivePlan plan)
{
    /// <returns>The open proposal; Forbidden; Validation that names the field; Conflict when the table moved meanwhile; Unavailable.</returns>
    public async Task<Result<Approval>> RunAsync(TrafficMove move, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
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

        return await desk.ProposeAsync(Approvable.ShiftTraffic, actor, reason, requestId, async (db, token) =>
        {
            var table = (await TrafficTables.CurrentAsync(db, token)).Table;
            return table.Revision != move.ExpectedRevision
                ? TrafficErrors.Moved(table.Revision, move.ExpectedRevision!.Value)
                : new Proposal($"{MoveContent.Words(move, table)}.", MoveContent.Write(move), ["traffic", .. move.Segment.Values.Select(v => $"{v.Name}:{v.Value}")]);
        }, cancel);
    }

    /// <summary>Moves exactly what was agreed to.</summary>
    /// <returns>As of <see cref="MoveTraffic.RunAsync"/>.</returns>
    public Task<Result<TrafficRevision>> CarryOutAsync(Approval approval, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(approval);
        return traffic.RunAsync(MoveContent.Read(approval.Content) with { Approval = approval.Id }, actor, reason, requestId, cancel);
    }
}
