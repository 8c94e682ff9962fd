using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Plan;

/// <summary>What the plan says about lanes, systems and people.</summary>
internal static class LandscapeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Plan").RequireAuthorization();
        api.MapGet("/lanes", Lanes).WithName("ListLanes").WithSummary("The lanes with their rules and limits, in the plan's order.").Produces<LaneListAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/landscape", Landscape).WithName("ReadLandscape").WithSummary("Systems, interfaces, dependencies, systems of record, people, stores, lanes, sources and mappings of the plan.")
            .Produces<LandscapeAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult Lanes([FromServices] ActivePlan active) =>
        active.Current is { } plan ? TypedResults.Ok(new LaneListAnswer(LaneAnswer.AllOf(plan), null)) : PlanErrors.NoPlan.ToProblem();

    private static IResult Landscape([FromServices] ActivePlan active) =>
        active.Current is { } plan ? TypedResults.Ok(LandscapeAnswer.Of(plan)) : PlanErrors.NoPlan.ToProblem();
}
