namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>notifications</c>: who is told of commands.</summary>
internal sealed class NotificationsSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("notifications", "webhooks");
    private static readonly PlanShape WebhookShape = PlanShape.Of("notifications.webhooks[]", "id", "url", "secret", "commands", "timeout");

    public string Name => "notifications";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, WebhookShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.Map(Name, Shape) is { } map)
        {
            draft.Notifications = new NotificationSettings([.. map.Maps("webhooks", WebhookShape).Select(Read)]);
        }
    }

    private static WebhookDefinition Read(PlanMap map) => new(
        map.Reading.Declare(Declared.Webhook, map, "id", PlanScalars.Id),
        map.Required("url", HttpReader.PlainUrl),
        map.Required("secret", Secrets.Reference),
        map.Set("commands", PlanScalars.Id),
        map.Optional("timeout", PlanScalars.Duration("100ms", "30s"), TimeSpan.FromSeconds(5)));
}
