using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Readiness.Scenarios;

internal static class ScenarioEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var scenarios = routes.MapGroup("/api/v1/scenarios").WithTags("Readiness");
        scenarios.MapGet("", async ([FromServices] ScenarioResults results, CancellationToken cancel) => TypedResults.Ok(await MatrixAsync(results, cancel)))
            .WithName("ReadScenarios").WithSummary("The plan's scenario matrix with what each came to last.").Requires(Permissions.See);
        scenarios.MapGet("/{id}/runs", RunsAsync).WithName("ListScenarioRuns").WithSummary("Runs and reports of one scenario that are kept, newest first.").Requires(Permissions.See)
            .Produces<IReadOnlyList<ScenarioRunAnswer>>().ProducesProblem(StatusCodes.Status404NotFound);
        scenarios.MapGet("/{id}/runs/{run}", RunAsync).WithName("ReadScenarioRun").WithSummary("One run with its evidence: steps, payloads, log and hash.").Requires(Permissions.See)
            .Produces<ScenarioRunDetailAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        Refusing(scenarios.MapPost("/{id}/results", ReportAsync)).WithName("ReportScenario").WithSummary("Records a result that a person or a tool has seen, with its evidence.")
            .Requires(Permissions.ReportScenario).WithMetadata(new RequestSizeLimitAttribute(ReportScenario.MostBytes * 3)).Produces<ScenarioRunDetailAnswer>(StatusCodes.Status201Created);

        var rehearsal = routes.MapGroup("/api/v1/rehearsal").WithTags("Readiness");
        rehearsal.MapGet("", WorldAsync).WithName("ReadRehearsal").WithSummary("The rehearsal world and the scenarios; only while rehearsing.").Requires(Permissions.See)
            .Produces<RehearsalAnswer>().ProducesProblem(StatusCodes.Status409Conflict);
        Refusing(rehearsal.MapPost("/scenarios/start", (RehearsalRequest request, CurrentActor caller, [FromServices] StartScenarios start, CancellationToken cancel) => StartAsync(null, request, caller, start, cancel)))
            .WithName("StartScenarios").WithSummary("Starts every scenario that the rehearsal plays and that does not run already.").Requires(Permissions.Rehearse).Produces<IReadOnlyList<StartedScenario>>(StatusCodes.Status202Accepted);
        Refusing(rehearsal.MapPost("/scenarios/{id}/start", (string id, RehearsalRequest request, CurrentActor caller, [FromServices] StartScenarios start, CancellationToken cancel) => StartAsync(id, request, caller, start, cancel)))
            .WithName("StartScenario").WithSummary("Has the rehearsal play a scenario; it runs though nobody waits for it.").Requires(Permissions.Rehearse).Produces<IReadOnlyList<StartedScenario>>(StatusCodes.Status202Accepted);
        Refusing(rehearsal.MapPost("/scenarios/{id}/stop", StopAsync)).WithName("StopScenario").WithSummary("Ends a run without a verdict; orders that were handed in live on.")
            .Requires(Permissions.Rehearse).Produces<StartedScenario>(StatusCodes.Status202Accepted);
    }

    private static async Task<ScenariosAnswer> MatrixAsync(ScenarioResults results, CancellationToken cancel) => new([.. (await results.ReadAsync(cancel)).Select(ScenarioAnswer.Of)], null);

    private static async Task<IResult> RunsAsync(string id, [FromServices] ScenarioResults results, CancellationToken cancel)
    {
        var runs = await results.RunsAsync(id, cancel);
        return runs.Count > 0 || (await results.ReadAsync(cancel)).Any(s => s.Scenario.Id == id) ? TypedResults.Ok(runs.Select(ScenarioRunAnswer.Of).ToList()) : ScenarioErrors.NoSuch(id).ToProblem();
    }

    private static async Task<IResult> RunAsync(string id, string run, [FromServices] ScenarioResults results, CancellationToken cancel) =>
        Guid.TryParse(run, out var number) && await results.RunAsync(number, cancel) is { } found && found.Run.Scenario == id
            ? TypedResults.Ok(new ScenarioRunDetailAnswer(ScenarioRunAnswer.Of(found.Run), found.Evidence, found.IsIntact)) : ScenarioErrors.NoSuchRun.ToProblem();

    private static async Task<IResult> ReportAsync(
        string id, ScenarioResultRequest request, CurrentActor caller, [FromServices] ReportScenario report, [FromServices] ScenarioResults results, CancellationToken cancel)
    {
        var reported = await report.RunAsync(id, new ReportedResult(request.Passed, request.Summary, request.AsOf, request.Evidence), caller.Actor, request.RequestId, cancel);
        if (reported.Error is { } refused) return refused.ToProblem();
        var kept = await results.RunAsync(reported.Value.Run, cancel);
        return kept is null ? ScenarioErrors.NoSuchRun.ToProblem() : TypedResults.Created($"/api/v1/scenarios/{id}/runs/{reported.Value.Run}", new ScenarioRunDetailAnswer(ScenarioRunAnswer.Of(kept.Run), kept.Evidence, kept.IsIntact));
    }

    private static async Task<IResult> WorldAsync([FromServices] IScenarioWorld world, [FromServices] ScenarioResults results, CancellationToken cancel) =>
        world.IsThere ? TypedResults.Ok(new RehearsalAnswer(await world.StateAsync(cancel), (await MatrixAsync(results, cancel)).Items)) : ScenarioErrors.NotRehearsing.ToProblem();

    private static async Task<IResult> StartAsync(string? id, RehearsalRequest request, CurrentActor caller, StartScenarios start, CancellationToken cancel) =>
        (await start.RunAsync(id, caller.Actor, request.Reason, request.RequestId, cancel)).ToHttp(runs => TypedResults.Accepted("/api/v1/scenarios", runs));

    private static async Task<IResult> StopAsync(string id, RehearsalRequest request, CurrentActor caller, [FromServices] StopScenario stop, CancellationToken cancel) =>
        (await stop.RunAsync(id, caller.Actor, request.Reason, request.RequestId, cancel)).ToHttp(run => TypedResults.Accepted($"/api/v1/scenarios/{id}/runs/{run.Run}", run));

    private static RouteHandlerBuilder Refusing(RouteHandlerBuilder call) => call
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
