using System.Security.Claims;
using CommandCenter.Access;
using CommandCenter.Identity.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CommandCenter.Identity;

/// <summary>Turns what a cookie or token claims into what stands in the store now: rights taken away end with the next question.</summary>
public sealed class PeopleDirectory(IServiceScopeFactory scopes, DemoPeople demo, TimeProvider time, IOptions<IdentityOptions> options, LastUses uses)
{
    /// <summary>Claim of the token that a bearer came with.</summary>
    public const string TokenIdClaim = "token-id";

    /// <returns>Null where nobody is signed in, or the person, their stamp or the token no longer stands.</returns>
    public async ValueTask<Actor?> ActorOfAsync(ClaimsPrincipal? principal, CancellationToken cancel = default)
    {
        if (principal?.Identity?.IsAuthenticated != true) return null;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        if (principal.FindFirstValue(TokenIdClaim) is { } tokenId)
        {
            var token = Guid.TryParse(tokenId, out var id) ? await db.ApiTokens.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, cancel) : null;
            return token is null || !Stands(token) ? null : await ActorOfAsync(db, token, cancel);
        }

        var person = await FindAsync(db, principal.FindFirstValue(ClaimTypes.NameIdentifier), cancel);
        if (person is null || person.SecurityStamp != principal.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType)) return null;
        return await StandsAsync(db, principal, cancel) ? await ActorOfAsync(db, person, cancel) : null;
    }

    /// <summary>Whether the session that a cookie names has neither been ended nor run out.</summary>
    internal async ValueTask<bool> SessionStandsAsync(ClaimsPrincipal principal, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await StandsAsync(scope.ServiceProvider.GetRequiredService<IdentityDb>(), principal, cancel);
    }

    /// <summary>The actor behind a token that has been presented.</summary>
    public static async ValueTask<Actor?> ActorOfAsync(IdentityDb db, ApiToken token, DemoPeople demo, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(demo);
        if (token.PersonId is null) return Enum.TryParse<Role>(token.Role, out var role) ? new Actor(token.Name, new HashSet<Role> { role }) { IsProgram = true } : null;
        var person = await db.Users.AsNoTracking().FirstOrDefaultAsync(p => p.Id == token.PersonId, cancel);
        return person is not { IsWelcome: true } || (person.IsDemo && !demo.Exist) ? null : new Actor(person.UserName!, await RolesAsync(db, person.Id, cancel));
    }

    private bool Stands(ApiToken token) => token.RevokedAt is null && token.ExpiresAt > time.GetUtcNow();

    private ValueTask<Actor?> ActorOfAsync(IdentityDb db, ApiToken token, CancellationToken cancel) => ActorOfAsync(db, token, demo, cancel);

    private async Task<Person?> FindAsync(IdentityDb db, string? id, CancellationToken cancel)
    {
        var person = id is null ? null : await db.Users.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancel);
        return person is not { IsWelcome: true } || (person.IsDemo && !demo.Exist) ? null : person;
    }

    private async Task<bool> StandsAsync(IdentityDb db, ClaimsPrincipal principal, CancellationToken cancel)
    {
        if (SessionSignIn.Id(principal) is not { } id) return false;
        var now = time.GetUtcNow();
        if (!await db.Sessions.AsNoTracking().AnyAsync(s => s.Id == id && s.ExpiresAt > now, cancel)) return false;
        uses.Session(id);
        return true;
    }

    private static async ValueTask<Actor?> ActorOfAsync(IdentityDb db, Person person, CancellationToken cancel) => new Actor(person.UserName!, await RolesAsync(db, person.Id, cancel));

    private static async Task<IReadOnlySet<Role>> RolesAsync(IdentityDb db, string personId, CancellationToken cancel)
    {
        var names = await db.UserRoles.AsNoTracking().Where(r => r.UserId == personId).Select(r => r.RoleId).ToListAsync(cancel);
        return names.Select(n => Enum.TryParse<Role>(n, out var role) ? role : (Role?)null).OfType<Role>().ToHashSet();
    }
}
