using CommandCenter.Access;
using CommandCenter.Notifications.Alerts;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>alerts</c>: who is told when something needs a person, how, and who is told when nobody answers.</summary>
internal sealed class AlertsSection : IPlanSection
{
    private const int Most = 50;
    private static readonly PlanShape Shape = PlanShape.Of("alerts", "channels", "escalateAfter", "groupWithin", "escalation");
    private static readonly PlanShape ChannelShape = PlanShape.Of("alerts.channels[]", "id", "kind", "roles", "severity", "to", "url");
    private static readonly PlanShape EscalationShape = PlanShape.Of("alerts.escalation[]", "from", "to");
    private static readonly PlanScalar<AlertChannelKind> Kind = PlanScalars.Choice(("email", AlertChannelKind.Email), ("slack", AlertChannelKind.Slack));
    private static readonly PlanScalar<AlertSeverity> Severity = PlanScalars.Choice(("page", AlertSeverity.Page), ("ticket", AlertSeverity.Ticket));
    private static readonly PlanScalar<Role> OfRole = PlanScalars.Choice([.. Enum.GetValues<Role>().Where(r => r != Role.Administrator).Select(r => (r.ToString(), r))]);

    public string Name => "alerts";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, ChannelShape, EscalationShape];

    /// <summary>Behind <c>notifications</c>, which names the mail server.</summary>
    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.Map(Name, Shape) is not { } map) return;
        var channels = map.Maps("channels", ChannelShape).Select(c => Channel(c, draft)).ToList();
        if (channels.Count > Most) map.Problem("channels", $"{channels.Count} channels", $"at most {Most}");
        var escalation = new Dictionary<Role, Role>();
        foreach (var one in map.Maps("escalation", EscalationShape))
        {
            var (from, to) = (one.Required("from", OfRole), one.Required("to", OfRole));
            if (from == to) one.Problem("to", to.ToString(), "another role than from");
            if (!escalation.TryAdd(from, to)) one.Problem("from", $"{from} a second time", "each role once");
        }

        draft.Alerts = new AlertSettings(
            channels, map.Optional("escalateAfter", PlanScalars.Duration("30s", "1d"), AlertSettings.Default.EscalateAfter), map.Optional("groupWithin", PlanScalars.Duration("0s", "5m"), AlertSettings.Default.GroupWithin), escalation);
    }

    private static AlertChannel Channel(PlanMap map, PlanDraft draft)
    {
        var channel = new AlertChannel(
            map.Reading.Declare("alert channel", map, "id", PlanScalars.Id), map.Required("kind", Kind), map.Set("roles", OfRole), map.Optional("severity", Severity, AlertSeverity.Page), map.Set("to", NotificationsSection.Address),
            map.Optional("url", Secrets.Reference));
        switch (channel.Kind)
        {
            case AlertChannelKind.Email when channel.To.Count == 0:
                map.Missing("to", "mail addresses, for email");
                break;
            case AlertChannelKind.Email when draft.Notifications.Mail is null:
                map.Problem("kind", "email without a mail server", "notifications.mail beside it");
                break;
            case AlertChannelKind.Slack when channel.Url is null:
                map.Missing("url", "${env:CC_SECRET_NAME} or ${file:NAME}, for slack: the address is a secret itself");
                break;
        }

        return channel;
    }
}
