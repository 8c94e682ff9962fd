using System.Security.Cryptography;

namespace CommandCenter.Access.Approvals;

/// <summary>Where a proposal stands. Only open and approved ones can still change.</summary>
public enum ApprovalState
{
    /// <summary>Waits for another person.</summary>
    Open,

    /// <summary>Another person agreed; the proposer may carry the command out, once.</summary>
    Approved,

    /// <summary>Another person said no.</summary>
    Refused,

    /// <summary>Its command was carried out.</summary>
    Used,

    /// <summary>Nobody decided, or the proposer did not carry it out, in time.</summary>
    Expired,

    /// <summary>The proposer took it back.</summary>
    Withdrawn,
}

/// <summary>A command that one person wants to give and another person has to agree to.</summary>
/// <param name="Id">UUID version 7.</param>
/// <param name="Command">The permission's name, such as <c>shift-traffic</c>.</param>
/// <param name="Summary">One sentence for a person: what would be done.</param>
/// <param name="Content">Canonical bytes of the command; what was agreed to is exactly this.</param>
/// <param name="Hash">SHA-256 of <paramref name="Content"/>, lower-case hex.</param>
/// <param name="ExpiresAt">From this instant on it can neither be approved nor used.</param>
/// <param name="State">As of the moment in which it was read.</param>
/// <param name="DecidedBy">Who approved or refused; null before.</param>
/// <param name="UsedAt">When its command was carried out.</param>
public sealed record Approval(
    Guid Id, string Command, string Summary, ReadOnlyMemory<byte> Content, string Hash, string ProposedBy, string Reason, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    ApprovalState State, string? DecidedBy, string? DecidedReason, DateTimeOffset? DecidedAt, DateTimeOffset? UsedAt)
{
    /// <summary>Whether somebody may still do something with it.</summary>
    public bool IsPending => State is ApprovalState.Open or ApprovalState.Approved;

    /// <summary>Names are compared without case: two tabs, two sessions or two spellings are one person.</summary>
    public bool IsOf(string name) => string.Equals(ProposedBy.Trim(), name?.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>SHA-256 in lower-case hex.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

/// <summary>What a feature wants agreed to.</summary>
/// <param name="Summary">One sentence for a person.</param>
/// <param name="Content">Canonical bytes: the same command always has the same.</param>
/// <param name="Subjects">As of a log entry.</param>
public sealed record Proposal(string Summary, ReadOnlyMemory<byte> Content, IReadOnlyList<string> Subjects);
