using System.Text;
using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Plan.Versions;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace CommandCenter.Plan;

/// <param name="Hash">The version that the text would be.</param>
/// <param name="Changes">What it would change of the plan that runs; empty while it has problems.</param>
public sealed record PlanValidationAnswer(bool Valid, string Hash, IReadOnlyList<PlanProblem> Problems, IReadOnlyList<PlanChange> Changes);

/// <param name="Number">Rises with every application.</param>
public sealed record PlanAppliedAnswer(string Hash, long Number, DateTimeOffset AppliedAt, string Actor, IReadOnlyList<PlanChange> Changes);

/// <summary>The plan over HTTP, as YAML. Its hash is the entity tag, so that nobody overwrites what another applied meanwhile.</summary>
internal static class PlanEndpoints
{
    private const string Yaml = "application/yaml";

    /// <summary>What a sender calls the text is not asked: routing would answer 415 before anybody asked whether the caller may.</summary>
    private const string Any = "*/*";

    /// <summary>A little above what a plan may have, so that the refusal names the plan's own limit.</summary>
    private static readonly RequestSizeLimitAttribute Bodies = new((4 * 1024 * 1024) + (64 * 1024));

    public static void Map(IEndpointRouteBuilder routes)
    {
        var plan = routes.MapGroup("/api/v1/plan").WithTags("Plan").RequireAuthorization().WithMetadata(Bodies);
        plan.MapGet("", ReadAsync).WithName("ReadPlan").WithSummary("The plan that runs, as YAML; the entity tag is its hash.").Produces<string>(contentType: Yaml).ProducesProblem(StatusCodes.Status404NotFound);
        plan.MapPost("/validate", ValidateAsync).WithName("ValidatePlan").WithSummary("Every problem of a plan text, each with its line, and what it would change.")
            .Accepts<string>(Yaml, Any).Produces<PlanValidationAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        plan.MapPut("", ApplyAsync).WithName("ApplyPlan").WithSummary("Applies a plan text in place of the version that If-Match names; says why in 'reason'.").Requires(Permissions.ApplyPlan)
            .Accepts<string>(Yaml, Any).Produces<PlanAppliedAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
    }

    private static async Task<IResult> ReadAsync([FromServices] ActivePlan active, [FromServices] PlanVersions versions, CancellationToken cancel)
    {
        if (active.Current is not { } plan) return PlanErrors.NoPlan.ToProblem();
        var stored = await versions.ReadAsync(plan.Hash, cancel);
        return stored.ToHttp(s => TypedResults.Bytes(Encoding.UTF8.GetBytes(s.Yaml), Yaml + "; charset=utf-8", entityTag: new EntityTagHeaderValue($"\"{plan.Hash}\""), lastModified: s.Version.AppliedAt));
    }

    private static async Task<IResult> ValidateAsync(HttpRequest request, [FromQuery] string? file, [FromServices] PlanVersions versions, CancellationToken cancel)
    {
        var name = NameOf(file);
        var text = await PlanFile.ReadAsync(request.Body, name, cancel);
        if (text.Error is { } unreadable) return unreadable.ToProblem();
        var read = PlanReader.Read(text.Value, name);
        if (read.Plan is null) return TypedResults.Ok(new PlanValidationAnswer(false, PlanReader.HashOf(text.Value), read.Problems, []));
        var newest = await versions.NewestAsync(1, cancel);
        return newest.ToHttp(n => TypedResults.Ok(new PlanValidationAnswer(true, read.Plan.Hash, [], PlanDiff.Compare(n.Count == 0 ? null : n[0].Yaml, text.Value))));
    }

    private static async Task<IResult> ApplyAsync(
        HttpRequest request, HttpResponse response, CurrentActor caller, [FromQuery] string? reason, [FromQuery] string? file, [FromServices] PlanApplication application, CancellationToken cancel)
    {
        var expected = Expected(request);
        if (expected.Error is { } missing) return TypedResults.Problem(Problems.Details(StatusCodes.Status428PreconditionRequired, missing.Code, missing.Message, missing.Field));
        var name = NameOf(file);
        var text = await PlanFile.ReadAsync(request.Body, name, cancel);
        if (text.Error is { } unreadable) return unreadable.ToProblem();
        var asked = new PlanRequest(text.Value, name, caller.Actor, reason ?? request.Headers["X-Reason"].ToString(), expected.Value.Length == 0 ? null : expected.Value);
        var applied = await application.ApplyAsync(asked, cancel);
        if (applied.Error is { Code: PlanErrors.Changed } changed) return TypedResults.Problem(Problems.Details(StatusCodes.Status412PreconditionFailed, changed.Code, changed.Message));
        if (applied.Error is { } refused) return refused.ToProblem();
        if (applied.Value.Version is not { } version) return Invalid(applied.Value.Problems);
        response.Headers.ETag = $"\"{version.Hash}\"";
        return TypedResults.Ok(new PlanAppliedAnswer(version.Hash, version.Number, version.AppliedAt, version.Actor, applied.Value.Changes));
    }

    /// <summary>The hash of <c>If-Match</c>; empty for <c>If-None-Match: *</c>, which stands for "no plan yet".</summary>
    private static Result<string> Expected(HttpRequest request)
    {
        if (request.Headers.IfNoneMatch.ToString() == "*") return "";
        var tag = request.Headers.IfMatch.ToString().Trim().Trim('"');
        return tag.Length == 64 && tag.All(char.IsAsciiHexDigitLower)
            ? tag
            : Error.Validation("if-match-required", "Send If-Match with the hash of the plan that this one replaces, as GET /api/v1/plan gives it in ETag; or If-None-Match: * for the first plan.", "If-Match");
    }

    private static IResult Invalid(IReadOnlyList<PlanProblem> problems)
    {
        var error = PlanErrors.Invalid(problems);
        var details = Problems.Details(StatusCodes.Status400BadRequest, error.Code, error.Message, error.Field);
        details.Extensions["problems"] = problems;
        return TypedResults.Problem(details);
    }

    /// <summary>What problems call the text; a name only, never a path that is opened.</summary>
    private static string NameOf(string? file) => file is { Length: > 0 and <= 200 } && !file.Any(char.IsControl) ? file : "plan.yaml";
}
