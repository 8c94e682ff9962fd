using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CommandCenter.Live;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Push;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Sources.Http;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Actuators;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Tests.Traffic.Actuators;

/// <summary>A real receiver of signed tables.</summary>
public sealed class WebhookActuatorTests : IAsyncDisposable
{
    private const string Secret = "a-secret-of-the-splitter";
    private readonly ConcurrentQueue<(string Method, string Key, string Signature, string Id, byte[] Body)> calls = new();
    private readonly ConcurrentQueue<long> taken = new();
    private ForeignServer server = null!;
    private volatile string holds = """{"revision":null}""";
    private volatile int postStatus = 200;
    private volatile int getStatus = 200;
    private volatile Random? slowness;

    private IEnumerable<(string Method, string Key, string Signature, string Id, byte[] Body)> Posts => calls.Where(c => c.Method == "POST");

    [Fact]
    public async Task Move_Receiver_GetsTheSignedTableAndIsConfirmedByWhatItSays()
    {
        await using var world = await StartAsync();
        await world.MoveAsync(Segment.All, 25);
        var table = await world.MoveAsync(new Segment { Lane = "ship-to-home" }, 5.25m);
        await world.RunAsync();
        await world.ConfirmedAsync(2, "partner");

        var (_, key, signature, id, body) = Posts.Last();
        Assert.Equal(("partner:2", "partner"), (key, id));
        Assert.All(calls, c => Assert.True(PushSignature.Parse(c.Signature)!.IsBy(Secret, "partner", c.Body)));
        var text = Encoding.UTF8.GetString(body);
        var root = JsonDocument.Parse(body).RootElement;
        Assert.Equal((2L, 3), (root.GetProperty("revision").GetInt64(), root.GetProperty("rules").GetArrayLength()));
        Assert.Equal(525, root.GetProperty("rules")[0].GetProperty("hundredths").GetInt32());
        var rules = text[(text.IndexOf("\"rules\":", StringComparison.Ordinal) + 8)..^1];
        Assert.Equal(root.GetProperty("digest").GetString(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rules))));
        Assert.Equal(table.Revision, world.Of("partner")!.AppliedRevision);
        Assert.NotEmpty(signature);
    }

    [Fact]
    public async Task Move_ReceiverFails_IsAskedAgainUnderTheSameKeyUntilItTakesIt()
    {
        await using var world = await StartAsync();
        postStatus = 503;
        await world.MoveAsync(Segment.All, 25);
        await world.RunAsync();
        await world.UntilAsync("it was tried some times", () => Posts.Count() >= 3);
        var standing = world.Of("partner")!;
        Assert.Equal((Phase.Degraded, "not-applied", null), (standing.Phase, standing.Reason, standing.AppliedRevision));
        Assert.Contains("503", standing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, standing.Message, StringComparison.Ordinal);

        postStatus = 200;
        await world.ConfirmedAsync(1, "partner");
        Assert.Equal(["partner:1"], Posts.Select(p => p.Key).Distinct());
    }

    [Theory]
    [InlineData(405, "")]
    [InlineData(200, "ok")]
    [InlineData(200, "[7]")]
    [InlineData(200, "{\"revision\":\"1\"}")]
    public async Task Move_ReceiverDoesNotSayWhatItHolds_StaysUnknownAndIsToldOnce(int status, string said)
    {
        await using var world = await StartAsync();
        (getStatus, holds) = (status, said);
        await world.MoveAsync(Segment.All, 25);
        await world.RunAsync();

        await world.UntilAsync("it was asked some times", () => calls.Count(c => c.Method == "GET") >= 5);
        var standing = world.Of("partner")!;
        Assert.Equal((Phase.Degraded, Confirmation.Unknown, "cannot-tell", 1L), (standing.Phase, standing.Verdict, standing.Reason, standing.AppliedRevision));
        Assert.Single(Posts);
        Assert.Equal(["partner"], (await world.Files.Get<IOutsideActuators>().OfAsync(1, default)).Unconfirmed);
    }

    [Fact]
    public async Task Loop_ReceiverHoldsSomethingElse_IsToldAgain()
    {
        await using var world = await StartAsync();
        await world.MoveAsync(Segment.All, 25);
        await world.RunAsync();
        await world.ConfirmedAsync(1, "partner");

        holds = """{"revision":1,"digest":"of other rules"}""";
        await world.UntilAsync("it is told again", () => Posts.Count() == 2);
        await world.ConfirmedAsync(1, "partner");
        holds = """{"revision":null}""";
        await world.UntilAsync("it is told again", () => Posts.Count() == 3);
    }

    [Fact]
    public async Task Move_ManyWhileTwoProcessesLookAfterASlowReceiver_NeverAnOlderOneAfterANewer()
    {
        await using var world = await StartAsync();
        await world.MoveAsync(Segment.All, 1);
        await using var other = await world.BesideAsync();
        await world.RunAsync();
        await other.RunAsync();
        slowness = new Random(7);
        for (var percent = 2; percent <= 40; percent++)
        {
            var before = calls.Count;
            await (percent % 2 == 0 ? world : other).MoveAsync(Segment.All, percent);
            // somebody has begun to look: the next move comes in the middle of that
            await world.UntilAsync("it is looked at", () => calls.Count > before);
        }

        await world.ConfirmedAsync(40, "partner");
        await other.ConfirmedAsync(40, "partner");
        Assert.Equal(taken.Order(), taken);
        Assert.Equal(40, taken.Last());
        Assert.True(taken.Distinct().Count() > 10, $"{taken.Count} tables were told");
    }

    [Fact]
    public async Task Loop_ReceiverClaimsABrokenGlassAgainAndAgain_ReturnsTrafficOnce()
    {
        await using var world = await StartAsync();
        await world.MoveAsync(Segment.All, 25);
        getStatus = 299;
        await world.RunAsync();

        await world.UntilAsync("it was asked some times", () => calls.Count(c => c.Method == "GET") >= 6);
        Assert.Equal(2, (await world.TableAsync()).Revision);
        Assert.True((await world.TableAsync()).Rules.All(r => r.Hundredths == 0));
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    private async Task<ActuatorWorld> StartAsync()
    {
        server = await ForeignServer.StartAsync(AnswerAsync);
        var world = await ActuatorWorld.PrepareAsync(StoreKind.Sqlite, server.Authority);
        world.Files.Get<ISecrets>().Add("CC_SECRET_SPLIT", Secret);
        world.Plan(new ActuatorDefinition("partner", ActuatorKind.Webhook, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)) { Webhook = new ActuatorWebhook($"{server.Url}/table", "${env:CC_SECRET_SPLIT}") });
        return world;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = context.Request;
        if (slowness is { } slow)
        {
            // every call takes its own time
            await Task.Delay(slow.Next(60));
        }

        calls.Enqueue((request.Method, request.Headers["Idempotency-Key"].ToString(), request.Headers["X-Signature"].ToString(), request.Headers["X-Webhook"].ToString(), body.ToArray()));
        if (request.Method == "GET")
        {
            context.Response.StatusCode = getStatus;
            await context.Response.WriteAsync(getStatus == 299 ? $$"""{"revision":0,"breakGlass":"{{Guid.CreateVersion7()}}"}""" : holds);
            return;
        }

        context.Response.StatusCode = postStatus;
        if (postStatus == 200)
        {
            var table = JsonDocument.Parse(body.ToArray()).RootElement;
            taken.Enqueue(table.GetProperty("revision").GetInt64());
            if (getStatus == 200 && holds.Contains("revision\":", StringComparison.Ordinal) && !holds.Contains("\"1\"", StringComparison.Ordinal))
            {
                holds = JsonSerializer.Serialize(new { revision = table.GetProperty("revision").GetInt64(), digest = table.GetProperty("digest").GetString(), breakGlass = table.GetProperty("breakGlass").GetString() });
            }
        }
    }
}
