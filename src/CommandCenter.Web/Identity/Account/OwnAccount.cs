using CommandCenter.Access;
using CommandCenter.Identity.Administration;
using CommandCenter.Identity.Sessions;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Identity.Account;

/// <summary>What people do to their own account, whatever their roles: a new password, and the end of sessions that they have elsewhere.</summary>
public sealed class OwnAccount(PeopleChange changes, PasswordRules rules)
{
    /// <summary>Ends every session of theirs, this one too: whoever knew the old password may have one.</summary>
    /// <param name="current">Asked again, for a browser may stand open; wrong ones count as wrong sign-ins do.</param>
    /// <returns>Validation (currentPassword, password); Conflict <c>demo-person</c>, <c>provider-person</c>; Unavailable.</returns>
    public async Task<Result<PersonChanged>> ChangePasswordAsync(HttpContext context, PasswordCheck check, Actor actor, string? current, string? next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(actor);
        var known = await check.VerifyAsync(actor.Name, current, context);
        if (known.Error is not null) return Error.Validation("wrong-password", "The password you have now is another, or there were too many tries. After five wrong tries you wait five minutes.", "currentPassword");
        if (known.Value.IsDemo) return Error.Conflict("demo-person", "The people of the rehearsal keep their password; everybody knows it. Have a person of your own added.");
        if (string.Equals(current, next, StringComparison.Ordinal)) return Error.Validation("same-password", "The new password is the one you have now.", "password");
        var hashed = await rules.HashAsync(known.Value.UserName!, next);
        if (hashed.Error is { } bad) return bad;
        return await ChangeAsync(known.Value.Id, actor, "a new password of their own", async (db, person, stop) =>
        {
            (person.PasswordHash, person.LockoutEnd, person.AccessFailedCount) = (hashed.Value, null, 0);
            await changes.EndAllAsync(db, person, stop);
            return $"{person.UserName} changed their own password.";
        }, context.RequestAborted);
    }

    /// <summary>Ends what they have open elsewhere, pages and tools; the session that asks stays.</summary>
    /// <returns>Conflict; Unavailable.</returns>
    public Task<Result<PersonChanged>> EndOthersAsync(HttpContext context, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(actor);
        var (own, id) = (SessionSignIn.Id(context.User), context.User.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)?.Value ?? "");
        return ChangeAsync(id, actor, "what is open elsewhere", async (db, person, stop) =>
        {
            await db.Sessions.Where(s => s.PersonId == person.Id && s.Id != own).ExecuteDeleteAsync(stop);
            await changes.RevokeToolsAsync(db, person, stop);
            return $"{person.UserName} ended their other sessions.";
        }, context.RequestAborted);
    }

    private Task<Result<PersonChanged>> ChangeAsync(string id, Actor actor, string reason, Func<IdentityDb, Person, CancellationToken, Task<string>> change, CancellationToken cancel) =>
        changes.RunAsync<PersonChanged>(Permissions.ChangeOwnAccount, actor, reason, null, async (db, stop) =>
        {
            if (await db.Users.FirstOrDefaultAsync(p => p.Id == id && p.RemovedAt == null && p.LockedAt == null, stop) is not { } person) return Error.Conflict("no-such-person", "Your account was locked or removed.");
            var title = await change(db, person, stop);
            await db.SaveChangesAsync(stop);
            return new Told<PersonChanged>(new PersonChanged(Guid.Parse(person.Id), person.UserName!), title, "person:" + person.UserName);
        }, cancel);
}
