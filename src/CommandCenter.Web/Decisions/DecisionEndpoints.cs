using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Decisions;

/// <param name="Cursor">For the next page; null on the last.</param>
/// <param name="Total">How many match.</param>
public sealed record DecisionListAnswer(IReadOnlyList<Decision> Items, string? Cursor, int Total);

/// <param name="Head"><c>SEQ:HASH</c> of the newest entry, to be kept outside as an anchor.</param>
/// <param name="FirstBad">The first entry that does not hold; null where all do.</param>
/// <param name="Reason">What is wrong, or what could not be checked.</param>
public sealed record DecisionVerifyAnswer(bool Valid, long Entries, string Head, long? FirstBad, string? Reason, bool Anchored);

internal static class DecisionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var decisions = routes.MapGroup("/api/v1/decisions").WithTags("Decisions");
        decisions.MapGet("", SearchAsync).WithName("SearchDecisions").WithSummary("The decision log, newest first; 'subject' follows one order, lane or command's object.")
            .Produces<DecisionListAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        decisions.MapPost("", RecordAsync).WithName("RecordDecision").WithSummary("Puts a decision that people took on record.").Requires(Permissions.RecordDecision)
            .Produces<RecordedDecision>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
        decisions.MapGet("/verify", VerifyAsync).WithName("VerifyDecisions").WithSummary("Reads the whole log and checks every link; 'anchor' is a head that was kept outside.")
            .Produces<DecisionVerifyAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> SearchAsync(
        [FromQuery] string? subject, [FromQuery] string? order, [FromQuery] string? command, [FromQuery] string? actor, [FromQuery] string? text, [FromQuery] string? from, [FromQuery] string? to,
        [FromQuery] string? cursor, [FromQuery] string? limit, [FromServices] DecisionQueries queries, CancellationToken cancel)
    {
        if (!TryInstant(from, out var since)) return Wrong("from", "an instant such as 2026-11-10T05:00:00Z").ToProblem();
        if (!TryInstant(to, out var until)) return Wrong("to", "an instant such as 2026-11-10T05:00:00Z").ToProblem();
        var size = 50;
        if (limit is not null && !int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size)) return Wrong("limit", "1 to 200").ToProblem();
        var search = new DecisionSearch(order is null ? subject : "order:" + order, command, actor, text, since, until, cursor, size);
        return (await queries.SearchAsync(search, cancel)).ToHttp(page => TypedResults.Ok(new DecisionListAnswer(page.Items, page.Cursor, page.Total)));
    }

    private static async Task<IResult> RecordAsync(DecisionNote note, CurrentActor caller, [FromHeader(Name = "X-Request-Id")] Guid? requestId, [FromServices] RecordDecision record, CancellationToken cancel) =>
        (await record.RunAsync(note, caller.Actor, requestId, cancel)).ToHttp(entry => TypedResults.Created("/api/v1/decisions", entry));

    private static async Task<IResult> VerifyAsync([FromQuery] string? anchor, [FromServices] DecisionVerification verification, CancellationToken cancel)
    {
        var kept = DecisionHead.Parse(anchor);
        if (anchor is not null && kept is null) return Wrong("anchor", "SEQ:HASH, a number and 64 hexadecimal digits").ToProblem();
        var verdict = await verification.VerifyAsync(kept, cancel);
        return TypedResults.Ok(new DecisionVerifyAnswer(verdict.Valid, verdict.Entries, verdict.Head.ToString(), verdict.FirstBad, verdict.Reason, verdict.Anchored));
    }

    private static bool TryInstant(string? text, out DateTimeOffset? at)
    {
        at = null;
        if (text is null) return true;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)) return false;
        at = read;
        return true;
    }

    private static Error Wrong(string field, string allowed) => Error.Validation("bad-query", $"'{field}' cannot be read; allowed: {allowed}.", field);
}
