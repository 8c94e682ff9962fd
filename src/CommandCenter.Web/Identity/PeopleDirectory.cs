using System.Security.Claims;
using CommandCenter.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CommandCenter.Identity;

/// <summary>Turns what a cookie or token claims into what stands in the store now: rights taken away end with the next question.</summary>
public sealed class PeopleDirectory(IServiceScopeFactory scopes, DemoPeople demo, TimeProvider time, IOptions<IdentityOptions> options)
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
        return person is null || person.SecurityStamp != principal.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType) ? null : await ActorOfAsync(db, person, cancel);
    }

    /// <summary>The actor behind a token that has been presented.</summary>
    public static async ValueTask<Actor?> ActorOfAsync(IdentityDb db, ApiToken token, DemoPeople demo, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(demo);
        if (token.PersonId is null) return Enum.TryParse<Role>(token.Role, out var role) ? new Actor(token.Name, new HashSet<Role> { role }) { IsProgram = true } : null;
        var person = await db.Users.AsNoTracking().FirstOrDefaultAsync(p => p.Id == token.PersonId, cancel);
        return person is null || (person.IsDemo && !demo.Exist) ? null : new Actor(person.UserName!, await RolesAsync(db, person.Id, cancel));
    }

    private bool Stands(ApiToken token) => token.RevokedAt is null && token.ExpiresAt > time.GetUtcNow();

    private ValueTask<Actor?> ActorOfAsync(IdentityDb db, ApiToken token, CancellationToken cancel) => ActorOfAsync(db, token, demo, cancel);

    private async Task<Person?> FindAsync(IdentityDb db, string? id, CancellationToken cancel)
    {
        var person = id is null ? null : await db.Users.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancel);
        return person is null || (person.IsDemo && !demo.Exist) ? null : person;
    }

    private static async ValueTask<Actor?> ActorOfAsync(IdentityDb db, Person person, CancellationToken cancel) => new Actor(person.UserName!, await RolesAsync(db, person.Id, cancel));

    private static async Task<IReadOnlySet<Role>> RolesAsync(IdentityDb db, string personId, CancellationToken cancel)
    {
        var names = await db.UserRoles.AsNoTracking().Where(r => r.UserId == personId).Select(r => r.RoleId).ToListAsync(cancel);
        return names.Select(n => Enum.TryParse<Role>(n, out var role) ? role : (Role?)null).OfType<Role>().ToHashSet();
    }
}
