using System.Diagnostics.Metrics;
using CommandCenter.Notifications.Alerts;

namespace CommandCenter.Notifications;

/// <summary>What <c>/metrics</c> tells of webhooks and channels of alerts.</summary>
public sealed class NotificationMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "CommandCenter.Notifications";

    private readonly Meter meter = new(Name);

    public NotificationMeter(WebhookDelivery delivery, AlertKeeper alerts)
    {
        meter.CreateObservableGauge(
            "command_center.webhook.failures", () => delivery.Statuses.Select(s => new Measurement<int>(s.Failures, new KeyValuePair<string, object?>("webhook", s.Id))), "{delivery}",
            "Failed deliveries in a row of the entry that a webhook waits for");
        meter.CreateObservableGauge(
            "command_center.alert_channel.failures", () => (alerts.Current?.Channels ?? []).Select(c => new Measurement<int>(c.Failures, new KeyValuePair<string, object?>("channel", c.Id))), "{delivery}",
            "Failed deliveries in a row of the oldest message that a channel of alerts waits for");
    }

    public void Dispose() => meter.Dispose();
}
