using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Readiness.Gates;

internal static class GateEndpoints
{
    private const int MostVerdicts = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var gates = routes.MapGroup("/api/v1/gates").WithTags("Gates");
        gates.MapGet("", ListAsync).WithName("ListGates").WithSummary("Every gate of the plan with its state, its evidence and what it waits for.").Requires(Permissions.See).Produces<GateListAnswer>()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        gates.MapGet("/{id}", ReadAsync).WithName("ReadGate").WithSummary("One gate with its verdicts, its evidence and everything that was done about it.").Requires(Permissions.See).Produces<GateDetailAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        Refusing(gates.MapPost("/{id}/sign", (string id, GateWordRequest request, CurrentActor caller, [FromServices] SignGate sign, [FromServices] GateKeeper keeper, CancellationToken cancel) =>
                WordAsync(id, request, caller, keeper, word => sign.SignAsync(word, caller.Actor, request.Reason, request.RequestId, cancel))))
            .WithName("SignGate").WithSummary("Puts the caller's name under a gate of their role; with conditions where something has to be done still.").Requires(Permissions.SignGate).Produces<GateAnswer>();
        Refusing(gates.MapPost("/{id}/refuse", (string id, GateWordRequest request, CurrentActor caller, [FromServices] SignGate sign, [FromServices] GateKeeper keeper, CancellationToken cancel) =>
                WordAsync(id, request, caller, keeper, word => sign.RefuseAsync(word, caller.Actor, request.Reason, request.RequestId, cancel))))
            .WithName("RefuseGate").WithSummary("Says no to a gate of the caller's role; with conditions that would change that.").Requires(Permissions.SignGate).Produces<GateAnswer>();
        Refusing(gates.MapPost("/{id}/dissent", (string id, GateReasonRequest request, CurrentActor caller, [FromServices] SignGate sign, [FromServices] GateKeeper keeper, CancellationToken cancel) =>
                AnswerAsync(id, caller, keeper, () => sign.DissentAsync(id, caller.Actor, request.Reason, request.RequestId, cancel))))
            .WithName("DissentFromGate").WithSummary("Puts on record that the caller thinks otherwise; changes nothing.").Requires(Permissions.DissentFromGate).Produces<GateAnswer>();
        Refusing(gates.MapPost("/{id}/meet", (string id, GateMeetRequest request, CurrentActor caller, [FromServices] SignGate sign, [FromServices] GateKeeper keeper, CancellationToken cancel) =>
                request.Condition is not { } condition ? Missing("condition", "condition is missing: the index of the condition that is met.")
                : AnswerAsync(id, caller, keeper, () => sign.MeetAsync(id, condition, caller.Actor, request.Reason, request.RequestId, cancel))))
            .WithName("MeetGateCondition").WithSummary("Says that a condition of a signature or refusal is met.").Requires(Permissions.SignGate).Produces<GateAnswer>();
        Refusing(gates.MapPost("/{id}/waive", WaiveAsync)).WithName("WaiveGate")
            .WithSummary("Proposes that a red gate be let pass, or agrees to another person's proposal; a finance gate only Finance can agree to.").Requires(Permissions.WaiveGate).Produces<ApprovalAnswer>().Produces<ApprovalAnswer>(StatusCodes.Status202Accepted);
        Refusing(gates.MapPost("/{id}/end-waiver", (string id, GateReasonRequest request, CurrentActor caller, [FromServices] WaiveGate waive, [FromServices] GateKeeper keeper, CancellationToken cancel) =>
                AnswerAsync(id, caller, keeper, () => waive.EndAsync(id, caller.Actor, request.Reason, request.RequestId, cancel))))
            .WithName("EndGateWaiver").WithSummary("Takes a waiver back; the gate stands by itself again.").Requires(Permissions.EndWaiver).Produces<GateAnswer>();
        Refusing(gates.MapPost("/{id}/evidence", HandInAsync)).WithName("HandInGateEvidence")
            .WithSummary("Hands in evidence: 'passed', 'summary', optionally 'item', 'asOf' and 'name'; the body is the file, at most 1 MiB, or empty.").Requires(Permissions.HandInEvidence).Accepts<Stream>("*/*")
            .Produces<GateAnswer>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status413PayloadTooLarge).WithMetadata(new RequestSizeLimitAttribute(HandInEvidence.LargestFile + 1024));
        gates.MapGet("/{id}/evidence/{piece}", DownloadAsync).WithName("DownloadGateEvidence").WithSummary("The file of a piece of evidence, always as a file.").Requires(Permissions.See)
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(CurrentActor caller, [FromServices] GateKeeper keeper, [FromServices] GateGuard guard, CancellationToken cancel)
    {
        await guard.ReadyAsync(cancel);
        if (keeper.Current is not { } view) return (keeper.Error ?? Error.Unavailable("gates-unread", "The gates have not been looked at yet.")).ToProblem();
        var counts = new GateCountsAnswer(view.Count(GateState.Red), view.Count(GateState.Amber), view.Count(GateState.Green), view.Count(GateState.Waived), view.Stopping.Count());
        return TypedResults.Ok(new GateListAnswer([.. view.Items.Select(g => GateAnswer.Of(g, caller.Actor))], counts, view.AsOf, view.PlanHash, null));
    }

    private static async Task<IResult> ReadAsync(string id, CurrentActor caller, [FromServices] GateKeeper keeper, [FromServices] GateGuard guard, [FromServices] GateBook book, CancellationToken cancel)
    {
        await guard.ReadyAsync(cancel);
        if (keeper.Current?.Items.FirstOrDefault(g => g.Gate.Id == id) is not { } view) return NoSuch(id).ToProblem();
        var read = await StoreReads.TryAsync(async () => (Verdicts: await book.HistoryAsync(id, MostVerdicts, cancel), Evidence: await book.EvidenceAsync(id, cancel)));
        return read.ToHttp(r => TypedResults.Ok(new GateDetailAnswer(GateAnswer.Of(view, caller.Actor), r.Verdicts, r.Evidence, [.. view.Acts.Reverse().Select(a => GateActAnswer.Of(a)!)])));
    }

    private static async Task<IResult> WaiveAsync(string id, GateWaiveRequest request, CurrentActor caller, [FromServices] WaiveGate waive, CancellationToken cancel) =>
        (await waive.RunAsync(id, request.Until, caller.Actor, request.Reason, request.RequestId, cancel)).ToHttp(a =>
            a.State == Access.Approvals.ApprovalState.Open ? (IResult)TypedResults.Accepted("/api/v1/approvals", ApprovalAnswer.Of(a, caller.Actor)) : TypedResults.Ok(ApprovalAnswer.Of(a, caller.Actor)));

    private static async Task<IResult> HandInAsync(
        string id, [FromQuery] string? passed, [FromQuery] string? summary, [FromQuery] string? item, [FromQuery] string? asOf, [FromQuery] string? name, [FromQuery] string? requestId, HttpContext context, CurrentActor caller,
        [FromServices] HandInEvidence handIn, [FromServices] GateKeeper keeper, CancellationToken cancel)
    {
        if (!bool.TryParse(passed, out var isPassed)) return Error.Validation("passed", "passed is true or false.", "passed").ToProblem();
        DateTimeOffset? speaksFor = null;
        if (asOf is not null)
        {
            if (!DateTimeOffset.TryParse(asOf, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at)) return Error.Validation("as-of", "asOf is an instant in RFC 3339.", "asOf").ToProblem();
            speaksFor = at;
        }

        Guid? request = null;
        if (requestId is not null)
        {
            if (!Guid.TryParse(requestId, out var known)) return Error.Validation("request-id", "requestId is a UUID.", "requestId").ToProblem();
            request = known;
        }

        var content = new byte[HandInEvidence.LargestFile + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancel);
        if (length == content.Length) return TypedResults.Problem(Problems.Details(StatusCodes.Status413PayloadTooLarge, "too-large", "A file of evidence has at most 1,048,576 bytes.", "file"));
        var report = new EvidenceReport(id, item, isPassed, summary, speaksFor, length == 0 ? null : name ?? "evidence.txt", length == 0 ? null : content[..length]);
        return (await handIn.RunAsync(report, caller.Actor, request, cancel)).ToHttp(piece =>
            keeper.Current?.Items.FirstOrDefault(g => g.Gate.Id == id) is { } view ? TypedResults.Created($"/api/v1/gates/{id}/evidence/{piece}", GateAnswer.Of(view, caller.Actor)) : NoSuch(id).ToProblem());
    }

    private static async Task<IResult> DownloadAsync(string id, string piece, HttpContext context, [FromServices] GateBook book, CancellationToken cancel)
    {
        if (!Guid.TryParse(piece, out var known) || await book.FileAsync(id, known, cancel) is not { } file) return Error.NotFound("evidence-unknown", "The gate has no such file.").ToProblem();
        // whatever it is, no browser is to show or run it here
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(file.Content, "application/octet-stream", file.Name);
    }

    private static Task<IResult> WordAsync(string id, GateWordRequest request, CurrentActor caller, GateKeeper keeper, Func<GateWord, Task<Result<long>>> say)
    {
        var conditions = request.Conditions ?? [];
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i] is not { Due: not null, Text: not null, Owner: not null }) return Missing($"conditions[{i}]", $"conditions[{i}] needs text, owner and due.");
        }

        return AnswerAsync(id, caller, keeper, () => say(new GateWord(id, request.EvidenceHash, [.. conditions.Select(c => new GateCondition(c.Text!, c.Owner!, c.Due!.Value))])));
    }

    private static async Task<IResult> AnswerAsync(string id, CurrentActor caller, GateKeeper keeper, Func<Task<Result<long>>> step) => (await step()).ToHttp(_ =>
        keeper.Current?.Items.FirstOrDefault(g => g.Gate.Id == id) is { } view ? TypedResults.Ok(GateAnswer.Of(view, caller.Actor)) : NoSuch(id).ToProblem());

    private static Error NoSuch(string id) => Error.NotFound("no-such-gate", $"The plan has no gate {id}.");

    private static Task<IResult> Missing(string field, string message) => Task.FromResult(Error.Validation(field, message, field).ToProblem());

    private static RouteHandlerBuilder Refusing(RouteHandlerBuilder call) => call
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
