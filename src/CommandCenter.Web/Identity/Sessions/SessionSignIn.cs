using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Identity.Sessions;

/// <summary>Opens and ends the session of a person's browser: a row of the store, and the cookie that names it.</summary>
public sealed partial class SessionSignIn(SignInManager<Person> signIn, IdentityDb db, SessionLimits limits, TimeProvider time, ILogger<SessionSignIn> log)
{
    /// <summary>Claim of the session's id.</summary>
    public const string IdClaim = "session-id";

    /// <summary>Claim that says which provider signed the person in.</summary>
    public const string ProviderClaim = "session-provider";

    /// <param name="person">Was checked: by password or by the provider's signature.</param>
    /// <param name="provider">Null = by password.</param>
    /// <param name="idToken">The provider's proof, which it wants back when the person signs out; null where there is none.</param>
    public async Task OpenAsync(Person person, HttpContext http, string? provider = null, string? idToken = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(http);
        var now = time.GetUtcNow();
        await EndAsync(http.User, cancel); // a browser has one session: what it had before is over
        await db.Sessions.Where(s => s.PersonId == person.Id && s.ExpiresAt <= now).ExecuteDeleteAsync(cancel);
        var session = new Session
        {
            Id = Guid.CreateVersion7(now), PersonId = person.Id, CreatedAt = now, ExpiresAt = now + (provider is null ? limits.ByPassword : limits.ByProvider),
            Address = http.Connection.RemoteIpAddress?.ToString(), Provider = provider,
        };
        db.Sessions.Add(session);
        await db.SaveChangesAsync(cancel);
        List<Claim> claims = [new(IdClaim, session.Id.ToString())];
        if (provider is not null) claims.Add(new Claim(ProviderClaim, provider));
        var properties = new AuthenticationProperties { IsPersistent = false };
        if (idToken is not null) properties.StoreTokens([new AuthenticationToken { Name = "id_token", Value = idToken }]);
        await signIn.SignInWithClaimsAsync(person, properties, claims);
        LogOpened(log, person.UserName!, provider ?? "password", session.Address ?? "");
    }

    /// <summary>Ends the session that <paramref name="principal"/> came with, if any; its cookie is worth nothing afterwards.</summary>
    public async Task EndAsync(ClaimsPrincipal principal, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        if (Id(principal) is not { } id) return;
        if (await db.Sessions.Where(s => s.Id == id).ExecuteDeleteAsync(cancel) > 0) LogEnded(log, principal.Identity?.Name ?? "");
    }

    /// <summary>The session that a cookie names; null for tokens and for cookies of older versions.</summary>
    public static Guid? Id(ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(IdClaim), out var id) ? id : null;

    /// <summary>The claims of the session are not the person's: carried over whenever the others are read anew.</summary>
    internal static Task KeepAsync(SecurityStampRefreshingPrincipalContext context)
    {
        if (context.NewPrincipal?.Identity is ClaimsIdentity fresh && context.CurrentPrincipal is { } current)
            fresh.AddClaims(current.Claims.Where(c => c.Type is IdClaim or ProviderClaim));
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} signed in by {Means} from {Address}")]
    private static partial void LogOpened(ILogger log, string person, string means, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} signed out")]
    private static partial void LogEnded(ILogger log, string person);
}
