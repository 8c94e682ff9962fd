using System.Collections.Concurrent;
using System.Text.Json;
using CommandCenter.Notifications.Mail;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Digests;
using CommandCenter.Shared;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Push;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Notifications.Mail;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Sources.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Scorecard.Digests;

public abstract class DigestSenderTests(StoreKind kind) : IDigestSource
{
    private const string Key = "a-key-of-the-receiver";
    // 15:00 in Los Angeles
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 10, 23, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentQueue<string> told = new();
    private int status = 204;

    public Task<Result<Digest>> ReadAsync(DateOnly? date, DigestAudience audience, CancellationToken cancel) => Task.FromResult<Result<Digest>>(new Digest(
        date!.Value, audience, "Order cutover", "America/Los_Angeles", time.GetUtcNow().AddHours(-12), time.GetUtcNow().AddHours(12), time.GetUtcNow(), ["Better than before in 3 of 7 measures."],
        [new DigestSection("The day", [new DigestRow("Orders", "1,204", null, "/orders")], "")]));

    [Fact]
    public async Task Run_TimeHasCome_SendsOnceSignedAndWhole()
    {
        await using var files = await StoreFiles.StartAsync(kind, time);
        await using var server = await ForeignServer.StartAsync(TakeAsync);
        using var sender = Sender(files, server, Order(new TimeOnly(18, 0), server));

        Assert.Equal(new DigestOutcome(0, 0), await sender.RunAsync(default));
        time.Advance(TimeSpan.FromHours(3) + TimeSpan.FromSeconds(20));
        Assert.Equal(new DigestOutcome(1, 0), await sender.RunAsync(default));
        Assert.Equal(new DigestOutcome(0, 0), await sender.RunAsync(default));

        var body = JsonDocument.Parse(Assert.Single(told)).RootElement;
        Assert.Equal(("2026-11-10", "executive", "Better than before in 3 of 7 measures."), (body.GetProperty("date").GetString(), body.GetProperty("audience").GetString(), body.GetProperty("lead")[0].GetString()));
        Assert.Contains("- Orders: 1,204", body.GetProperty("text").GetString(), StringComparison.Ordinal);
        var kept = Assert.Single((await sender.DeliveriesAsync(new DateOnly(2026, 11, 10), DigestAudience.Executive, default)).Value);
        Assert.Equal((time.GetUtcNow(), null), (kept.SentAt, kept.LastError));
    }

    /// <summary>Before noon the reader wants to know how yesterday ended.</summary>
    [Fact]
    public async Task Run_InTheMorning_TellsOfTheDayBefore()
    {
        await using var files = await StoreFiles.StartAsync(kind, time);
        await using var server = await ForeignServer.StartAsync(TakeAsync);
        using var sender = Sender(files, server, Order(new TimeOnly(6, 30), server));

        Assert.Equal(1, (await sender.RunAsync(default)).Sent);

        Assert.Equal("2026-11-09", JsonDocument.Parse(Assert.Single(told)).RootElement.GetProperty("date").GetString());
    }

    [Fact]
    public async Task Run_NotTaken_IsTriedAgainAndSaysWhy()
    {
        await using var files = await StoreFiles.StartAsync(kind, time);
        await using var server = await ForeignServer.StartAsync(TakeAsync);
        using var sender = Sender(files, server, Order(new TimeOnly(14, 0), server));
        status = 503;

        Assert.Equal(new DigestOutcome(0, 1), await sender.RunAsync(default));
        Assert.Equal(new DigestOutcome(0, 0), await sender.RunAsync(default));
        var kept = Assert.Single((await sender.DeliveriesAsync(new DateOnly(2026, 11, 10), DigestAudience.Executive, default)).Value);
        Assert.Equal((null, 1), (kept.SentAt, kept.Failures));
        Assert.Contains("503", kept.LastError, StringComparison.Ordinal);

        status = 204;
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(new DigestOutcome(1, 0), await sender.RunAsync(default));
    }

    [Fact]
    public async Task Run_TwelveHoursLate_IsNotSentAnyMore()
    {
        await using var files = await StoreFiles.StartAsync(kind, time);
        await using var server = await ForeignServer.StartAsync(TakeAsync);
        using var sender = Sender(files, server, Order(new TimeOnly(2, 59), server));

        Assert.Equal(new DigestOutcome(0, 0), await sender.RunAsync(default));
        Assert.Empty(told);
    }

    [Fact]
    public async Task Run_ByMail_ReachesARealServer()
    {
        Assert.SkipUnless(MailServerProcess.IsHere, MailServerProcess.Missing);
        await using var files = await StoreFiles.StartAsync(kind, time);
        await using var server = await ForeignServer.StartAsync(TakeAsync);
        await using var mail = await MailServerProcess.StartAsync();
        using var sender = Sender(files, server, new DigestOrder(DigestAudience.Operations, new TimeOnly(14, 0), ["ops@example.com"], null, null), mail.Port);

        Assert.Equal(new DigestOutcome(1, 0), await sender.RunAsync(default));

        var taken = Assert.Single(mail.Mails);
        Assert.Contains("Subject: Order cutover: 10 November 2026, operations", taken, StringComparison.Ordinal);
    }

    private static DigestOrder Order(TimeOnly at, ForeignServer server) => new(DigestAudience.Executive, at, [], server.Url + "/digest", "${env:CC_SECRET_DIGEST}");

    private DigestSender Sender(StoreFiles files, ForeignServer server, DigestOrder order, int mail = 25)
    {
        var secrets = new CommandCenter.Sources.Secrets("/nowhere");
        secrets.Add("CC_SECRET_DIGEST", Key);
        var (plan, world) = (files.Get<ActivePlan>(), LiveWorld.Plan());
        plan.Swap(world with
        {
            Header = world.Header with { Zone = "America/Los_Angeles" },
            Notifications = new NotificationSettings([]) { Mail = new MailServer("127.0.0.1", mail, false, "cutover@example.com", null, null, TimeSpan.FromSeconds(10)), Digests = [order] },
        });
        var guard = new OutboundGuard([server.Authority, $"127.0.0.1:{mail}"]);
        return new DigestSender(this, new MailSender(guard, secrets), guard, secrets, files.Get<IDbContextFactory<CommandsDb>>(), plan, time);
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Assert.True(PushSignature.Parse(context.Request.Headers["X-Signature"].ToString())!.IsBy(Key, "digest", System.Text.Encoding.UTF8.GetBytes(body)));
        if (status == 204) told.Enqueue(body);
        context.Response.StatusCode = status;
    }
}

public sealed class SqliteDigestSenderTests() : DigestSenderTests(StoreKind.Sqlite);

public sealed class PostgresDigestSenderTests() : DigestSenderTests(StoreKind.Postgres);
