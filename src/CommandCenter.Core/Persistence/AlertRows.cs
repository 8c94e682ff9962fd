using CommandCenter.Notifications.Alerts;

namespace CommandCenter.Persistence;

/// <summary>An alert; one that stands has a key of its own.</summary>
public sealed class AlertRow
{
    /// <summary>UUID version 7.</summary>
    public Guid Id { get; set; }
    public required string Key { get; set; }
    public AlertKind Kind { get; set; }
    public AlertSeverity Severity { get; set; }

    /// <summary>Name of the role that it is for.</summary>
    public required string Role { get; set; }
    public required string Subject { get; set; }
    public required string Text { get; set; }
    public required string Link { get; set; }
    public DateTimeOffset Since { get; set; }
    public DateTimeOffset RaisedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public DateTimeOffset? ToldAt { get; set; }
    public DateTimeOffset? AcknowledgedAt { get; set; }
    public string? AcknowledgedBy { get; set; }
    public string? Note { get; set; }
    public DateTimeOffset? EscalatedAt { get; set; }
    public string? EscalatedTo { get; set; }
}

/// <summary>Alerts that are not told for a while.</summary>
public sealed class AlertSilenceRow
{
    /// <summary>UUID version 7.</summary>
    public Guid Id { get; set; }
    public AlertKind? Kind { get; set; }
    public string? Subject { get; set; }
    public required string Reason { get; set; }
    public required string By { get; set; }
    public DateTimeOffset From { get; set; }
    public DateTimeOffset Until { get; set; }
}

/// <summary>A message on its way to a channel.</summary>
public sealed class AlertMessageRow
{
    /// <summary>UUID version 7.</summary>
    public Guid Id { get; set; }
    public required string Channel { get; set; }
    public required string Text { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was taken; null while it was not.</summary>
    public DateTimeOffset? SentAt { get; set; }
    public int Failures { get; set; }
    public string? LastError { get; set; }

    /// <summary>Not tried before.</summary>
    public DateTimeOffset NextAt { get; set; }
}
