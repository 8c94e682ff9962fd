using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Scorecard.Digests;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Scorecard;

/// <param name="Audience">executive, finance, customer-care or operations.</param>
/// <param name="IsOver">Whether the whole day is in it.</param>
/// <param name="Text">The same as plain text, fit to be sent.</param>
public sealed record DigestAnswer(
    DateOnly Date, string Audience, string Cutover, string Zone, DateTimeOffset From, DateTimeOffset To, DateTimeOffset AsOf, bool IsOver, IReadOnlyList<string> Lead, IReadOnlyList<DigestSection> Sections, string Text);

internal static class DigestEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/digest/{date}", ReadAsync).WithName("ReadDigest").WithTags("Scorecard").Requires(Permissions.See)
            .WithSummary("The day on one page; as CSV by Accept: text/csv, as it is sent by Accept: text/plain.")
            .WithDescription("date: a day of the plan's zone such as 2026-11-10, or today; audience: executive (unless said), finance, customer-care, operations.")
            .Produces<DigestAnswer>(StatusCodes.Status200OK, "application/json", "text/csv", "text/plain").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReadAsync(string date, string? audience, HttpContext context, [FromServices] DigestQueries digests, CancellationToken cancel)
    {
        context.Response.Headers.Vary = "Accept";
        DateOnly? day = null;
        if (date != "today")
        {
            if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)) return Error.Validation("bad-date", "'date' cannot be read; allowed: a day such as 2026-11-10, or today.", "date").ToProblem();
            day = read;
        }

        if (DigestAudiences.Of(audience ?? "executive") is not { } reader) return Error.Validation("unknown-audience", "'audience' is none; allowed: executive, finance, customer-care, operations.", "audience").ToProblem();
        var accepted = context.Request.GetTypedHeaders().Accept;
        return (await digests.ReadAsync(day, reader, cancel)).ToHttp(digest =>
            accepted.Any(a => a.MediaType == "text/csv") ? TypedResults.File(DigestCsv.Of(digest), "text/csv; charset=utf-8", $"digest-{digest.Date:yyyy-MM-dd}-{reader.Key()}.csv")
            : accepted.Any(a => a.MediaType == "text/plain") ? TypedResults.Text(DigestText.Plain(digest), "text/plain; charset=utf-8")
            : TypedResults.Ok(new DigestAnswer(digest.Date, reader.Key(), digest.Cutover, digest.Zone, digest.From, digest.To, digest.AsOf, digest.IsOver, digest.Lead, digest.Sections, DigestText.Plain(digest))));
    }
}
