using System.Collections.Concurrent;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Notifications;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Push;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Sources.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Notifications;

/// <summary>A real receiver, told of the log of a real store.</summary>
public abstract class WebhookDeliveryTests(StoreKind kind)
{
    private const string Secret = "a-secret-of-the-receiver";
    private static readonly Actor maya = new("maya", new HashSet<Role> { Role.IncidentCommander });

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentQueue<long> told = new();
    private readonly ConcurrentQueue<(string Body, string Signature, string Key)> raw = new();

    [Fact]
    public async Task Deliver_Commands_InOrderSignedAndWhole()
    {
        await using var files = await StoreFiles.StartAsync(kind, time);
        await using var server = await ForeignServer.StartAsync(TakeAsync);
        await CommandAsync(files, "before anybody listened");
        await using var running = await RunAsync(files, server);
        await UntilKnownAsync(files);
        for (var i = 0; i < 5; i++) await CommandAsync(files, $"Decision {i}");

        await UntilAsync(() => told.Count == 5);

        Assert.Equal([2L, 3, 4, 5, 6], told);
        Assert.All(raw, delivery => Assert.True(PushSignature.Parse(delivery.Signature)!.IsBy(Secret, "pager", System.Text.Encoding.UTF8.GetBytes(delivery.Body))));
        Assert.Equal(["pager:2", "pager:3", "pager:4", "pager:5", "pager:6"], raw.Select(r => r.Key));
        // the stored bytes: who receives them can check the chain
        var body = raw.First().Body;
        var entry = body[(body.IndexOf("\"entry\":", StringComparison.Ordinal) + 8)..body.LastIndexOf(",\"hash\":", StringComparison.Ordinal)];
        Assert.Equal(JsonDocument.Parse(body).RootElement.GetProperty("hash").GetString(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(entry))));
    }

    [Fact]
    public async Task Deliver_ReceiverFails_IsAskedAgainInOrderAndFailsVisibly()
    {
        await using var files = await StoreFiles.StartAsync(kind, time);
        var down = true;
        await using var server = await ForeignServer.StartAsync(context =>
        {
            if (!down) return TakeAsync(context);
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        await using var running = await RunAsync(files, server);
        await UntilKnownAsync(files);
        await CommandAsync(files, "first");
        await CommandAsync(files, "second");

        // the clock of this test may also run out on an answer that is on its way
        await UntilAsync(() => running.Delivery.Statuses is [{ IsFailing: true, LastError: { } error }] && error.Contains("503", StringComparison.Ordinal), advance: TimeSpan.FromSeconds(10));
        var status = running.Delivery.Statuses[0];
        Assert.DoesNotContain(Secret, status.LastError, StringComparison.Ordinal);
        var tries = server.Requests.Count;
        Assert.True(tries < 10, $"{tries} tries");

        down = false;
        await UntilAsync(() => told.Contains(2), advance: TimeSpan.FromSeconds(10));
        // at least once: an answer that this clock ran out on is asked for again, before anything later is told
        Assert.Equal([1L, 2], told.Distinct());
        await UntilAsync(() => running.Delivery.Statuses is [{ Failures: 0, LastError: null }]);
    }

    [Fact]
    public async Task Deliver_ProcessEndsInBetween_LosesNothingAndKeepsTheOrder()
    {
        await using var files = await StoreFiles.StartAsync(kind, time);
        var hold = new TaskCompletionSource();
        var held = true;
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            if (held && told.Count == 2) await hold.Task.WaitAsync(context.RequestAborted);
            await TakeAsync(context);
        });
        await using (await RunAsync(files, server))
        {
            await UntilKnownAsync(files);
            for (var i = 0; i < 4; i++) await CommandAsync(files, $"Decision {i}");
            await UntilAsync(() => told.Count == 2 && server.Requests.Count == 3);
        }

        held = false;
        await files.RestartAsync();
        await CommandAsync(files, "while nobody delivered");
        await using var again = await RunAsync(files, server);
        await UntilAsync(() => told.Distinct().Count() == 5, advance: TimeSpan.FromSeconds(1));

        Assert.Equal([1L, 2, 3, 4, 5], told.Distinct());
        Assert.Equal(told.Order(), told);
    }

    [Fact]
    public async Task Deliver_OnlySomeCommandsAskedFor_LeavesTheOthersOut()
    {
        await using var files = await StoreFiles.StartAsync(kind, time);
        await using var server = await ForeignServer.StartAsync(TakeAsync);
        await using var running = await RunAsync(files, server, commands: ["shift-traffic"]);
        await UntilKnownAsync(files);
        await CommandAsync(files, "not asked for");
        await UntilAsync(async () => await SequenceAsync(files) == 1, advance: TimeSpan.FromSeconds(1));

        await CommandAsync(files, "asked for", "shift-traffic");

        // committed while the last look is still ending, it is found by the next one, a second later
        await UntilAsync(() => told.Count == 1, advance: TimeSpan.FromMilliseconds(100));
        Assert.Equal([2L], told);
    }

    [Fact]
    public async Task Deliver_AddressThatIsNotAllowed_IsNeverConnectedTo()
    {
        await using var files = await StoreFiles.StartAsync(kind, time);
        await using var server = await ForeignServer.StartAsync(TakeAsync);
        await using var running = await RunAsync(files, server, allowed: []);
        await UntilKnownAsync(files);
        await CommandAsync(files, "first");

        await UntilAsync(() => running.Delivery.Statuses is [{ LastError: not null }]);

        Assert.Contains("AllowedPrivateHosts", running.Delivery.Statuses[0].LastError, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Deliver_ReceiverHangs_CommandsGoOnAndItTimesOut()
    {
        await using var files = await StoreFiles.StartAsync(kind, time);
        await using var server = await ForeignServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var running = await RunAsync(files, server);
        await UntilKnownAsync(files);
        await CommandAsync(files, "first");
        await UntilAsync(() => server.Requests.Count == 1);

        await CommandAsync(files, "second");

        await UntilAsync(() => running.Delivery.Statuses is [{ LastError: not null }], advance: TimeSpan.FromSeconds(1));
        Assert.Contains("did not answer within 5 s", running.Delivery.Statuses[0].LastError, StringComparison.Ordinal);
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        raw.Enqueue((body, context.Request.Headers["X-Signature"].ToString(), context.Request.Headers["Idempotency-Key"].ToString()));
        told.Enqueue(JsonDocument.Parse(body).RootElement.GetProperty("sequence").GetInt64());
    }

    private async Task<Running> RunAsync(StoreFiles files, ForeignServer server, IReadOnlyList<string>? commands = null, string[]? allowed = null)
    {
        var secrets = new CommandCenter.Sources.Secrets("/nowhere");
        secrets.Add("CC_SECRET_PAGER", Secret);
        var plan = files.Get<ActivePlan>();
        plan.Swap(LiveWorld.Plan() with { Notifications = new NotificationSettings([new WebhookDefinition("pager", server.Url + "/told", "${env:CC_SECRET_PAGER}", commands ?? [], TimeSpan.FromSeconds(5))]) });
        var delivery = new WebhookDelivery(
            plan, files.Get<DecisionLog>(), files.Get<IDbContextFactory<CommandsDb>>(), new OutboundGuard(allowed ?? [server.Authority]), secrets, time, NullLogger<WebhookDelivery>.Instance);
        await delivery.StartAsync(default);
        return new Running(delivery);
    }

    private static async Task UntilKnownAsync(StoreFiles files) => await UntilAsync(async () =>
    {
        await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
        return await db.NotificationCursors.AnyAsync();
    });

    private static async Task<long> SequenceAsync(StoreFiles files)
    {
        await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
        return await db.NotificationCursors.Select(c => c.Sequence).SingleAsync();
    }

    private static async Task CommandAsync(StoreFiles files, string title, string command = "act") => Assert.True((await files.Get<CommandRunner>().RunAsync<int>(
        new CommandRequest(maya, new Permission(command, "Acting", [Role.IncidentCommander]), "because"),
        (_, _) => Task.FromResult<CommandCenter.Shared.Result<Decided<int>>>(new Decided<int>(1, new DecisionDraft(command, title))), default)).Succeeded);

    private Task UntilAsync(Func<bool> condition, TimeSpan advance = default) => UntilAsync(() => Task.FromResult(condition()), advance, time);

    private Task UntilAsync(Func<Task<bool>> condition, TimeSpan advance) => UntilAsync(condition, advance, time);

    private static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan advance = default, FakeTimeProvider? time = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "did not happen in time");
            await Task.Delay(20);
            if (advance > TimeSpan.Zero) time?.Advance(advance);
        }
    }

    private sealed record Running(WebhookDelivery Delivery) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Delivery.StopAsync(default);
            Delivery.Dispose();
        }
    }
}

public sealed class SqliteWebhookDeliveryTests() : WebhookDeliveryTests(StoreKind.Sqlite);

public sealed class PostgresWebhookDeliveryTests() : WebhookDeliveryTests(StoreKind.Postgres);
