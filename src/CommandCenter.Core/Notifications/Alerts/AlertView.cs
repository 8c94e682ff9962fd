using CommandCenter.Access;

namespace CommandCenter.Notifications.Alerts;

/// <summary>An alert as it stands.</summary>
/// <param name="RaisedAt">When this product first saw it.</param>
/// <param name="EndedAt">Null while it stands.</param>
/// <param name="AcknowledgedBy">Null while nobody has.</param>
/// <param name="EscalatedTo">Null while it was not.</param>
/// <param name="SilencedBy">The silence that keeps it from being told; null where none does.</param>
/// <param name="IsUnsure">It was not seen any more, and that may be because data are missing.</param>
public sealed record AlertView(
    Guid Id, AlertKind Kind, AlertSeverity Severity, Role Role, string Subject, string Text, string Link, DateTimeOffset Since, DateTimeOffset RaisedAt, DateTimeOffset? EndedAt, DateTimeOffset? AcknowledgedAt,
    string? AcknowledgedBy, string? Note, DateTimeOffset? EscalatedAt, Role? EscalatedTo, SilenceView? SilencedBy, bool IsUnsure)
{
    /// <summary>Whether it stands and nobody has put their name to it.</summary>
    public bool IsWaiting => EndedAt is null && AcknowledgedAt is null && SilencedBy is null;

    /// <summary>Whether this person may put their name to it: whose it is, and those who command or lead technically.</summary>
    public bool MayAcknowledge(Actor? actor) => Concerns(actor) || actor?.Roles.Contains(Access.Role.IncidentCommander) == true || actor?.Roles.Contains(Access.Role.TechnicalLead) == true;

    /// <summary>Whether it is this person's: by their role, or because it was escalated to it.</summary>
    public bool Concerns(Actor? actor) => actor is not null && (actor.Roles.Contains(Role) || (EscalatedTo is { } above && actor.Roles.Contains(above)));
}

/// <summary>Alerts that somebody asked not to be told of for a while.</summary>
/// <param name="Kind">Null = any.</param>
/// <param name="Subject">Its beginning, any case; null = any.</param>
public sealed record SilenceView(Guid Id, AlertKind? Kind, string? Subject, string Reason, string By, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Whether it covers that alert now.</summary>
    public bool Covers(AlertKind kind, string subject, DateTimeOffset now) =>
        now < Until && (Kind is null || Kind == kind) && (Subject is null || subject.StartsWith(Subject, StringComparison.OrdinalIgnoreCase));
}

/// <summary>How a channel fares.</summary>
/// <param name="Waiting">Messages that were not taken yet.</param>
/// <param name="Failures">Of the oldest of them, tries in a row that failed.</param>
public sealed record ChannelView(string Id, AlertChannelKind Kind, int Waiting, int Failures, string? LastError, DateTimeOffset? LastSent);

/// <summary>All alerts at one moment. Immutable.</summary>
/// <param name="Open">Urgent first, then the newest.</param>
public sealed record AlertsView(DateTimeOffset AsOf, IReadOnlyList<AlertView> Open, IReadOnlyList<SilenceView> Silences, IReadOnlyList<ChannelView> Channels)
{
    /// <summary>How many wait for this person.</summary>
    public int WaitingFor(Actor? actor) => Open.Count(a => a.IsWaiting && a.Concerns(actor));
}
