using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Identity;
using CommandCenter.Shared;
using CommandCenter.Sources.Rejected;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Sources;

/// <param name="Cursor">For the next page; null on the last.</param>
public sealed record RejectedAnswer(IReadOnlyList<RejectedItem> Items, string? Cursor, int Total);

/// <param name="Source">Only this source's; null for all.</param>
/// <param name="Ids">Only these, whatever their mapping; null for all whose mapping changed. At most 1,000.</param>
/// <param name="Reason">3 to 500 characters on one line.</param>
/// <param name="RequestId">Names the click; the same again stands once in the log.</param>
public sealed record RetryRequest(string? Source, IReadOnlyList<Guid>? Ids, string? Reason, Guid? RequestId);

internal static class RejectedEndpoints
{
    private static readonly string[] States = ["waiting", "applied", "discarded"];

    public static void MapRejected(this IEndpointRouteBuilder routes)
    {
        var rejected = routes.MapGroup("/api/v1/rejected").WithTags("Rejected records");
        rejected.MapGet("", ListAsync).WithName("ListRejected").WithSummary("Records that a mapping refused, whole, with every reason.").Produces<RejectedAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        rejected.MapPost("/retry", RetryAsync).Requires(Permissions.RetryRejected).WithName("RetryRejected").WithSummary("Maps waiting records again.").Produces<RetryOutcome>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static async Task<IResult> ListAsync(string? source, string? code, string? state, string? cursor, string? limit, [FromServices] IRejectedQueries queries, CancellationToken cancel)
    {
        if (state is not null && !States.Contains(state, StringComparer.Ordinal)) return Error.Validation("bad-query", "'state' is not one of waiting, applied, discarded.", "state").ToProblem();
        var take = 50;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out take) || take is < 1 or > 200))
            return Error.Validation("bad-query", "'limit' is not 1 to 200.", "limit").ToProblem();
        var page = await queries.ListAsync(source, code, state, cursor, take, cancel);
        return TypedResults.Ok(new RejectedAnswer(page.Items, page.Cursor, page.Total));
    }

    private static async Task<IResult> RetryAsync(RetryRequest request, CurrentActor caller, [FromServices] RetryRejected retry, CancellationToken cancel)
    {
        if (request.Ids is { Count: > 1000 }) return Error.Validation("too-many", $"'ids' has {request.Ids.Count} entries; at most 1,000 are allowed.", "ids").ToProblem();
        return (await retry.RunAsync(request.Source, request.Ids, new CommandRequest(caller.Actor, Permissions.RetryRejected, request.Reason, request.RequestId), cancel)).ToHttp();
    }
}
