using Microsoft.AspNetCore.Identity;

namespace CommandCenter.Identity;

/// <summary>Somebody who signs in, with a password or by the identity provider.</summary>
public sealed class Person : IdentityUser
{
    /// <summary>Since when an administrator keeps them out; null = they may sign in. Not the pause after wrong passwords, which ends no session.</summary>
    public DateTimeOffset? LockedAt { get; set; }

    /// <summary>
    /// Since when they are removed; null = they are not. The row stays: a name that stands in the decision log is never given to somebody else, and the provider's next sign-in
    /// does not make the same person anew.
    /// </summary>
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>Neither locked nor removed.</summary>
    public bool IsWelcome => LockedAt is null && RemovedAt is null;

    /// <summary>Made by the rehearsal with a known password: exists only under the conditions of <see cref="DemoPeople"/>.</summary>
    public bool IsDemo { get; set; }
}

/// <summary>A credential of a program. Only the hash is kept: what was shown once cannot be read back.</summary>
public sealed class ApiToken
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>What the decision log calls it; for a session the person's name.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the token, lower-case hex.</summary>
    public required string Hash { get; init; }

    /// <summary>The one role of a token made by <c>token add</c>; null for a session, which has what its person has at that moment.</summary>
    public string? Role { get; init; }

    /// <summary>Whose session it is; null for a token made by <c>token add</c>.</summary>
    public string? PersonId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>To the minute; null = never, or within the last minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}
