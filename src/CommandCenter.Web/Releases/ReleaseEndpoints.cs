using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Shared;
using CommandCenter.Traffic;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Releases;

/// <param name="Segment">Which orders; empty or left out = all.</param>
/// <param name="Reason">3 to 500 characters.</param>
public sealed record ReleaseRequest(Segment? Segment, string? Reason, Guid? RequestId);

/// <param name="Items">Those that stand first, then the newest; at most 100.</param>
public sealed record ReleaseListAnswer(IReadOnlyList<ReleaseHold> Items);

internal static class ReleaseEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var releases = routes.MapGroup("/api/v1/releases").WithTags("Releases");
        releases.MapGet("", async ([FromServices] ReleaseQueries queries, CancellationToken cancel) => TypedResults.Ok(new ReleaseListAnswer(await queries.ListAsync(100, cancel))))
            .WithName("ListReleaseHolds").WithSummary("Releases that are or were held, with what each side has confirmed.").Requires(Permissions.See);
        releases.MapPost("/hold", HoldAsync).WithName("HoldReleases").WithSummary("Stops sending to warehouse and stores; orders are accepted meanwhile.").Requires(Permissions.HoldReleases)
            .Produces<ReleaseCommanded>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict);
        releases.MapPost("/resume", ResumeAsync).WithName("ResumeReleases").WithSummary("Sends again what was held for exactly this segment.").Requires(Permissions.ResumeReleases)
            .Produces<ReleaseCommanded>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> HoldAsync(ReleaseRequest request, CurrentActor caller, [FromServices] ReleaseCommands commands, CancellationToken cancel) =>
        Answer(await commands.HoldAsync(request.Segment ?? Segment.All, caller.Actor, request.Reason, request.RequestId, cancel));

    private static async Task<IResult> ResumeAsync(ReleaseRequest request, CurrentActor caller, [FromServices] ReleaseCommands commands, CancellationToken cancel) =>
        Answer(await commands.ResumeAsync(request.Segment ?? Segment.All, caller.Actor, request.Reason, request.RequestId, cancel));

    private static IResult Answer(Result<ReleaseCommanded> result) => result.ToHttp(r => TypedResults.Accepted("/api/v1/releases", r));
}
