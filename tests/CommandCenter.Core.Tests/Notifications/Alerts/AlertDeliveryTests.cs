using System.Collections.Concurrent;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Notifications.Alerts;
using CommandCenter.Notifications.Mail;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources.Http;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Notifications.Mail;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Sources.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Notifications.Alerts;

public class AlertDeliveryTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentQueue<string> told = new();
    private int status = 200;

    /// <summary>What came from outside addresses nobody and hides no link.</summary>
    [Fact]
    public async Task Run_Slack_TakesTheBodyWithNothingOfItsOwnInIt()
    {
        await using var files = await StoreFiles.StartAsync(time);
        await using var server = await ForeignServer.StartAsync(TakeAsync);
        using var delivery = Delivery(files, server.Url + "/services/T0/secret", server.Authority);
        await QueueAsync(files, "bridge", "Breach\n<!channel> <https://evil.example|look> & more");

        Assert.Equal(1, await delivery.RunAsync(default));
        Assert.Equal(0, await delivery.RunAsync(default));

        var text = JsonDocument.Parse(Assert.Single(told)).RootElement.GetProperty("text").GetString();
        Assert.EndsWith("&lt;!channel&gt; &lt;https://evil.example|look&gt; &amp; more", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NotTaken_WaitsInItsOrderAndSaysWhyWithoutTheSecret()
    {
        await using var files = await StoreFiles.StartAsync(time);
        await using var server = await ForeignServer.StartAsync(TakeAsync);
        using var delivery = Delivery(files, server.Url + "/services/T0/secret", server.Authority);
        status = 500;
        await QueueAsync(files, "bridge", "first");
        await QueueAsync(files, "bridge", "second");

        Assert.Equal(0, await delivery.RunAsync(default));
        var failed = Assert.Single(await MessagesAsync(files), m => m.Failures > 0);
        Assert.Equal(("first", null), (failed.Text, failed.SentAt));
        Assert.Contains("500", failed.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failed.LastError, StringComparison.Ordinal);

        status = 200;
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, await delivery.RunAsync(default));
        Assert.Equal(["first", "second"], told.Select(t => JsonDocument.Parse(t).RootElement.GetProperty("text").GetString()!.Split(": ")[^1]));
    }

    [Fact]
    public async Task Run_OlderThanADay_IsNotToldAnyMore()
    {
        await using var files = await StoreFiles.StartAsync(time);
        await using var server = await ForeignServer.StartAsync(TakeAsync);
        using var delivery = Delivery(files, server.Url, server.Authority);
        await QueueAsync(files, "bridge", "yesterday");
        time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, await delivery.RunAsync(default));
        Assert.Empty(told);
    }

    [Fact]
    public async Task Run_AddressThatIsNotAllowed_IsNeverConnectedTo()
    {
        await using var files = await StoreFiles.StartAsync(time);
        await using var server = await ForeignServer.StartAsync(TakeAsync);
        using var delivery = Delivery(files, server.Url, "127.0.0.1:1");
        await QueueAsync(files, "bridge", "first");

        await delivery.RunAsync(default);

        Assert.Empty(server.Requests);
        Assert.Contains("AllowedPrivateHosts", Assert.Single(await MessagesAsync(files)).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Email_ReachesARealServer()
    {
        Assert.SkipUnless(MailServerProcess.IsHere, MailServerProcess.Missing);
        await using var files = await StoreFiles.StartAsync(time);
        await using var mail = await MailServerProcess.StartAsync();
        using var delivery = Delivery(files, "http://127.0.0.1:1", $"127.0.0.1:{mail.Port}", mail.Port);
        await QueueAsync(files, "desk", "Breach, for incident commander\nship-to-home: 91 %");

        Assert.Equal(1, await delivery.RunAsync(default));

        Assert.Contains("Breach, for incident commander", Assert.Single(mail.Mails), StringComparison.Ordinal);
    }

    private AlertDelivery Delivery(StoreFiles files, string url, string allowed, int mail = 25)
    {
        var secrets = new CommandCenter.Sources.Secrets("/nowhere");
        secrets.Add("CC_SECRET_BRIDGE", url);
        var plan = LiveWorld.Plan();
        files.Get<ActivePlan>().Swap(plan with
        {
            Notifications = new NotificationSettings([]) { Mail = new MailServer("127.0.0.1", mail, false, "cutover@example.com", null, null, TimeSpan.FromSeconds(10)) },
            Alerts = AlertSettings.Default with
            {
                Channels = [new AlertChannel("bridge", AlertChannelKind.Slack, [], AlertSeverity.Page, [], "${env:CC_SECRET_BRIDGE}"), new AlertChannel("desk", AlertChannelKind.Email, [Role.IncidentCommander], AlertSeverity.Page, ["desk@example.com"], null)],
            },
        });
        var guard = new OutboundGuard([allowed]);
        return new AlertDelivery(new MailSender(guard, secrets), guard, secrets, files.Get<IDbContextFactory<CommandsDb>>(), files.Get<ActivePlan>(), time, NullLogger<AlertDelivery>.Instance);
    }

    private async Task QueueAsync(StoreFiles files, string channel, string text)
    {
        time.Advance(TimeSpan.FromMilliseconds(1));
        await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
        db.AlertMessages.Add(new AlertMessageRow { Id = Guid.CreateVersion7(time.GetUtcNow()), Channel = channel, Text = text, CreatedAt = time.GetUtcNow(), NextAt = time.GetUtcNow() });
        await db.SaveChangesAsync();
    }

    private static async Task<IReadOnlyList<AlertMessageRow>> MessagesAsync(StoreFiles files)
    {
        await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
        return await db.AlertMessages.AsNoTracking().OrderBy(m => m.CreatedAt).ToListAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (status == 200) told.Enqueue(body);
        context.Response.StatusCode = status;
    }
}
