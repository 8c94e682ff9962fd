using CommandCenter.OrderExceptions;
using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>An exception case as it stands; what happened to it is in <see cref="CaseEntryRow"/>.</summary>
public sealed class ExceptionCaseRow
{
    /// <summary>UUID version 7.</summary>
    public Guid Id { get; set; }

    /// <summary>1, 2, 3, …: what people call it by, <c>EX-1187</c>.</summary>
    public long Number { get; set; }

    /// <summary>One case per fingerprint, for ever: what comes again reopens it.</summary>
    public required string Fingerprint { get; set; }

    /// <summary>The <see cref="ICaseSource"/> that says it.</summary>
    public required string Source { get; set; }
    public required string Rule { get; set; }
    public ExceptionBucket Bucket { get; set; }
    public OwnerTeam Team { get; set; }
    public required string Title { get; set; }
    public required string Why { get; set; }
    public string? OrderKey { get; set; }
    public string? Lane { get; set; }
    public Side? Side { get; set; }
    public Stage? Stage { get; set; }
    public int Orders { get; set; }

    /// <summary>Minor units.</summary>
    public long? Money { get; set; }
    public string? Currency { get; set; }
    public string? Link { get; set; }
    public CaseSeverity Severity { get; set; }
    public DateTimeOffset Since { get; set; }
    public DateTimeOffset OpenedAt { get; set; }
    public DateTimeOffset DueAt { get; set; }

    /// <summary>A <see cref="CasePhase"/>.</summary>
    public CasePhase Phase { get; set; }

    /// <summary>Why it is in that phase, kebab-case.</summary>
    public required string Reason { get; set; }
    public string? Assignee { get; set; }
    public DateTimeOffset? AcknowledgedAt { get; set; }
    public string? AcknowledgedBy { get; set; }
    public DateTimeOffset? ResolvedAt { get; set; }
    public string? ResolvedBy { get; set; }

    /// <summary>Out of the queue until then.</summary>
    public DateTimeOffset? MutedUntil { get; set; }
    public string? MutedBy { get; set; }
    public string? MuteReason { get; set; }

    /// <summary>Since when its source no longer says it; null while it does.</summary>
    public DateTimeOffset? PassedAt { get; set; }

    /// <summary><see cref="CaseSignal.Times"/> as last said.</summary>
    public long? Times { get; set; }

    /// <summary>The same when a person resolved it.</summary>
    public long? TimesResolved { get; set; }

    /// <summary>How often the trouble was there: 1, and one more each time it came back.</summary>
    public int Occurrences { get; set; }
    public int Reopened { get; set; }
    public string? LastNote { get; set; }
    public string? LastNoteBy { get; set; }
    public DateTimeOffset? LastNoteAt { get; set; }

    /// <summary>Entries of its history so far.</summary>
    public int Entries { get; set; }
    public int Attachments { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Raised with every change.</summary>
    public long Version { get; set; }
}

/// <summary>Something that happened to a case.</summary>
public sealed class CaseEntryRow
{
    public Guid CaseId { get; set; }

    /// <summary>1, 2, 3, … within the case.</summary>
    public int Number { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Actor { get; set; }

    /// <summary>Kebab-case: opened, acknowledged, assigned, note, muted, unmuted, resolved, reopened, came-back, severity, cause-passed, attached, remedy.</summary>
    public required string Kind { get; set; }
    public string? Text { get; set; }
}

/// <summary>A file that somebody put to a case.</summary>
public sealed class CaseAttachmentRow
{
    public Guid Id { get; set; }
    public Guid CaseId { get; set; }
    public required string Name { get; set; }
    public required string MediaType { get; set; }
    public int Length { get; set; }
    public required byte[] Content { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Actor { get; set; }
}
