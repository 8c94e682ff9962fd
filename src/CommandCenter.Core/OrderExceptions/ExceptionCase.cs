using System.Globalization;
using CommandCenter.Orders;

namespace CommandCenter.OrderExceptions;

/// <summary>How far the work on a case is. Numbers are stored: never reuse one.</summary>
public enum CasePhase
{
    /// <summary>Nobody has taken it.</summary>
    Open = 1,

    /// <summary>Somebody works on it.</summary>
    Acknowledged = 2,
    Resolved = 3,
}

/// <summary>Work for a person: one trouble with its owner, its clock and its history.</summary>
public sealed record ExceptionCase
{
    public required Guid Id { get; init; }
    public required long Number { get; init; }
    public required string Fingerprint { get; init; }

    /// <summary>The <see cref="ICaseSource"/> that says it.</summary>
    public required string Source { get; init; }
    public required string Rule { get; init; }
    public required ExceptionBucket Bucket { get; init; }
    public required OwnerTeam Team { get; init; }
    public required string Title { get; init; }
    public required string Why { get; init; }
    public string? OrderKey { get; init; }
    public string? Lane { get; init; }
    public Side? Side { get; init; }
    public Stage? Stage { get; init; }

    /// <summary>Orders that it touches; 0 where it is about none.</summary>
    public int Orders { get; init; }

    /// <summary>Minor units at stake; null where none is or it is not known.</summary>
    public long? Money { get; init; }
    public string? Currency { get; init; }

    /// <summary>The page that shows it, besides the order's own.</summary>
    public string? Link { get; init; }
    public required CaseSeverity Severity { get; init; }

    /// <summary>Since when it has been wrong.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Since when it is a case; of the newest opening.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>By when it must be resolved.</summary>
    public required DateTimeOffset DueAt { get; init; }
    public required CasePhase Phase { get; init; }

    /// <summary>Why it is in that phase, kebab-case: new, taken, came-back, still-there, reopened, by-person, no-longer-seen.</summary>
    public required string Reason { get; init; }

    /// <summary>The phase in a sentence.</summary>
    public required string Message { get; init; }
    public string? Assignee { get; init; }
    public DateTimeOffset? AcknowledgedAt { get; init; }
    public string? AcknowledgedBy { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }
    public string? ResolvedBy { get; init; }

    /// <summary>Out of the queue until then; null where it is not muted.</summary>
    public DateTimeOffset? MutedUntil { get; init; }
    public string? MutedBy { get; init; }
    public string? MuteReason { get; init; }

    /// <summary>Since when its source no longer says it; null while it does.</summary>
    public DateTimeOffset? PassedAt { get; init; }

    /// <summary>How often the trouble was there, 1 and more.</summary>
    public required int Occurrences { get; init; }

    /// <summary>How often it was opened again.</summary>
    public required int Reopened { get; init; }
    public string? LastNote { get; init; }
    public string? LastNoteBy { get; init; }
    public DateTimeOffset? LastNoteAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Raised with every change.</summary>
    public required long Version { get; init; }

    /// <summary>Unresolved cases of the same rule, this one included; 0 where it was not asked for.</summary>
    public int SameRule { get; init; }

    /// <summary>What people call it by.</summary>
    public string Name => NameOf(Number);

    public static string NameOf(long number) => string.Create(CultureInfo.InvariantCulture, $"EX-{number}");
}

/// <summary>Something that happened to a case.</summary>
/// <param name="Number">1, 2, 3, … within the case.</param>
/// <param name="Kind">Kebab-case: opened, acknowledged, assigned, note, muted, unmuted, resolved, reopened, came-back, severity, cause-passed, attached, remedy.</param>
/// <param name="Text">What was said, or what changed; null where the kind says all.</param>
public sealed record CaseEntry(int Number, DateTimeOffset At, string Actor, string Kind, string? Text);

/// <summary>A file that somebody put to a case, without its bytes.</summary>
/// <param name="Length">Bytes.</param>
public sealed record CaseAttachment(Guid Id, string Name, string MediaType, int Length, DateTimeOffset At, string Actor);

/// <summary>A case with all that belongs to it.</summary>
/// <param name="History">Newest first.</param>
public sealed record CaseDetail(ExceptionCase Case, IReadOnlyList<CaseEntry> History, IReadOnlyList<CaseAttachment> Attachments);
