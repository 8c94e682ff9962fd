using CommandCenter.Access;
using CommandCenter.Live;
using CommandCenter.Readiness.Gates;

namespace CommandCenter.Notifications.Alerts;

/// <summary>Alerts of the live picture, of gates and of webhooks. Roles and urgency are those of the rules for Prometheus.</summary>
internal sealed class LiveAlertSignals(LiveBoard board, GateKeeper gates, WebhookDelivery webhooks, TimeProvider time) : IAlertSignals
{
    private static readonly TimeSpan old = TimeSpan.FromSeconds(15);

    public AlertPicture? Now() => board.Current is not { } live ? null : new AlertPicture(
        [.. live.Attention.Select(a => Of(a, live)).DistinctBy(s => s.Key), .. (gates.Current?.Items ?? []).Select(Of).OfType<AlertSignal>(), .. webhooks.Statuses.Where(s => s.IsFailing).Select(Of)],
        live.Attention.Any(a => KindOf(a, live) is AttentionKind.Stale or AttentionKind.Missing) || time.GetUtcNow() - live.AsOf > old);

    /// <summary>A source that is cut off after failures is as silent as one that went stale, and the same trouble.</summary>
    private static AttentionKind KindOf(AttentionItem item, LiveSnapshot live) =>
        item.Kind == AttentionKind.Error && live.Sources.Any(s => s.Id == item.Subject && s.Health == SourceHealth.Broken) ? AttentionKind.Stale : item.Kind;

    private static AlertSignal Of(AttentionItem item, LiveSnapshot live)
    {
        var of = KindOf(item, live);
        var (kind, severity, role) = of switch
        {
            AttentionKind.Breaching => (AlertKind.Breach, AlertSeverity.Page, Role.IncidentCommander),
            AttentionKind.AtRisk => (AlertKind.AtRisk, AlertSeverity.Ticket, Role.Operations),
            AttentionKind.RollingBack => (AlertKind.Rollback, AlertSeverity.Page, Role.IncidentCommander),
            AttentionKind.ShiftWaits => (AlertKind.Shift, AlertSeverity.Page, Role.IncidentCommander),
            AttentionKind.Held => (AlertKind.Hold, AlertSeverity.Ticket, Role.IncidentCommander),
            AttentionKind.Stale => (AlertKind.NoData, AlertSeverity.Page, Role.TechnicalLead),
            AttentionKind.Missing => (AlertKind.NoData, AlertSeverity.Ticket, Role.ReconciliationLead),
            AttentionKind.Overdue => (AlertKind.Overdue, AlertSeverity.Ticket, Role.BusinessOwner),
            _ => (AlertKind.Failure, AlertSeverity.Page, Role.TechnicalLead),
        };
        // how many figures are missing is not who they are: the same alert
        var subject = item.Kind == AttentionKind.Missing ? "figures" : item.Subject;
        // things past their dates share a subject and not a text; what else moves in its text is the same trouble, and so is the line that counts the rest of them
        var which = item is { Kind: AttentionKind.Overdue, Owner: not null } ? $"{subject}:{item.Text}" : subject;
        return new AlertSignal($"{of.ToString().ToLowerInvariant()}:{which}", kind, severity, role, item.Subject, item.Text, item.Since, item.Link);
    }

    private static AlertSignal? Of(GateView gate)
    {
        var fell = gate.Standing.State == GateState.Red && gate.Acts.Any(a => a.Kind == GateActKind.Fell);
        var (severity, text) = gate switch
        {
            { Stops: true } => (AlertSeverity.Page, $"is red and stops shifts: {gate.Standing.Why}"),
            _ when fell => (AlertSeverity.Ticket, $"lost its signature: {gate.Standing.Why}"),
            { Standing.WaitsForSignature: true } => (AlertSeverity.Ticket, "holds and waits for a signature"),
            _ => (default, null),
        };
        var since = gate.Acts.Count > 0 ? gate.Acts[^1].At : gate.LookedAt;
        return text is null ? null : new AlertSignal($"gate:{gate.Gate.Id}:{severity}", AlertKind.Gate, severity, gate.Gate.Role, gate.Gate.Title, text, since ?? DateTimeOffset.UnixEpoch, "/readiness?gate=" + gate.Gate.Id);
    }

    private static AlertSignal Of(WebhookStatus hook) =>
        new($"webhook:{hook.Id}", AlertKind.Failure, AlertSeverity.Ticket, Role.TechnicalLead, $"Webhook {hook.Id}", $"has refused {hook.Failures} deliveries in a row: {hook.LastError}", DateTimeOffset.UnixEpoch, "/decisions");
}
