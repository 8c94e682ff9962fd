using System.Text;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Push;
using CommandCenter.Tests.Sources.Polling;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Sources;

public class PushReceiverTests
{
    private const string Body = """{"events":[{"ref":"A1","t":"2026-11-10T05:00:00Z","amt":"1.00"},{"ref":"A2","t":"2026-11-10T05:00:00Z","amt":"x"}]}""";
    private static readonly DateTimeOffset now = new(2026, 11, 10, 6, 0, 0, TimeSpan.Zero);

    private static readonly SourceDefinition source = new()
    {
        Id = "orch-webhook", System = "orch-oms", Side = Side.Orchestration, Adapter = "push", Every = TimeSpan.FromSeconds(10), Mapping = "m",
        Push = new PushSettings { Secrets = ["${env:CC_SECRET_ONE}", "${env:CC_SECRET_TWO}"], Items = "$.events", Heartbeat = "$.heartbeat" },
    };

    private static Task<SourceWorld> StartAsync() => SourceWorld.StartAsync(SourceWorld.Plan([source]), time: new FakeTimeProvider(now));

    private static Task<PushAnswer> PushAsync(SourceWorld world, string body, string secret = "first-secret", long? at = null, string? header = null, string id = "orch-webhook") =>
        world.Get<PushReceiver>().ReceiveAsync(
            id, header ?? PushSignature.Write(secret, at ?? now.ToUnixTimeSeconds(), "orch-webhook", Encoding.UTF8.GetBytes(body)), Encoding.UTF8.GetBytes(body), default);

    [Fact]
    public async Task Receive_SignedRecords_CommitsThemAndKeepsTheBadOne()
    {
        await using var world = await StartAsync();

        var answer = await PushAsync(world, Body);

        Assert.Equal((PushStatus.Accepted, 1, 1), (answer.Status, answer.Counts.Applied, answer.Counts.Rejected));
        Assert.Equal(["A1"], await world.OrdersAsync());
        Assert.Contains(world.Reports, r => r.Succeeded);
    }

    [Fact]
    public async Task Receive_IdenticalRepeat_AppliesNothing()
    {
        await using var world = await StartAsync();
        await PushAsync(world, Body);

        var answer = await PushAsync(world, Body);

        Assert.Equal((PushStatus.Repeated, 0, 1, 0), (answer.Status, answer.Counts.Applied, answer.Counts.Duplicates, answer.Counts.Rejected));
        Assert.Single(await world.RejectedAsync());
    }

    [Theory]
    [InlineData("first-secret", PushStatus.Accepted)]
    [InlineData("second-secret", PushStatus.Accepted)]
    [InlineData("third-secret", PushStatus.Unsigned)]
    public async Task Receive_WhileSecretsAreRotated_TakesBothAndNoOther(string secret, PushStatus expected)
    {
        await using var world = await StartAsync();

        Assert.Equal(expected, (await PushAsync(world, Body, secret)).Status);
    }

    [Theory]
    [InlineData(-299, PushStatus.Accepted)]
    [InlineData(300, PushStatus.Accepted)]
    [InlineData(-301, PushStatus.Unsigned)]
    [InlineData(301, PushStatus.Unsigned)]
    public async Task Receive_ClockOff_IsRefusedWithAnAlarmBeyondTheTolerance(int seconds, PushStatus expected)
    {
        await using var world = await StartAsync();

        var answer = await PushAsync(world, Body, at: now.ToUnixTimeSeconds() + seconds);

        Assert.Equal(expected, answer.Status);
        Assert.Equal(expected == PushStatus.Unsigned, world.Reports.Any(r => !r.Succeeded && r.Error!.Contains("clock", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Receive_WrongSignatureWithAnOldTime_RaisesNoAlarm()
    {
        await using var world = await StartAsync();

        Assert.Equal(PushStatus.Unsigned, (await PushAsync(world, Body, "guessed", at: 1)).Status);
        Assert.Empty(world.Reports);
    }

    [Theory]
    [InlineData("")]
    [InlineData("t=1762754400")]
    [InlineData("v1=00")]
    [InlineData("t=x,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("t=99999999999999999,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("t=1,t=2,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Receive_NoSuchHeader_IsRefused(string header)
    {
        await using var world = await StartAsync();

        Assert.Equal(PushStatus.Unsigned, (await PushAsync(world, Body, header: header)).Status);
    }

    [Fact]
    public async Task Receive_SignatureOfAnotherBodyOrSource_IsRefused()
    {
        await using var world = await StartAsync();
        var at = now.ToUnixTimeSeconds();
        var bytes = Encoding.UTF8.GetBytes(Body);

        Assert.Equal(PushStatus.Unsigned, (await PushAsync(world, Body, header: PushSignature.Write("first-secret", at, "orch-webhook", bytes.AsSpan(1)))).Status);
        Assert.Equal(PushStatus.Unsigned, (await PushAsync(world, Body, header: PushSignature.Write("first-secret", at, "other", bytes))).Status);
        Assert.Equal(PushStatus.UnknownSource, (await PushAsync(world, Body, id: "other")).Status);
    }

    [Fact]
    public async Task Receive_Heartbeat_MovesTheWatermarkButNeverBeyondNow()
    {
        await using var world = await StartAsync();

        Assert.Equal(PushStatus.Repeated, (await PushAsync(world, """{"heartbeat":"2026-11-10T05:59:58Z"}""")).Status);
        Assert.Equal(now.AddSeconds(-2), (await world.Get<CommandCenter.Persistence.EventStore>().ReadCursorAsync("orch-webhook", default)).Watermark);

        await PushAsync(world, """{"heartbeat":"2036-11-10T05:59:58Z","events":[]}""");
        Assert.Equal(now, (await world.Get<CommandCenter.Persistence.EventStore>().ReadCursorAsync("orch-webhook", default)).Watermark);
    }

    [Theory]
    [InlineData("{\"events\":[", "not-json")]
    [InlineData("{\"other\":[]}", "no-items")]
    public async Task Receive_SignedButUnreadable_IsRefusedVisibly(string body, string code)
    {
        await using var world = await StartAsync();

        var answer = await PushAsync(world, body);

        Assert.Equal((PushStatus.Unreadable, code), (answer.Status, answer.Code));
        Assert.Contains(world.Reports, r => !r.Succeeded);
    }

    [Fact]
    public async Task Receive_WhilePaused_IsNotAcknowledged()
    {
        await using var world = await StartAsync();
        await SourceWorld.UntilAsync(async () => (await world.Control.PauseAsync("orch-webhook", SourceWorld.Lead, default)).Succeeded || true, "paused");

        Assert.Equal((PushStatus.Unavailable, "source-paused"), ((await PushAsync(world, Body)).Status, (await PushAsync(world, Body)).Code));
        await world.Control.ResumeAsync("orch-webhook", SourceWorld.Lead, default);
        Assert.Equal(PushStatus.Accepted, (await PushAsync(world, Body)).Status);
    }

    [Fact]
    public async Task Receive_StoreThatCannotBeWritten_IsNotAcknowledged()
    {
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([source]), poll: false);
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await using (var locker = new SqliteConnection($"Data Source={Path.Combine(world.Directory, "events.db")}"))
        {
            await locker.OpenAsync();
            await using var hold = locker.BeginTransaction(deferred: false);
            Assert.Equal(PushStatus.Unavailable, (await PushAsync(world, Body, at: at)).Status);
        }

        Assert.Equal(PushStatus.Accepted, (await PushAsync(world, Body, at: at)).Status);
    }

    [Fact]
    public async Task Receive_ManyAtOnce_CommitsEveryOne()
    {
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([source]), poll: false);
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            PushAsync(world, $$"""{"heartbeat":"2026-11-10T05:59:58Z","events":[{"ref":"B{{i}}","t":"2026-11-10T05:00:00Z","amt":"1.00"}]}""", at: at)));

        Assert.All(answers, a => Assert.Equal(PushStatus.Accepted, a.Status));
        Assert.Equal(20, (await world.OrdersAsync()).Count);
    }
}
