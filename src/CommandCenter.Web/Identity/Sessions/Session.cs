namespace CommandCenter.Identity.Sessions;

/// <summary>One sign-in of a person on the pages. A cookie is worth nothing without its row: ending a session is deleting it.</summary>
public sealed class Session
{
    /// <summary>UUIDv7; stands in the encrypted cookie.</summary>
    public required Guid Id { get; init; }
    public required string PersonId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The end whatever happens; rights that a provider gave are as old as the session at most.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>To the minute; null = not since the first minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>The address that the sign-in came from, as the product or its trusted proxy saw it.</summary>
    public string? Address { get; init; }

    /// <summary>The name of the identity provider; null = by password.</summary>
    public string? Provider { get; init; }
}
