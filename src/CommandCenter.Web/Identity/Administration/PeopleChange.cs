using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Identity.Oidc;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Identity.Administration;

/// <summary>What every change of people, tokens and sessions has in common: the permission, the reason, and one commit with the entry in the decision log.</summary>
public sealed class PeopleChange(CommandRunner commands, DemoPeople demo, OidcSettings provider, TimeProvider time)
{
    /// <param name="change">Changes within the transaction and saves; a refusal takes everything back.</param>
    /// <returns>As of <see cref="CommandRunner"/>: Forbidden, Validation (reason), Conflict, Unavailable, or what <paramref name="change"/> refused with.</returns>
    public Task<Result<T>> RunAsync<T>(Actor actor, string? reason, Guid? requestId, Func<IdentityDb, CancellationToken, Task<Result<Told<T>>>> change, CancellationToken cancel) =>
        RunAsync(Permissions.AdministerPeople, actor, reason, requestId, change, cancel);

    /// <inheritdoc cref="RunAsync{T}(Actor, string?, Guid?, Func{IdentityDb, CancellationToken, Task{Result{Told{T}}}}, CancellationToken)" />
    /// <param name="permission">What it takes, and what the log calls it.</param>
    public Task<Result<T>> RunAsync<T>(Permission permission, Actor actor, string? reason, Guid? requestId, Func<IdentityDb, CancellationToken, Task<Result<Told<T>>>> change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(permission);
        return commands.RunAsync<T>(new CommandRequest(actor, permission, reason, requestId), (db, stop) => JoinAsync(db, permission.Command, change, stop), cancel);
    }

    /// <summary>Takes every way in from a person: sessions of pages, tokens of tools, and the stamp that all their cookies bear. To be saved by the caller.</summary>
    public async Task EndAllAsync(IdentityDb db, Person person, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(person);
        person.SecurityStamp = Guid.CreateVersion7().ToString("N");
        await db.Sessions.Where(s => s.PersonId == person.Id).ExecuteDeleteAsync(cancel);
        await RevokeToolsAsync(db, person, cancel);
    }

    /// <summary>Takes the tokens of a person's tools.</summary>
    public async Task RevokeToolsAsync(IdentityDb db, Person person, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        var now = time.GetUtcNow();
        await db.ApiTokens.Where(t => t.PersonId == person.Id && t.RevokedAt == null).ExecuteUpdateAsync(s => s.SetProperty(t => t.RevokedAt, now), cancel);
    }

    /// <summary>Null where somebody else can administer people once <paramref name="person"/> no longer can.</summary>
    public async Task<Error?> LastAdministratorAsync(IdentityDb db, Person person, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(person);
        const string role = nameof(Role.Administrator);
        if (!person.IsWelcome || !await db.UserRoles.AnyAsync(r => r.UserId == person.Id && r.RoleId == role, cancel)) return null;
        var (withDemo, withProvider) = (demo.Exist, provider.IsConfigured);
        var another = await db.Users.AnyAsync(p => p.Id != person.Id && p.LockedAt == null && p.RemovedAt == null
            && (p.PasswordHash != null ? !p.IsDemo || withDemo : withProvider) && db.UserRoles.Any(r => r.UserId == p.Id && r.RoleId == role), cancel);
        return another ? null : Error.Conflict("last-administrator", $"{person.UserName} is the last administrator who can sign in. Make another one first.");
    }

    private static async Task<Result<Decided<T>>> JoinAsync<T>(CommandsDb commands, string command, Func<IdentityDb, CancellationToken, Task<Result<Told<T>>>> change, CancellationToken cancel)
    {
        await using var db = await IdentityJoin.OpenAsync(commands, cancel);
        var told = await change(db, cancel);
        return told.Error is { } refused ? refused
            : new Decided<T>(told.Value.Outcome, new DecisionDraft(command, told.Value.Title, null, [told.Value.Subject]));
    }
}

/// <summary>What a change came to, and how the decision log tells it.</summary>
/// <param name="Title">Never holds a password or token.</param>
/// <param name="Subject">Such as <c>person:maya</c>.</param>
public sealed record Told<T>(T Outcome, string Title, string Subject);
