using CommandCenter.Identity;
using CommandCenter.OrderExceptions.Remedies;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.OrderExceptions;

/// <summary>One address for each remedy, for each takes its own permission.</summary>
internal static class CaseRemedyEndpoints
{
    public static void Map(RouteGroupBuilder cases)
    {
        Remedy(cases, RemedyKind.ReSend, "Gives to a side again what it lacks or did not take: it is asked first.");
        Remedy(cases, RemedyKind.MapAgain, "Maps the case's rejected records again by the plan that runs now.");
        Remedy(cases, RemedyKind.Pin, "The case's order finishes with its owner, whatever a rollback would do.");
        Remedy(cases, RemedyKind.CancelDuplicate, "Has the side give the case's order up that answers for it besides its owner; both are asked first.");
    }

    private static void Remedy(RouteGroupBuilder cases, RemedyKind kind, string summary) =>
        cases.MapPost("/{id}/remedies/" + kind.Name(), async (string id, CaseRemedyRequest request, CurrentActor caller, [FromServices] CaseQueries queries, [FromServices] CaseRemedies remedies, CancellationToken cancel) =>
            {
                var read = await Persistence.StoreReads.TryAsync(() => queries.ReadAsync(id, cancel));
                var found = read.Error is { } silent ? silent : read.Value;
                return found.Error is { } error ? error.ToProblem()
                    : (await remedies.RunAsync(found.Value.Case, kind, caller.Actor, request.Reason, request.RequestId, cancel)).ToHttp(done => TypedResults.Ok(new CaseRemedyDone(done.Kind.Name(), done.Message)));
            })
            .Requires(kind.Needs()).WithName(kind + "OfException").WithSummary(summary).Produces<CaseRemedyDone>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
