using CommandCenter.Access;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Identity.Administration;

/// <summary>Issues and revokes tokens of programs.</summary>
public sealed class ManageTokens(PeopleChange changes, ILookupNormalizer normalizer, TimeProvider time)
{
    /// <param name="name">What its acts are recorded as; no person has it.</param>
    /// <param name="days">1 to 365.</param>
    /// <returns>The token, this once: a repeat of the same request is a Conflict <c>shown-once</c>. Validation (name, role, days, reason); Forbidden; Unavailable.</returns>
    public async Task<Result<IssuedToken>> IssueAsync(string? name, Role role, int days, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        if (Permissions.Refuse(actor, Permissions.AdministerPeople) is { } forbidden) return forbidden;
        if (PersonName.Problem(name, "name") is { } bad) return bad;
        if (days is < 1 or > 365) return Error.Validation("bad-days", $"Days is {days}; allowed are 1 to 365.", "days");
        IssuedToken? shown = null; // beside the outcome, which is kept for a repeat
        var kept = await changes.RunAsync<TokenKept>(actor, reason, requestId, async (db, stop) =>
        {
            var normal = normalizer.NormalizeName(name);
            if (await db.Users.AnyAsync(p => p.NormalizedUserName == normal, stop)) return Error.Conflict("name-taken", $"A person has or had the name {name}; in the decision log the two could not be told apart.");
            var (row, token) = ApiTokens.Make(name!, role.ToString(), null, TimeSpan.FromDays(days), time.GetUtcNow());
            db.ApiTokens.Add(row);
            await db.SaveChangesAsync(stop);
            shown = new IssuedToken(row.Id, token, row.ExpiresAt);
            return new Told<TokenKept>(new TokenKept(row.Id), $"Token {row.Id} of {name} made for the role {role}, until {row.ExpiresAt:u}.", "token:" + row.Id);
        }, cancel);
        return kept.Error is { } refused ? refused
            : shown ?? (Result<IssuedToken>)Error.Conflict("shown-once", $"The token {kept.Value.Id} was made by this request before and shown then. Revoke it and make another if it is lost.");
    }

    /// <summary>Ends a token of a program at once.</summary>
    public Task<Result<TokenKept>> RevokeAsync(Guid id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        changes.RunAsync<TokenKept>(actor, reason, requestId, async (db, stop) =>
        {
            var now = time.GetUtcNow();
            if (await db.ApiTokens.FirstOrDefaultAsync(t => t.Id == id && t.PersonId == null && t.RevokedAt == null && t.ExpiresAt > now, stop) is not { } token) return Error.NotFound("no-such-token", $"No token {id} stands.");
            token.RevokedAt = now;
            await db.SaveChangesAsync(stop);
            return new Told<TokenKept>(new TokenKept(id), $"Token {id} of {token.Name} revoked.", "token:" + id);
        }, cancel);
}

/// <summary>What is kept of a command about a token: never the token.</summary>
public sealed record TokenKept(Guid Id);
