using System.Diagnostics.Metrics;

namespace CommandCenter.Notifications;

/// <summary>What <c>/metrics</c> tells of webhooks.</summary>
public sealed class NotificationMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "CommandCenter.Notifications";

    private readonly Meter meter = new(Name);

    public NotificationMeter(WebhookDelivery delivery) => meter.CreateObservableGauge(
        "command_center.webhook.failures", () => delivery.Statuses.Select(s => new Measurement<int>(s.Failures, new KeyValuePair<string, object?>("webhook", s.Id))), "{delivery}",
        "Failed deliveries in a row of the entry that a webhook waits for");

    public void Dispose() => meter.Dispose();
}
