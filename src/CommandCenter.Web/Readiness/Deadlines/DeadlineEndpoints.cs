using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Readiness.Deadlines;

internal static class DeadlineEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/deadlines", ReadAsync).WithTags("Readiness").WithName("ReadDeadlines")
            .WithSummary("Risks, known issues and open decisions, soonest first; 'owner' and 'overdue=true' narrow.").Requires(Permissions.See)
            .Produces<DeadlinesAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReadAsync([FromQuery] string? owner, [FromQuery] string? overdue, [FromServices] DeadlineBoard board, CancellationToken cancel)
    {
        if (overdue is not (null or "true" or "false")) return Error.Validation("bad-query", "'overdue' cannot be read; allowed: true or false.", "overdue").ToProblem();
        var read = await StoreReads.TryAsync(() => board.ReadAsync(cancel));
        return read.ToHttp(view => TypedResults.Ok(new DeadlinesAnswer(
            view.AsOf, [.. DeadlineView.Narrow(view.Items, owner, overdue == "true").Select(DeadlineAnswer.Of)], view.Overdue.Count, view.OpenHighIssues, null)));
    }
}
