using CommandCenter.Access;
using CommandCenter.Identity.Oidc;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Identity.Administration;

/// <param name="Id">UUID of the person.</param>
public sealed record PersonChanged(Guid Id, string Name);

/// <summary>Adds, changes and removes people. Nobody does it to themselves where it is about rights, and one administrator always remains.</summary>
public sealed class ManagePeople(PeopleChange changes, PasswordRules passwords, ILookupNormalizer normalizer, TimeProvider time)
{
    /// <param name="password">The first one, to be handed over and changed.</param>
    /// <param name="roles">At least one.</param>
    /// <returns>The person; Validation (name, password, roles, reason); Conflict <c>name-taken</c>; Forbidden; Unavailable.</returns>
    public async Task<Result<PersonChanged>> AddAsync(string? name, string? password, IReadOnlySet<Role> roles, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(roles);
        if (Permissions.Refuse(actor, Permissions.AdministerPeople) is { } forbidden) return forbidden;
        if (PersonName.Problem(name, "name") is { } badName) return badName;
        if (NoRole(roles) is { } badRoles) return badRoles;
        var hashed = await passwords.HashAsync(name!, password);
        if (hashed.Error is { } badPassword) return badPassword;
        return await changes.RunAsync<PersonChanged>(actor, reason, requestId, async (db, stop) =>
        {
            if (await TakenAsync(db, name!, stop) is { } taken) return taken;
            var person = new Person { UserName = name, NormalizedUserName = normalizer.NormalizeName(name), PasswordHash = hashed.Value, SecurityStamp = Guid.CreateVersion7().ToString("N"), LockoutEnabled = true };
            db.Users.Add(person);
            db.UserRoles.AddRange(roles.Select(r => new IdentityUserRole<string> { UserId = person.Id, RoleId = r.ToString() }));
            await db.SaveChangesAsync(stop);
            return new Told<PersonChanged>(Changed(person), $"{name} added as {Words(roles)}.", "person:" + name);
        }, cancel);
    }

    /// <summary>From now on the person has exactly these roles. Of a provider's person: those of the provider's that they keep here.</summary>
    public Task<Result<PersonChanged>> SetRolesAsync(Guid id, IReadOnlySet<Role> roles, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, actor, "roles", reason, requestId, async (db, person, stop) =>
        {
            if (NoRole(roles) is { } none) return none;
            var had = (await db.UserRoles.Where(r => r.UserId == person.Id).Select(r => r.RoleId).ToListAsync(stop)).Select(Enum.Parse<Role>).ToHashSet();
            if (!roles.Contains(Role.Administrator) && await changes.LastAdministratorAsync(db, person, stop) is { } last) return last;
            if (person.PasswordHash is null && await WithholdAsync(db, person, had, roles, stop) is { } tooMany) return tooMany;
            await db.UserRoles.Where(r => r.UserId == person.Id).ExecuteDeleteAsync(stop);
            db.UserRoles.AddRange(roles.Select(r => new IdentityUserRole<string> { UserId = person.Id, RoleId = r.ToString() }));
            return $"{person.UserName} is {Words(roles)} now, was {Words(had)}.";
        }, cancel);

    /// <summary>Keeps a person out until they are let in again; ends every session at once.</summary>
    public Task<Result<PersonChanged>> LockAsync(Guid id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, actor, "lock", reason, requestId, async (db, person, stop) =>
        {
            if (person.LockedAt is not null) return Error.Conflict("locked-already", $"{person.UserName} is locked already.");
            if (await changes.LastAdministratorAsync(db, person, stop) is { } last) return last;
            person.LockedAt = time.GetUtcNow();
            await changes.EndAllAsync(db, person, stop);
            return $"{person.UserName} locked.";
        }, cancel);

    /// <summary>Also ends the pause after wrong passwords.</summary>
    public Task<Result<PersonChanged>> UnlockAsync(Guid id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, actor, null, reason, requestId, (db, person, stop) =>
        {
            if (person.LockedAt is null && !(person.LockoutEnd > time.GetUtcNow())) return Task.FromResult<Result<string>>(Error.Conflict("not-locked", $"{person.UserName} is not locked."));
            (person.LockedAt, person.LockoutEnd, person.AccessFailedCount) = (null, null, 0);
            return Task.FromResult<Result<string>>($"{person.UserName} unlocked.");
        }, cancel);

    /// <summary>Ends every session, for whoever knew the old password may have one.</summary>
    public async Task<Result<PersonChanged>> SetPasswordAsync(Guid id, string? password, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        if (Permissions.Refuse(actor, Permissions.AdministerPeople) is { } forbidden) return forbidden;
        return await ChangeAsync(id, actor, null, reason, requestId, async (db, person, stop) =>
        {
            if (person.IsDemo) return Error.Conflict("demo-person", $"{person.UserName} belongs to the rehearsal, whose password everybody knows. Add a person of your own.");
            if (person.PasswordHash is null) return Error.Conflict("provider-person", $"{person.UserName} signs in with the identity provider and has no password here.");
            var hashed = await passwords.HashAsync(person.UserName!, password);
            if (hashed.Error is { } bad) return bad;
            (person.PasswordHash, person.LockoutEnd, person.AccessFailedCount) = (hashed.Value, null, 0);
            await changes.EndAllAsync(db, person, stop);
            return $"{person.UserName} got a new password.";
        }, cancel);
    }

    /// <summary>The person can never sign in again, and nobody gets their name. What they did stays on record.</summary>
    public Task<Result<PersonChanged>> RemoveAsync(Guid id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, actor, "remove", reason, requestId, async (db, person, stop) =>
        {
            if (await changes.LastAdministratorAsync(db, person, stop) is { } last) return last;
            (person.RemovedAt, person.PasswordHash) = (time.GetUtcNow(), null);
            await changes.EndAllAsync(db, person, stop);
            await db.UserRoles.Where(r => r.UserId == person.Id).ExecuteDeleteAsync(stop);
            return $"{person.UserName} removed.";
        }, cancel);

    /// <summary>Ends every session of a person, of pages and of tools; they may sign in again.</summary>
    public Task<Result<PersonChanged>> EndSessionsAsync(Guid id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, actor, null, reason, requestId, async (db, person, stop) =>
        {
            await changes.EndAllAsync(db, person, stop);
            return $"Every session of {person.UserName} ended.";
        }, cancel);

    /// <param name="notSelf">What nobody does to themselves, as a word; null where everybody may.</param>
    private Task<Result<PersonChanged>> ChangeAsync(
        Guid id, Actor actor, string? notSelf, string? reason, Guid? requestId, Func<IdentityDb, Person, CancellationToken, Task<Result<string>>> change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return changes.RunAsync<PersonChanged>(actor, reason, requestId, async (db, stop) =>
        {
            var key = id.ToString();
            if (await db.Users.FirstOrDefaultAsync(p => p.Id == key && p.RemovedAt == null, stop) is not { } person) return Error.NotFound("no-such-person", "There is no such person; its id is a UUID of the list of people.");
            if (notSelf is not null && !actor.IsProgram && string.Equals(person.UserName, actor.Name, StringComparison.OrdinalIgnoreCase))
                return Error.Conflict("own-account", $"Nobody changes their own rights ({notSelf}). Ask another administrator.");
            var title = await change(db, person, stop);
            if (title.Error is { } refused) return refused;
            await db.SaveChangesAsync(stop);
            return new Told<PersonChanged>(Changed(person), title.Value, "person:" + person.UserName);
        }, cancel);
    }

    /// <summary>A provider's person keeps what is chosen of what the provider gave; the rest stays away at later sign-ins, too.</summary>
    private static async Task<Error?> WithholdAsync(IdentityDb db, Person person, HashSet<Role> had, IReadOnlySet<Role> roles, CancellationToken cancel)
    {
        var withheld = await db.UserClaims.Where(c => c.UserId == person.Id && c.ClaimType == OidcPeople.Withheld).ToListAsync(cancel);
        var given = had.Concat(withheld.Select(w => Enum.Parse<Role>(w.ClaimValue!))).ToHashSet();
        if (roles.Except(given).ToArray() is { Length: > 0 } more)
            return Error.Conflict("provider-roles", $"The identity provider does not give {person.UserName} {Words(more)}. Change it there; here roles can only be taken away, and given back.");
        db.UserClaims.RemoveRange(withheld);
        db.UserClaims.AddRange(given.Except(roles).Select(r => new IdentityUserClaim<string> { UserId = person.Id, ClaimType = OidcPeople.Withheld, ClaimValue = r.ToString() }));
        return null;
    }

    private async Task<Error?> TakenAsync(IdentityDb db, string name, CancellationToken cancel)
    {
        var normal = normalizer.NormalizeName(name);
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(p => p.NormalizedUserName == normal, cancel) is { } other)
            return Error.Conflict("name-taken", other.RemovedAt is null ? $"There is a person {other.UserName} already." : $"{other.UserName} was removed; the name stands in the decision log and is given to nobody else.");
        var tokens = await db.ApiTokens.Where(t => t.PersonId == null).Select(t => t.Name).Distinct().ToListAsync(cancel);
        return tokens.Contains(name, StringComparer.OrdinalIgnoreCase) ? Error.Conflict("name-taken", $"A token has the name {name}; in the decision log the two could not be told apart.") : null;
    }

    private static Error? NoRole(IReadOnlySet<Role> roles) => roles.Count > 0 ? null : Error.Validation("roles-missing", "At least one role is needed; lock a person who is to have none.", "roles");

    private static string Words(IEnumerable<Role> roles) => string.Join(" and ", roles.Order());

    private static PersonChanged Changed(Person person) => new(Guid.Parse(person.Id), person.UserName!);
}
