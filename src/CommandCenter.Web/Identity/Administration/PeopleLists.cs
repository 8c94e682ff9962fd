using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CommandCenter.Access;
using CommandCenter.Identity.Oidc;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Identity.Administration;

/// <summary>How a person signs in.</summary>
public enum PersonKind
{
    Local,
    Provider,
    Demo,
}

/// <param name="Withheld">Roles that the provider gives and an administrator has taken away here.</param>
/// <param name="LockedAt">Since when an administrator keeps them out; null = they are not.</param>
/// <param name="PausedUntil">After too many wrong passwords; null = not.</param>
/// <param name="Sessions">How many stand now, of pages and of tools.</param>
public sealed record PersonItem(Guid Id, string Name, PersonKind Kind, IReadOnlyList<Role> Roles, IReadOnlyList<Role> Withheld, DateTimeOffset? LockedAt, DateTimeOffset? PausedUntil, int Sessions);

/// <param name="LastUsedAt">To the minute; null = not yet.</param>
public sealed record TokenItem(Guid Id, string Name, Role? Role, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

/// <summary>Where a session is used.</summary>
public enum SessionKind
{
    Page,
    Tool,
}

/// <param name="Address">Where the sign-in came from; null where it is not known.</param>
/// <param name="Provider">Null = by password.</param>
public sealed record SessionItem(Guid Id, SessionKind Kind, Guid PersonId, string Person, DateTimeOffset Since, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, string? Address, string? Provider);

/// <param name="Cursor">For the next page; null on the last.</param>
/// <param name="Total">How many match.</param>
public sealed record AdminPageOf<T>(IReadOnlyList<T> Items, string? Cursor, int Total);

/// <summary>Who there is, which tokens stand, who is signed in. For administrators: whoever calls has asked for the permission.</summary>
public sealed class PeopleLists(IServiceScopeFactory scopes, TimeProvider time)
{
    private const int Most = 200;

    /// <param name="text">A part of the name, without case; null = everybody.</param>
    public async Task<Result<AdminPageOf<PersonItem>>> PeopleAsync(string? text, string? cursor, int limit, CancellationToken cancel)
    {
        if (Start(cursor, limit, "people") is not { } start) return BadPage;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var now = time.GetUtcNow();
        var part = text?.Trim().ToUpperInvariant() ?? "";
        var matching = db.Users.AsNoTracking().Where(p => p.RemovedAt == null && (part == "" || p.NormalizedUserName!.Contains(part)));
        var total = await matching.CountAsync(cancel);
        var found = await matching.OrderBy(p => p.NormalizedUserName).Skip(start).Take(limit).ToListAsync(cancel);
        var ids = found.Select(p => p.Id).ToList();
        var roles = (await db.UserRoles.AsNoTracking().Where(r => ids.Contains(r.UserId)).ToListAsync(cancel)).ToLookup(r => r.UserId, r => r.RoleId);
        var withheld = (await db.UserClaims.AsNoTracking().Where(c => ids.Contains(c.UserId) && c.ClaimType == OidcPeople.Withheld).ToListAsync(cancel)).ToLookup(c => c.UserId, c => c.ClaimValue);
        var pages = await db.Sessions.Where(s => ids.Contains(s.PersonId) && s.ExpiresAt > now).GroupBy(s => s.PersonId).ToDictionaryAsync(g => g.Key, g => g.Count(), cancel);
        var tools = await db.ApiTokens.Where(t => t.PersonId != null && ids.Contains(t.PersonId) && t.ExpiresAt > now && t.RevokedAt == null).GroupBy(t => t.PersonId!).ToDictionaryAsync(g => g.Key, g => g.Count(), cancel);
        return Page(found, start, limit, total, "people", p => new PersonItem(
            Guid.Parse(p.Id), p.UserName!, p.IsDemo ? PersonKind.Demo : p.PasswordHash is null ? PersonKind.Provider : PersonKind.Local, Read(roles[p.Id]), Read(withheld[p.Id]), p.LockedAt,
            p.LockoutEnd > now ? p.LockoutEnd : null, pages.GetValueOrDefault(p.Id) + tools.GetValueOrDefault(p.Id)));
    }

    /// <summary>Tokens of programs, newest first, with those that have ended.</summary>
    public async Task<Result<AdminPageOf<TokenItem>>> TokensAsync(string? cursor, int limit, CancellationToken cancel)
    {
        if (Start(cursor, limit, "tokens") is not { } start) return BadPage;
        await using var scope = scopes.CreateAsyncScope();
        var own = scope.ServiceProvider.GetRequiredService<IdentityDb>().ApiTokens.AsNoTracking().Where(t => t.PersonId == null);
        var total = await own.CountAsync(cancel);
        var found = await own.OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id).Skip(start).Take(limit).ToListAsync(cancel);
        return Page(found, start, limit, total, "tokens", t => new TokenItem(t.Id, t.Name, Enum.TryParse<Role>(t.Role, out var role) ? role : null, t.CreatedAt, t.ExpiresAt, t.LastUsedAt, t.RevokedAt));
    }

    /// <summary>Who is signed in, newest first.</summary>
    /// <param name="personId">Only theirs; null = everybody's.</param>
    public async Task<Result<AdminPageOf<SessionItem>>> SessionsAsync(Guid? personId, string? cursor, int limit, CancellationToken cancel)
    {
        if (Start(cursor, limit, "sessions") is not { } start) return BadPage;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var (now, person) = (time.GetUtcNow(), personId?.ToString());
        var pages = db.Sessions.AsNoTracking().Where(s => s.ExpiresAt > now && (person == null || s.PersonId == person));
        var tools = db.ApiTokens.AsNoTracking().Where(t => t.PersonId != null && t.ExpiresAt > now && t.RevokedAt == null && (person == null || t.PersonId == person));
        var total = await pages.CountAsync(cancel) + await tools.CountAsync(cancel);
        var until = start + limit; // of each kind as many as the page could need
        var both = (await pages.OrderByDescending(s => s.CreatedAt).Take(until).Join(db.Users, s => s.PersonId, p => p.Id, (s, p) => new { s, p.UserName }).ToListAsync(cancel))
            .Select(x => new SessionItem(x.s.Id, SessionKind.Page, Guid.Parse(x.s.PersonId), x.UserName!, x.s.CreatedAt, x.s.ExpiresAt, x.s.LastUsedAt, x.s.Address, x.s.Provider))
            .Concat((await tools.OrderByDescending(t => t.CreatedAt).Take(until).ToListAsync(cancel))
                .Select(t => new SessionItem(t.Id, SessionKind.Tool, Guid.Parse(t.PersonId!), t.Name, t.CreatedAt, t.ExpiresAt, t.LastUsedAt, null, null)))
            .OrderByDescending(s => s.Since).ThenBy(s => s.Id).Skip(start).Take(limit).ToList();
        return Page(both, start, limit, total, "sessions", s => s);
    }

    private static Error BadPage => Error.Validation("bad-query", $"'cursor' or 'limit' cannot be read; allowed: a cursor of this list, and 1 to {Most}.", "cursor");

    private static AdminPageOf<TItem> Page<TRow, TItem>(List<TRow> rows, int start, int limit, int total, string list, Func<TRow, TItem> item) =>
        new([.. rows.Select(item)], rows.Count == limit && start + limit < total ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{list}|{start + limit}"))) : null, total);

    /// <summary>How many rows come before the page; null where cursor or limit is none.</summary>
    private static int? Start(string? cursor, int limit, string list)
    {
        if (limit is < 1 or > Most) return null;
        if (cursor is null) return 0;
        if (cursor.Length > 200 || !Base64Url.IsValid(cursor)) return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('|');
        return parts.Length == 2 && parts[0] == list && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start) && start < 1_000_000 ? start : null;
    }

    private static Role[] Read(IEnumerable<string?> names) => [.. names.Select(n => Enum.TryParse<Role>(n, out var role) ? role : (Role?)null).OfType<Role>().Order()];
}
