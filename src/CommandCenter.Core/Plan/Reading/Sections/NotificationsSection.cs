using System.Net.Mail;
using CommandCenter.Scorecard.Digests;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>notifications</c>: who is told of commands and of the day.</summary>
internal sealed class NotificationsSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("notifications", "webhooks", "mail", "digests");
    private static readonly PlanShape MailShape = PlanShape.Of("notifications.mail", "host", "port", "tls", "from", "user", "password", "timeout");
    private static readonly PlanShape DigestShape = PlanShape.Of("notifications.digests[]", "audience", "at", "to", "url", "secret");
    private static readonly PlanScalar<DigestAudience> Audience = PlanScalars.Choice([.. Enum.GetValues<DigestAudience>().Select(a => (a.Key(), a))]);
    private static readonly PlanScalar<bool> Tls = PlanScalars.Choice(("starttls", true), ("none", false));

    private static readonly PlanScalar<string> Host = new(
        "a host name or address", (string text, out string value) => Uri.CheckHostName(value = text) is not UriHostNameType.Unknown && text.Length <= 253, "");

    /// <summary>One person or list.</summary>
    internal static readonly PlanScalar<string> Address = new(
        "a mail address such as bridge@example.com", (string text, out string value) => MailAddress.TryCreate(value = text, out var read) && read.Address == text && text.Length <= 254 && !text.Any(char.IsControl), "");

    private static readonly PlanShape WebhookShape = PlanShape.Of("notifications.webhooks[]", "id", "url", "secret", "commands", "timeout");

    public string Name => "notifications";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, WebhookShape, MailShape, DigestShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.Map(Name, Shape) is { } map)
        {
            var mail = map.Map("mail", MailShape) is { } server ? Mail(server) : null;
            draft.Notifications = new NotificationSettings([.. map.Maps("webhooks", WebhookShape).Select(Read)]) { Mail = mail, Digests = Digests(map, mail) };
        }
    }

    private static WebhookDefinition Read(PlanMap map) => new(
        map.Reading.Declare(Declared.Webhook, map, "id", PlanScalars.Id),
        map.Required("url", HttpReader.PlainUrl),
        map.Required("secret", Secrets.Reference),
        map.Set("commands", PlanScalars.Id),
        map.Optional("timeout", PlanScalars.Duration("100ms", "30s"), TimeSpan.FromSeconds(5)));

    private static MailServer Mail(PlanMap map)
    {
        var (user, password) = (map.Optional("user", Secrets.ReferenceOrName), map.Optional("password", Secrets.Reference));
        if (user is null != password is null) map.Missing(user is null ? "user" : "password", "both user and password, or neither");
        var tls = map.Optional("tls", Tls, true);
        // a password in clear on the wire is none
        if (user is not null && !tls) map.Problem("tls", "none, with a user", "starttls where somebody signs in");
        return new MailServer(
            map.Required("host", Host), map.Optional("port", PlanScalars.Integer(1, 65535), 587), tls, map.Required("from", Address), user, password, map.Optional("timeout", PlanScalars.Duration("1s", "2m"), TimeSpan.FromSeconds(30)));
    }

    private static List<DigestOrder> Digests(PlanMap map, MailServer? mail)
    {
        var seen = new HashSet<(DigestAudience, TimeOnly)>();
        var orders = new List<DigestOrder>();
        foreach (var one in map.Maps("digests", DigestShape))
        {
            var order = new DigestOrder(one.Required("audience", Audience), one.Required("at", CalendarWords.TimeOfDay), one.Set("to", Address), one.Optional("url", HttpReader.PlainUrl), one.Optional("secret", Secrets.Reference));
            if (order.To.Count == 0 && order.Url is null) one.Missing("to", "mail addresses in to, a webhook in url, or both");
            if (order.To.Count > 50) one.Problem("to", $"{order.To.Count} addresses", "at most 50; use the address of a list");
            if (order.To.Count > 0 && mail is null) one.Problem("to", "mail addresses without a mail server", "notifications.mail beside it");
            if (order.Url is null != order.Secret is null) one.Missing(order.Url is null ? "url" : "secret", "both url and secret, or neither");
            if (!seen.Add((order.Audience, order.At))) one.Problem("at", $"{order.Audience.Key()} at {order.At:HH:mm} a second time", "each audience once at a time");
            orders.Add(order);
        }

        if (orders.Count > 20) map.Problem("digests", $"{orders.Count} digests", "at most 20");
        return orders;
    }
}
