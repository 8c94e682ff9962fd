using System.Globalization;
using System.Text;
using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.OrderExceptions.Remedies;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.OrderExceptions;

/// <summary>Query of the list: the filter, sort, cursor and limit.</summary>
internal sealed record CaseQuery(
    [FromQuery] string? Team, [FromQuery] string? Bucket, [FromQuery] string? Lane, [FromQuery] string? Phase, [FromQuery] string? Assignee, [FromQuery] string? Rule, [FromQuery] string? Text,
    [FromQuery] string? Muted, [FromQuery] string? Order, [FromQuery] string? Sort, [FromQuery] string? Cursor, [FromQuery] string? Limit)
{
    public Result<CaseSearch> Read(int usual)
    {
        bool? muted = null;
        if (Muted is { Length: > 0 })
        {
            if (!bool.TryParse(Muted, out var flag)) return CaseFilterRequest.Wrong("muted", "true or false");
            muted = flag;
        }

        var limit = usual;
        if (Limit is not null && !int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out limit)) return CaseFilterRequest.Wrong("limit", "1 to 200");
        var filter = new CaseFilterRequest(Team, Bucket, Lane, Phase, Assignee, Rule, Text, muted, Order).Read();
        return filter.Error is { } error ? error : new CaseSearch(filter.Value, Sort is { Length: > 0 } sort ? sort : "due", Cursor, limit);
    }
}

internal static class CaseEndpoints
{
    private const int MostRows = 10_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var cases = routes.MapGroup("/api/v1/exceptions").WithTags("Exceptions");
        cases.MapGet("", ListAsync).WithName("ListExceptions").WithSummary("Cases by due time, with counts per bucket and team; as CSV by 'Accept: text/csv', at most 10,000 rows.")
            .Produces<CaseListAnswer>(StatusCodes.Status200OK, "application/json", "text/csv").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        cases.MapGet("/{id}", ReadAsync).WithName("ReadException").WithSummary("One case, by id or name, with its history, its attachments and its remedies.").Produces<CaseDetailAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        Step(cases, CaseAction.Acknowledge, "Takes an open case; one that is nobody's becomes the caller's.");
        Step(cases, CaseAction.Assign, "Gives a case to a person, to nobody, or to another team.");
        Step(cases, CaseAction.Resolve, "Ends a case; it is reopened by itself where its cause comes back or is still there.");
        Step(cases, CaseAction.Reopen, "Opens a resolved case again, with a clock of its own.");
        Step(cases, CaseAction.Note, "Adds a note to a case's history.");
        Step(cases, CaseAction.Mute, "Takes a case out of the queue until a given time; enters the decision log.");
        Step(cases, CaseAction.Unmute, "Puts a muted case back into the queue.");
        CaseRemedyEndpoints.Map(cases);
        cases.MapPost("/bulk", BulkAsync).Requires(Permissions.TriageTeamCases).WithName("ChangeExceptions")
            .WithSummary("One step on many cases, all or none; refuses where they are no longer those that the caller saw ('expectedCount', and 'expectedSet' with a filter).").Produces<BulkOutcome>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        cases.MapPost("/{id}/attachments", AttachAsync).Requires(Permissions.TriageTeamCases).WithName("AttachToException")
            .WithSummary("Puts a file to a case: the body as it is, its name in 'name'; at most 1 MiB, at most ten.").Accepts<Stream>("*/*").Produces<CaseAttachment>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        cases.MapGet("/{id}/attachments/{attachment}", DownloadAsync).WithName("DownloadAttachment").WithSummary("The bytes of an attachment, always as a file.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync([AsParameters] CaseQuery query, HttpContext context, [FromServices] CaseQueries queries, TimeProvider time, CancellationToken cancel)
    {
        var csv = context.Request.Headers.Accept.Any(a => a?.Contains("text/csv", StringComparison.OrdinalIgnoreCase) == true);
        context.Response.Headers.Vary = "Accept";
        var search = query.Read(csv ? 200 : 50);
        if (search.Error is { } error) return error.ToProblem();
        if (csv) return await CsvAsync(search.Value, queries, time, cancel);
        var read = await Persistence.StoreReads.TryAsync(async () => (
            Page: await queries.SearchAsync(search.Value, cancel), Counts: await queries.CountAsync(cancel), Set: await queries.SetAsync(search.Value.Filter, CaseDesk.MostAtOnce, cancel)));
        if (read.Error is { } silent) return silent.ToProblem();
        return read.Value.Page.ToHttp(page => TypedResults.Ok(new CaseListAnswer(
            [.. page.Items.Select(c => CaseAnswer.Of(c, time.GetUtcNow()))], page.Cursor, page.Total, [.. read.Value.Counts.Select(CaseTallyAnswer.Of)], read.Value.Set)));
    }

    private static async Task<IResult> CsvAsync(CaseSearch search, CaseQueries queries, TimeProvider time, CancellationToken cancel)
    {
        var all = new List<CaseAnswer>();
        do
        {
            var page = await queries.SearchAsync(search, cancel);
            if (page.Error is { } error) return error.ToProblem();
            all.AddRange(page.Value.Items.Select(c => CaseAnswer.Of(c, time.GetUtcNow())));
            search = search with { Cursor = page.Value.Cursor };
        }
        while (search.Cursor is not null && all.Count < MostRows);
        return TypedResults.File(Encoding.UTF8.GetBytes(CaseCsv.Write(all)), "text/csv; charset=utf-8", "exceptions.csv");
    }

    private static async Task<IResult> ReadAsync(string id, [FromServices] CaseQueries queries, [FromServices] CaseRemedies remedies, TimeProvider time, CancellationToken cancel)
    {
        var read = await Persistence.StoreReads.TryAsync(() => queries.ReadAsync(id, cancel));
        var found = read.Error is { } silent ? silent : read.Value;
        if (found.Error is { } error) return error.ToProblem();
        var detail = found.Value;
        return (await remedies.ListAsync(detail.Case, cancel)).ToHttp(all => TypedResults.Ok(
            new CaseDetailAnswer(CaseAnswer.Of(detail.Case, time.GetUtcNow()), detail.History, detail.Attachments, [.. all.Select(CaseRemedyAnswer.Of)])));
    }

    private static void Step(RouteGroupBuilder cases, CaseAction action, string summary)
    {
        var verb = action.ToString().ToLowerInvariant();
        cases.MapPost("/{id}/" + verb, async (string id, CaseStepRequest request, CurrentActor caller, [FromServices] CaseDesk desk, TimeProvider time, CancellationToken cancel) =>
            {
                var command = Command(action, request.Reason, request.Note, request.Assignee, request.Team, request.Until);
                return command.Error is { } error ? error.ToProblem() : (await desk.RunAsync(id, command.Value, caller.Actor, request.RequestId, cancel)).ToHttp(c => TypedResults.Ok(CaseAnswer.Of(c, time.GetUtcNow())));
            })
            .Requires(Permissions.TriageTeamCases).WithName(action + "Exception").WithSummary(summary).Produces<CaseAnswer>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> BulkAsync(CaseBulkRequest request, CurrentActor caller, [FromServices] CaseDesk desk, CancellationToken cancel)
    {
        if (request.Action is not { Length: > 0 } verb || char.IsAsciiDigit(verb[0]) || !Enum.TryParse<CaseAction>(verb, ignoreCase: true, out var action))
        {
            return CaseFilterRequest.Wrong("action", "acknowledge, assign, resolve, reopen, note, mute or unmute").ToProblem();
        }

        if (request.ExpectedCount is not { } expected) return CaseFilterRequest.Wrong("expectedCount", "how many cases it is to be, so that nobody changes others than they saw").ToProblem();
        if (request.Ids is null == request.Filter is null) return CaseFilterRequest.Wrong("ids", "either 'ids' or 'filter'").ToProblem();
        if (request.Ids is { Count: 0 or > CaseDesk.MostAtOnce }) return CaseFilterRequest.Wrong("ids", "1 to 1000 ids").ToProblem();
        if (request.Filter is not null && string.IsNullOrWhiteSpace(request.ExpectedSet)) return CaseFilterRequest.Wrong("expectedSet", "the 'set' of the list by this filter, so that nobody changes others than they saw").ToProblem();
        var filter = request.Ids is { } ids ? new CaseFilter(Phase: CaseStanding.All, Muted: null, Ids: ids) : request.Filter!.Read();
        if (filter.Error is { } error) return error.ToProblem();
        var command = Command(action, request.Reason, request.Note, request.Assignee, request.Team, request.Until);
        return command.Error is { } wrong ? wrong.ToProblem() : (await desk.RunManyAsync(filter.Value, command.Value, new CaseCount(expected, request.Filter is null ? null : request.ExpectedSet), caller.Actor, request.RequestId, cancel)).ToHttp();
    }

    private static Result<CaseCommand> Command(CaseAction action, string? reason, string? note, string? assignee, string? team, DateTimeOffset? until)
    {
        OwnerTeam? to = null;
        if (!string.IsNullOrEmpty(team))
        {
            if (!ExceptionNames.TryParse(team, out OwnerTeam named)) return CaseFilterRequest.Wrong("team", string.Join(", ", ExceptionNames.Teams.Select(t => t.Name())));
            to = named;
        }

        return new CaseCommand(action, action == CaseAction.Note ? note : reason, assignee, to, until);
    }

    private static async Task<IResult> AttachAsync(string id, [FromQuery] string? name, HttpContext context, CurrentActor caller, [FromServices] CaseDesk desk, CancellationToken cancel)
    {
        // read no further than one byte beyond what is taken
        var content = new byte[CaseDesk.LargestAttachment + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancel);
        if (length == content.Length) return TypedResults.Problem(Problems.Details(StatusCodes.Status413PayloadTooLarge, "too-large", "An attachment has at most 1,048,576 bytes.", "file"));
        return (await desk.AttachAsync(id, name ?? "", context.Request.ContentType, content[..length], caller.Actor, cancel)).ToHttp(a => TypedResults.Created($"/api/v1/exceptions/{Uri.EscapeDataString(id)}/attachments/{a.Id}", a));
    }

    private static async Task<IResult> DownloadAsync(string id, string attachment, HttpContext context, [FromServices] CaseQueries queries, CancellationToken cancel)
    {
        if (!Guid.TryParse(attachment, out var known)) return Error.NotFound("attachment-unknown", "The case has no such attachment.").ToProblem();
        var found = await queries.AttachmentAsync(id, known, cancel);
        if (found.Error is { } error) return error.ToProblem();
        // whatever it is, no browser is to show or run it here
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(found.Value.Content, found.Value.File.MediaType is { } type && type.StartsWith("image/", StringComparison.Ordinal) && type != "image/svg+xml" ? type : "application/octet-stream", found.Value.File.Name);
    }
}
