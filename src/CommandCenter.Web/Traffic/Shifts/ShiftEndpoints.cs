using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Traffic.Shifts;

internal static class ShiftEndpoints
{
    private const int MostLooks = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var shifts = routes.MapGroup("/api/v1/shifts").WithTags("Shifts");
        shifts.MapGet("", ListAsync).WithName("ListShifts").WithSummary("Shifts, newest first.").Produces<ShiftListAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        shifts.MapPost("", CreateAsync).WithName("DrawUpShift").WithSummary("Draws a stepped shift up; nothing moves until it is started.").Requires(Permissions.ShiftTraffic).Produces<ShiftAnswer>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        shifts.MapPost("/preview", PreviewAsync).WithName("PreviewShift").WithSummary("What a shift would touch; changes nothing.").Requires(Permissions.See).Produces<ShiftPreviewAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        shifts.MapGet("/{id}", ReadAsync).WithName("ReadShift").WithSummary("One shift with its steps, its newest look and what comes next.").Produces<ShiftAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        shifts.MapGet("/{id}/looks", LooksAsync).WithName("ReadShiftLooks").WithSummary("What its steps' checks came to over time: each change of verdict, and once a minute; the newest 500, oldest first.")
            .Produces<ShiftLooksAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        Change(shifts, "start", "Begins the first step.", Permissions.ShiftTraffic, (c, id, r, actor, cancel) => c.StartAsync(id, r.ExpectedVersion, actor, r.Reason, r.RequestId, cancel));
        Change(shifts, "promote", "Begins the next step once this one has passed, or confirms it; closes the shift after the last.", Permissions.ShiftTraffic, (c, id, r, actor, cancel) => c.PromoteAsync(id, r.ExpectedVersion, actor, r.Reason, r.RequestId, cancel));
        Change(shifts, "pause", "Freezes it where it is; its guard stays armed.", Permissions.PauseShift, (c, id, r, actor, cancel) => c.PauseAsync(id, r.ExpectedVersion, actor, r.Reason, r.RequestId, cancel));
        Change(shifts, "resume", "Lets it bake on from where it froze.", Permissions.ShiftTraffic, (c, id, r, actor, cancel) => c.ResumeAsync(id, r.ExpectedVersion, actor, r.Reason, r.RequestId, cancel));
        Change(shifts, "abort", "Ends it: new orders go as before it began.", Permissions.PauseShift, (c, id, r, actor, cancel) => c.AbortAsync(id, r.ExpectedVersion, actor, r.Reason, r.RequestId, cancel));
    }

    private static async Task<IResult> ListAsync([FromQuery] string? cursor, [FromQuery] string? limit, [FromServices] ShiftQueries queries, [FromServices] ShiftRunner runner, [FromServices] TimeProvider time, CancellationToken cancel)
    {
        var size = 25;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > 100)) return Error.Validation("bad-query", "'limit' cannot be read; allowed: 1 to 100.", "limit").ToProblem();
        var before = 0L;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before)) return Error.Validation("bad-query", "'cursor' is none that an earlier page gave.", "cursor").ToProblem();
        var (items, next, total) = await queries.ListAsync(cursor is null ? null : before, size, cancel);
        return TypedResults.Ok(new ShiftListAnswer([.. items.Select(s => ShiftAnswer.Of(s, runner, time.GetUtcNow()))], next?.ToString(CultureInfo.InvariantCulture), total));
    }

    private static async Task<IResult> CreateAsync(ShiftCreateRequest request, CurrentActor caller, [FromServices] ShiftCommands commands, [FromServices] ShiftRunner runner, [FromServices] TimeProvider time, CancellationToken cancel)
    {
        var asked = Of(request);
        return asked.Error is { } invalid ? invalid.ToProblem()
            : (await commands.CreateAsync(asked.Value, caller.Actor, request.Reason, request.RequestId, cancel)).ToHttp(s => TypedResults.Created($"/api/v1/shifts/{s.Id}", ShiftAnswer.Of(s, runner, time.GetUtcNow())));
    }

    private static async Task<IResult> PreviewAsync(ShiftCreateRequest request, [FromServices] PreviewShift preview, CancellationToken cancel)
    {
        var asked = Of(request);
        return asked.Error is { } invalid ? invalid.ToProblem() : (await preview.RunAsync(asked.Value, cancel)).ToHttp(p => TypedResults.Ok(ShiftPreviewAnswer.Of(p)));
    }

    private static async Task<IResult> ReadAsync(string id, [FromServices] ShiftQueries queries, [FromServices] ShiftRunner runner, [FromServices] TimeProvider time, CancellationToken cancel) =>
        Guid.TryParse(id, out var known) && await queries.FindAsync(known, cancel) is { } shift ? TypedResults.Ok(ShiftAnswer.Of(shift, runner, time.GetUtcNow())) : None(id).ToProblem();

    private static async Task<IResult> LooksAsync(string id, [FromServices] ShiftQueries queries, CancellationToken cancel) =>
        Guid.TryParse(id, out var known) && await queries.FindAsync(known, cancel) is not null ? TypedResults.Ok(new ShiftLooksAnswer(await queries.LooksAsync(known, MostLooks, null, cancel))) : None(id).ToProblem();

    private static void Change(
        RouteGroupBuilder shifts, string verb, string summary, Permission permission, Func<ShiftCommands, Guid, ShiftChangeRequest, Actor, CancellationToken, Task<Result<Shift>>> change) =>
        shifts.MapPost("/{id}/" + verb, async (string id, ShiftChangeRequest request, CurrentActor caller, [FromServices] ShiftCommands commands, [FromServices] ShiftRunner runner, [FromServices] TimeProvider time) =>
                Guid.TryParse(id, out var known)
                    // once it was asked for it is carried out, also for a caller that does not wait for the answer
                    ? (await change(commands, known, request, caller.Actor, CancellationToken.None)).ToHttp(s => TypedResults.Ok(ShiftAnswer.Of(s, runner, time.GetUtcNow())))
                    : None(id).ToProblem())
            .Requires(permission).WithName($"{char.ToUpperInvariant(verb[0])}{verb[1..]}Shift").WithSummary(summary).Produces<ShiftAnswer>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Result<ShiftRequest> Of(ShiftCreateRequest request)
    {
        SplitBy? splitBy = request.SplitBy switch { null or "order" => SplitBy.Order, "store" => SplitBy.Store, _ => null };
        if (splitBy is not { } split) return Error.Validation("split-by", "splitBy is 'order' or 'store'.", "splitBy");
        if (request.Segment is not null && request.Segments is { Count: > 0 }) return Error.Validation("segments", "segment and segments exclude one another.", "segment");
        return new ShiftRequest(request.Segment is { } only ? [only] : request.Segments ?? [], request.Steps is null ? null : [.. request.Steps.Select(s => s.ToStep())], split);
    }

    private static Error None(string id) => Error.NotFound("no-such-shift", Guid.TryParse(id, out _) ? $"There is no shift {id}." : "There is no such shift; its id is a UUID.");
}
