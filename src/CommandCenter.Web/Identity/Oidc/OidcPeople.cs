using System.Security.Claims;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Identity.Oidc;

/// <summary>
/// Whom the provider vouches for, kept under issuer and subject. Never matched with a local account by name or e-mail: whoever may choose those at the provider would choose a local person.
/// </summary>
internal sealed class OidcPeople(OidcSettings settings, IdentityDb people, CommandRunner commands, ILookupNormalizer normalizer)
{
    /// <summary>Type of a kept claim: a role that the provider gives and an administrator has taken away here.</summary>
    public const string Withheld = "withheld-role";

    /// <param name="principal">Validated by the protocol: signature, issuer, audience, time, nonce.</param>
    /// <returns>The person with their roles as of now; Forbidden <c>no-role</c> or <c>locked</c>; Validation; Unavailable.</returns>
    public async Task<Result<Person>> FindAsync(ClaimsPrincipal principal, CancellationToken cancel)
    {
        var (issuer, subject) = (principal.FindFirstValue("iss"), principal.FindFirstValue("sub"));
        if (issuer is not { Length: >= 1 and <= 500 } || subject is not { Length: >= 1 and <= 255 }) return Error.Validation("bad-identity", "The identity provider did not say who it is.");
        var given = settings.RolesOf(principal.FindAll(settings.RoleClaim).Select(c => c.Value));
        var known = await KnownAsync(people, issuer, subject, cancel);
        if (known is { Person.IsWelcome: false }) return Locked;
        if (known is null && given.Count == 0) return NoRole;
        if (known is null || !known.Roles.SetEquals(given.Except(known.Withheld)))
        {
            var kept = await KeepAsync(issuer, subject, PersonName.OfProvider(principal.FindFirstValue(settings.NameClaim), issuer, subject), given, known, cancel);
            if (kept.Error is { } refused) return refused;
            known = await KnownAsync(people, issuer, subject, cancel);
        }

        return known is not { Person.IsWelcome: true } ? Locked : known.Roles.Count == 0 ? NoRole : known.Person;
    }

    private static Error Locked => Error.Forbidden("locked", "An administrator has locked this account.");

    private static Error NoRole => Error.Forbidden("no-role", "The identity provider gives this person no role.");

    /// <summary>Makes the person, or brings their roles to what the provider says: one commit with the entry that tells it.</summary>
    private Task<Result<bool>> KeepAsync(string issuer, string subject, string name, IReadOnlySet<Role> given, KnownPerson? before, CancellationToken cancel)
    {
        // who lost every role acts this once as who they were: their sign-in is what takes the roles away
        var actor = new Actor(before?.Person.UserName ?? name, given.Count > 0 ? given : before!.Roles);
        return commands.RunAsync<bool>(new CommandRequest(actor, Permissions.See, $"signed in with {settings.Name}"), async (db, stop) =>
        {
            await using var joined = await IdentityJoin.OpenAsync(db, stop);
            var known = await KnownAsync(joined, issuer, subject, stop);
            var had = known?.Roles ?? new HashSet<Role>();
            var has = given.Except(known?.Withheld ?? new HashSet<Role>()).ToHashSet();
            var person = known?.Person ?? Make(joined, issuer, subject, name);
            await joined.UserRoles.Where(r => r.UserId == person.Id).ExecuteDeleteAsync(stop);
            joined.UserRoles.AddRange(has.Select(r => new IdentityUserRole<string> { UserId = person.Id, RoleId = r.ToString() }));
            await joined.SaveChangesAsync(stop);
            var title = known is null ? $"Signed in with {settings.Name} for the first time, as {Words(has)}." : $"Signed in with {settings.Name} as {Words(has)}, was {Words(had)} before.";
            return new Decided<bool>(true, new DecisionDraft("provider-roles", title, null, ["person:" + person.UserName]));
        }, cancel);
    }

    private Person Make(IdentityDb db, string issuer, string subject, string name)
    {
        var person = new Person { UserName = name, NormalizedUserName = normalizer.NormalizeName(name), SecurityStamp = Guid.CreateVersion7().ToString("N") };
        db.Users.Add(person);
        db.UserLogins.Add(new IdentityUserLogin<string> { LoginProvider = issuer, ProviderKey = subject, ProviderDisplayName = settings.Name, UserId = person.Id });
        return person;
    }

    private static string Words(IEnumerable<Role> roles) => string.Join(" and ", roles.Order()) is { Length: > 0 } words ? words : "nothing";

    private static async Task<KnownPerson?> KnownAsync(IdentityDb db, string issuer, string subject, CancellationToken cancel)
    {
        var login = await db.UserLogins.AsNoTracking().FirstOrDefaultAsync(l => l.LoginProvider == issuer && l.ProviderKey == subject, cancel);
        if (login is null) return null;
        var person = await db.Users.AsNoTracking().FirstAsync(p => p.Id == login.UserId, cancel);
        var withheld = await db.UserClaims.AsNoTracking().Where(c => c.UserId == person.Id && c.ClaimType == Withheld).Select(c => c.ClaimValue!).ToListAsync(cancel);
        var roles = await db.UserRoles.AsNoTracking().Where(r => r.UserId == person.Id).Select(r => r.RoleId).ToListAsync(cancel);
        return new KnownPerson(person, Read(roles), Read(withheld));
    }

    private static HashSet<Role> Read(IEnumerable<string> names) => [.. names.Select(n => Enum.TryParse<Role>(n, out var role) ? role : (Role?)null).OfType<Role>()];

    private sealed record KnownPerson(Person Person, HashSet<Role> Roles, HashSet<Role> Withheld);
}
