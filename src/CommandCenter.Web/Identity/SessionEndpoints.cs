using CommandCenter.Access;
using CommandCenter.Identity.Oidc;
using CommandCenter.Identity.Sessions;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Identity;

/// <param name="User">As on the sign-in page.</param>
public sealed record SessionRequest(string? User, string? Password);

/// <param name="Token">To be sent as <c>Authorization: Bearer …</c>.</param>
public sealed record SessionAnswer(string Token, DateTimeOffset ExpiresAt, IReadOnlyList<Role> Roles);

/// <summary>Sign-in for programs and sign-out for people.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/session", SignInAsync).AllowAnonymous().RequireRateLimiting(SignInLimiter.Policy).WithName("CreateSession").WithTags("Session")
            .WithSummary("A bearer token for tools, valid for eight hours.")
            .Produces<SessionAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
        routes.MapDelete("/api/v1/session", RevokeAsync).WithName("EndSession").WithTags("Session").WithSummary("Revokes the token that the call was made with.")
            .Produces(StatusCodes.Status204NoContent);

        // [FromForm] switches the antiforgery check on
        routes.MapPost("/sign-out", SignOutAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(SessionRequest request, PasswordCheck check, ApiTokens tokens, IdentityDb db, DemoPeople demo, HttpContext context, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(request.User)) return Error.Validation("missing", "'user' is missing.", "user").ToProblem();
        if (string.IsNullOrEmpty(request.Password)) return Error.Validation("missing", "'password' is missing.", "password").ToProblem();
        var checkedPerson = await check.VerifyAsync(request.User, request.Password, context);
        if (checkedPerson.Error is { } error) return TypedResults.Problem(Problems.Details(StatusCodes.Status401Unauthorized, error.Code, error.Message));
        var issued = await tokens.IssueAsync(checkedPerson.Value, cancel);
        var actor = await PeopleDirectory.ActorOfAsync(db, new ApiToken { Id = issued.Id, Name = "", Hash = "", PersonId = checkedPerson.Value.Id, CreatedAt = default, ExpiresAt = issued.ExpiresAt }, demo, cancel);
        return TypedResults.Ok(new SessionAnswer(issued.Token, issued.ExpiresAt, [.. actor?.Roles.Order() ?? Enumerable.Empty<Role>()]));
    }

    private static async Task<IResult> SignOutAsync(SignInManager<Person> signIn, SessionSignIn sessions, ProviderSignOut provider, [FromForm] string? returnUrl, HttpContext context, CancellationToken cancel)
    {
        var onward = await provider.AddressAsync(context, cancel);
        await sessions.EndAsync(context.User, cancel);
        await signIn.SignOutAsync();
        return onward is null ? TypedResults.LocalRedirect("/sign-in") : ProviderSignOut.Page(context, onward);
    }

    private static async Task<IResult> RevokeAsync(ApiTokens tokens, HttpContext context, CancellationToken cancel)
    {
        var id = context.User.FindFirst(PeopleDirectory.TokenIdClaim)?.Value;
        if (id is null) return Error.Conflict("not-a-token", "The call was made with a cookie; sign out on the page.").ToProblem();
        await tokens.RevokeAsync(Guid.Parse(id), cancel);
        return TypedResults.NoContent();
    }
}
