using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Readiness.Thresholds;

internal static class ThresholdEndpoints
{
    private const int LongestWindow = 604_800;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var thresholds = routes.MapGroup("/api/v1/thresholds").WithTags("Thresholds");
        thresholds.MapGet("", async (CurrentActor caller, [FromServices] ThresholdQueries queries, CancellationToken cancel) => TypedResults.Ok(ThresholdsAnswer.Of(await queries.ReadAsync(cancel), caller.Actor)))
            .WithName("ReadThresholds").WithSummary("Lines that must not be crossed, with their seal, who signed and changed them, and what waits.").Requires(Permissions.See);
        Refusing(thresholds.MapPost("/seal", SealAsync)).WithName("SealThresholds").WithSummary("Signs the plan's thresholds; with the signatures of both roles, by two people, they are sealed.")
            .Requires(Permissions.SealThresholds).Produces<ThresholdsAnswer>();
        Refusing(thresholds.MapPost("/propose-change", ProposeAsync)).WithName("ProposeThresholdChange").WithSummary("Puts a change of a sealed threshold before a second person; nothing changes until they agree.")
            .Requires(Permissions.ChangeThreshold).Produces<ApprovalAnswer>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound);
        Refusing(thresholds.MapPost("/approve-change", ApproveAsync)).WithName("ApproveThresholdChange").WithSummary("Agrees to a change that another person proposed; it holds at once.")
            .Requires(Permissions.ApproveThreshold).Produces<ThresholdsAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> SealAsync(
        SealThresholdsRequest request, CurrentActor caller, [FromServices] SealThresholds seal, [FromServices] ThresholdQueries queries, CancellationToken cancel)
    {
        if (request.ExpectedHash is null) return Error.Validation("expected-hash", "expectedHash is missing: the hash of the thresholds that are signed, as GET /api/v1/thresholds gives it in seal.", "expectedHash").ToProblem();
        var signed = await seal.RunAsync(request.ExpectedHash, caller.Actor, request.Reason, request.RequestId, cancel);
        return signed.Error is { } refused ? refused.ToProblem() : TypedResults.Ok(ThresholdsAnswer.Of(await queries.ReadAsync(cancel), caller.Actor));
    }

    private static async Task<IResult> ProposeAsync(ThresholdChangeRequest request, CurrentActor caller, [FromServices] ChangeThreshold change, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(request.Id)) return Error.Validation("id", "id is missing: the threshold that is to be changed.", "id").ToProblem();
        if (request.Action is not null && ThresholdWords.Parse(request.Action) is null)
        {
            return Error.Validation("action", $"action is {string.Join(", ", Enum.GetValues<ThresholdAction>().Select(a => a.Key()))}.", "action").ToProblem();
        }

        // what is out of range stays out of range, without an overflow on the way
        var window = request.WindowSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestWindow + 1)) : (TimeSpan?)null;
        var asked = new ThresholdChange(request.Id, request.Limit, window, request.Minimum, ThresholdWords.Parse(request.Action));
        return (await change.ProposeAsync(asked, caller.Actor, request.Reason, request.RequestId, cancel)).ToHttp(a => TypedResults.Accepted("/api/v1/approvals", ApprovalAnswer.Of(a, caller.Actor)));
    }

    private static async Task<IResult> ApproveAsync(
        ApproveThresholdRequest request, CurrentActor caller, [FromServices] ChangeThreshold change, [FromServices] ThresholdQueries queries, CancellationToken cancel)
    {
        if (request.Approval is not { } approval) return Error.Validation("approval", "approval is missing: the id of the proposal.", "approval").ToProblem();
        var agreed = await change.ApproveAsync(approval, caller.Actor, request.Reason, request.RequestId, cancel);
        return agreed.Error is { } refused ? refused.ToProblem() : TypedResults.Ok(ThresholdsAnswer.Of(await queries.ReadAsync(cancel), caller.Actor));
    }

    private static RouteHandlerBuilder Refusing(RouteHandlerBuilder call) => call
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
