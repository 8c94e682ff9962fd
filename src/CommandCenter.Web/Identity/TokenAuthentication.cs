using System.Security.Claims;
using System.Text.Encodings.Web;
using CommandCenter.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CommandCenter.Identity;

/// <summary>Bearer tokens. The hub's web socket may send it as <c>access_token</c>, for a browser cannot set headers there.</summary>
internal sealed class TokenAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, TokenBearers bearers, DemoPeople demo)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "token";

    /// <summary>Whom this request was found to come from by its token; null where it brought none that stands.</summary>
    public static Actor? Found(HttpContext context) => context.Items[typeof(TokenBearer)] as Actor;

    /// <summary>The token that a request presents, or null.</summary>
    public static string? Presented(HttpRequest request)
    {
        const string bearer = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase)) return header[bearer.Length..].Trim();
        return request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) && request.Query["access_token"].ToString() is { Length: > 0 } query ? query : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented(Request) is not { } presented) return AuthenticateResult.NoResult();
        if (await bearers.FindAsync(presented) is not { } bearer) return AuthenticateResult.Fail("Unknown, expired or revoked token.");
        if (bearer.IsDemo && !demo.ExistFor(Context)) return AuthenticateResult.Fail("Demo people do not exist here.");
        if (bearer.Actor is not { } actor) return AuthenticateResult.Fail("The token's person no longer exists.");

        Context.Items[typeof(TokenBearer)] = actor;
        var claims = new List<Claim> { new(ClaimTypes.Name, actor.Name), new(PeopleDirectory.TokenIdClaim, bearer.TokenId.ToString()) };
        claims.AddRange(actor.Roles.Select(r => new Claim(ClaimTypes.Role, r.ToString())));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName)), SchemeName));
    }
}
