using System.Text.Json;
using CommandCenter.Access.Approvals;
using CommandCenter.Identity;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Access;

/// <param name="Content">What exactly was, or is to be, agreed to; its canonical bytes make the hash.</param>
/// <param name="WaitsForYou">Whether it is the caller's turn: to agree, or to carry out what was agreed to.</param>
public sealed record ApprovalAnswer(
    Guid Id, string Command, string Summary, JsonElement Content, string Hash, string ProposedBy, string Reason, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, ApprovalState State,
    string? DecidedBy, string? DecidedReason, DateTimeOffset? DecidedAt, DateTimeOffset? UsedAt, bool WaitsForYou)
{
    internal static ApprovalAnswer Of(Approval approval, Actor caller)
    {
        using var content = JsonDocument.Parse(approval.Content);
        return new ApprovalAnswer(
            approval.Id, approval.Command, approval.Summary, content.RootElement.Clone(), approval.Hash, approval.ProposedBy, approval.Reason, approval.CreatedAt, approval.ExpiresAt, approval.State,
            approval.DecidedBy, approval.DecidedReason, approval.DecidedAt, approval.UsedAt, ApprovalWatch.Waits(approval, caller));
    }
}

/// <param name="Cursor">For the next page; null on the last.</param>
/// <param name="Total">How many there are.</param>
public sealed record ApprovalListAnswer(IReadOnlyList<ApprovalAnswer> Items, string? Cursor, int Total);

/// <param name="Reason">3 to 500 characters on one line.</param>
/// <param name="RequestId">The same again does nothing and answers the same.</param>
public sealed record ApprovalStepRequest(string? Reason, Guid? RequestId);

internal static class ApprovalEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var approvals = routes.MapGroup("/api/v1/approvals").WithTags("Approvals");
        approvals.MapGet("", ListAsync).WithName("ListApprovals").WithSummary("Commands that wait, or waited, for a second person, newest first.").Produces<ApprovalListAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        Step<ApproveProposal>(approvals, "approve", "Agrees to a command that another person proposed; a change of a sealed threshold holds at once, anything else may then be carried out once.", Approvable.AnyDecision,
            (approve, id, step, actor, cancel) => approve.RunAsync(id, actor, step.Reason, step.RequestId, cancel));
        Step<ApprovalDesk>(approvals, "refuse", "Says no to a command that another person proposed.", Approvable.AnyDecision, (desk, id, step, actor, cancel) => desk.RefuseAsync(id, actor, step.Reason, step.RequestId, cancel));
        Step<ApprovalDesk>(approvals, "withdraw", "Takes one's own proposal back.", Approvable.AnyProposal, (desk, id, step, actor, cancel) => desk.WithdrawAsync(id, actor, step.Reason, step.RequestId, cancel));
    }

    private static async Task<IResult> ListAsync([FromQuery] string? cursor, [FromQuery] int? limit, CurrentActor caller, [FromServices] ApprovalQueries queries, CancellationToken cancel) =>
        (await queries.ListAsync(false, cursor, limit ?? 50, cancel)).ToHttp(page => TypedResults.Ok(new ApprovalListAnswer([.. page.Items.Select(a => ApprovalAnswer.Of(a, caller.Actor))], page.Cursor, page.Total)));

    /// <param name="least">What one of the commands takes; the service asks for the permission of the very command.</param>
    private static void Step<T>(
        RouteGroupBuilder approvals, string verb, string summary, Permission least, Func<T, Guid, ApprovalStepRequest, Actor, CancellationToken, Task<Result<Approval>>> step)
        where T : notnull =>
        approvals.MapPost("/{id}/" + verb, async (string id, ApprovalStepRequest request, CurrentActor caller, [FromServices] T service, CancellationToken cancel) =>
                Guid.TryParse(id, out var known)
                    ? (await step(service, known, request, caller.Actor, cancel)).ToHttp(a => TypedResults.Ok(ApprovalAnswer.Of(a, caller.Actor)))
                    : Error.NotFound("no-such-approval", "There is no such proposal; its id is a UUID.").ToProblem())
            .Requires(least).WithName($"{char.ToUpperInvariant(verb[0])}{verb[1..]}Proposal").WithSummary(summary).Produces<ApprovalAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
}
