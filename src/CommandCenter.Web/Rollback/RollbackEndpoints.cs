using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Intake.Transfer;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Rollback;

internal static class RollbackEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var rollbacks = routes.MapGroup("/api/v1/rollbacks").WithTags("Rollbacks");
        rollbacks.MapPost("/preview", PreviewAsync).WithName("PreviewRollback").WithSummary("What a rollback would touch, as last seen; changes nothing, and a rollback does not need it.")
            .Requires(Permissions.See).Produces<RollbackPreviewAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        rollbacks.MapPost("", StartAsync).WithName("RollBack").WithSummary("Sends a scope back to legacy at once and resolves its orders in flight; a second call for a scope that runs finds the one that runs.")
            .Requires(Permissions.RollBack).Produces<RollbackStarted>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        rollbacks.MapGet("", ListAsync).WithName("ListRollbacks").WithSummary("Rollbacks and drills, newest first.").Produces<RollbackListAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        rollbacks.MapGet("/{id:guid}", ReadAsync).WithName("ReadRollback").WithSummary("One rollback with its steps, counts and proof.").Produces<RollbackAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        rollbacks.MapGet("/{id:guid}/orders", OrdersAsync).WithName("ReadRollbackOrders").WithSummary("Its orders in order of acceptance; 'outcome' is transferred, finished, parked or open.")
            .Produces<RollbackOrderPage>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> PreviewAsync(RollbackPreviewRequest request, [FromServices] PreviewRollback preview, CancellationToken cancel) =>
        (await preview.RunAsync((request.Scope ?? new RollbackScopeBody()).ToScope(), cancel)).ToHttp(p => TypedResults.Ok(RollbackPreviewAnswer.Of(p)));

    private static async Task<IResult> StartAsync(RollbackStartRequest request, CurrentActor caller, [FromServices] RollBack rollBack, [FromServices] RollbackQueries queries)
    {
        var asked = new RollbackRequest((request.Scope ?? new RollbackScopeBody()).ToScope(), request.Drill ?? false, request.DetectedAt);
        // once it was asked for it is carried out, also for a caller that does not wait for the answer
        var started = await rollBack.RunAsync(asked, caller.Actor, request.Reason, request.RequestId, CancellationToken.None);
        if (started.Error is { } refused) return refused.ToProblem();
        var by = started.Value.AlreadyRunning && await queries.ReadAsync(started.Value.Id, CancellationToken.None) is { Succeeded: true } read ? read.Value.Actor : caller.Actor.Name;
        return TypedResults.Accepted($"/api/v1/rollbacks/{started.Value.Id}", new RollbackStarted(started.Value.Id, started.Value.AlreadyRunning, by));
    }

    private static async Task<IResult> ListAsync([FromQuery] string? cursor, [FromQuery] string? limit, [FromServices] RollbackQueries queries, CancellationToken cancel) =>
        !TryLimit(limit, 25, out var size)
            ? WrongLimit(100).ToProblem()
            : (await queries.ListAsync(cursor, size, cancel)).ToHttp(page => TypedResults.Ok(new RollbackListAnswer([.. page.Items.Select(RollbackAnswer.Of)], page.Cursor, page.Total)));

    private static async Task<IResult> ReadAsync(Guid id, [FromServices] RollbackQueries queries, CancellationToken cancel) =>
        (await queries.ReadAsync(id, cancel)).ToHttp(view => TypedResults.Ok(RollbackAnswer.Of(view)));

    private static async Task<IResult> OrdersAsync(
        Guid id, [FromQuery] string? outcome, [FromQuery] string? cursor, [FromQuery] string? limit, [FromServices] RollbackQueries queries, CancellationToken cancel)
    {
        if (!TryLimit(limit, 100, out var size)) return WrongLimit(500).ToProblem();
        if (!TryOutcome(outcome, out var only)) return Error.Validation("bad-query", "'outcome' cannot be read; allowed: transferred, finished, parked, open.", "outcome").ToProblem();
        return (await queries.OrdersAsync(id, only, cursor, size, cancel)).ToHttp();
    }

    private static bool TryOutcome(string? text, out TransferOutcome? outcome)
    {
        (var known, outcome) = text switch
        {
            null => (true, (TransferOutcome?)null),
            "open" => (true, TransferOutcome.None),
            "transferred" => (true, TransferOutcome.Transferred),
            "finished" => (true, TransferOutcome.Finished),
            "parked" => (true, TransferOutcome.Parked),
            _ => (false, null),
        };
        return known;
    }

    private static bool TryLimit(string? text, int usual, out int limit)
    {
        limit = usual;
        return text is null || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit);
    }

    private static Error WrongLimit(int most) => Error.Validation("bad-query", $"'limit' cannot be read; allowed: 1 to {most}.", "limit");
}
