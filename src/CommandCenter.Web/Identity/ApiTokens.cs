using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CommandCenter.Access;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Identity;

/// <param name="Token">Shown once; only its hash is kept.</param>
public sealed record IssuedToken(Guid Id, string Token, DateTimeOffset ExpiresAt);

/// <summary>Issues, finds and revokes bearer tokens: 256 random bits behind the prefix <c>cc_</c>, kept as SHA-256.</summary>
public sealed class ApiTokens(IdentityDb db, TimeProvider time)
{
    public static readonly TimeSpan SessionLife = TimeSpan.FromHours(8);

    /// <summary>A session of a person; its rights are the person's at each call.</summary>
    public Task<IssuedToken> IssueAsync(Person person, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(person);
        return AddAsync(person.UserName!, null, person.Id, SessionLife, cancel);
    }

    /// <summary>A token of its own with one role.</summary>
    /// <param name="days">1 to 365.</param>
    public async Task<Result<IssuedToken>> IssueAsync(string name, Role role, int days, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 256) return Error.Validation("bad-name", "A token's name has 1 to 256 characters.", "name");
        if (days is < 1 or > 365) return Error.Validation("bad-days", $"Days is {days}; allowed are 1 to 365.", "days");
        return await AddAsync(name, role.ToString(), null, TimeSpan.FromDays(days), cancel);
    }

    /// <returns>The token when it stands: known, not expired, not revoked.</returns>
    public async Task<ApiToken?> FindAsync(string token, CancellationToken cancel)
    {
        if (token is not { Length: > 3 and <= 128 }) return null;
        var hash = Hash(token);
        var now = time.GetUtcNow();
        return await db.ApiTokens.AsNoTracking().FirstOrDefaultAsync(t => t.Hash == hash && t.RevokedAt == null && t.ExpiresAt > now, cancel);
    }

    /// <returns>False where no such token stands.</returns>
    public async Task<bool> RevokeAsync(Guid id, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return await db.ApiTokens.Where(t => t.Id == id && t.RevokedAt == null).ExecuteUpdateAsync(s => s.SetProperty(t => t.RevokedAt, now), cancel) > 0;
    }

    internal static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>A row to be added, and the token that it is the hash of.</summary>
    internal static (ApiToken Row, string Token) Make(string name, string? role, string? personId, TimeSpan life, DateTimeOffset now)
    {
        var token = "cc_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (new ApiToken { Id = Guid.CreateVersion7(now), Name = name, Hash = Hash(token), Role = role, PersonId = personId, CreatedAt = now, ExpiresAt = now + life }, token);
    }

    private async Task<IssuedToken> AddAsync(string name, string? role, string? personId, TimeSpan life, CancellationToken cancel)
    {
        var (kept, token) = Make(name, role, personId, life, time.GetUtcNow());
        db.ApiTokens.Add(kept);
        await db.SaveChangesAsync(cancel);
        return new IssuedToken(kept.Id, token, kept.ExpiresAt);
    }
}
