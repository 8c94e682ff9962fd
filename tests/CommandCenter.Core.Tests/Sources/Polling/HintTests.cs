using System.Security.Cryptography;
using System.Text;
using CommandCenter.Plan;
using CommandCenter.Sources.Polling;
using CommandCenter.Sources.Push;
using CommandCenter.Tests.Sources.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Sources.Polling;

/// <summary>Webhooks that only say that something changed: the source is asked, whatever they say.</summary>
public class HintTests
{
    private static readonly DateTimeOffset begin = new(2026, 11, 10, 6, 0, 0, TimeSpan.Zero);

    private static object Rows(params string[] keys) => new { rows = keys.Select(k => new { @ref = k, t = "2026-11-10T05:00:00Z", amt = "1.00" }).ToArray() };

    private static async Task<(SourceWorld World, FakeTimeProvider Time)> StartAsync(ForeignServer server, HintSettings hints, bool lookUp = true)
    {
        var time = new FakeTimeProvider(begin);
        var source = server.Source(Reading.Simple with { Url = "/orders?since={cursor}", Timeout = TimeSpan.FromSeconds(60) }) with { Every = TimeSpan.FromHours(1), Hints = hints };
        source = source with { Http = source.Http! with { LookUp = lookUp ? new LookUpSettings { Url = server.Url + "/one/{key}", Items = "$.rows" } : null } };
        var world = await SourceWorld.StartAsync(SourceWorld.Plan([source]), time: time, allowed: [server.Authority]);
        await SourceWorld.UntilAsync(() => world.Reports.Any(r => r.CaughtUp), "the first poll");
        return (world, time);
    }

    private static Task<PushAnswer> SendAsync(SourceWorld world, string body, string? signature) =>
        world.Get<PushReceiver>().ReceiveAsync("legacy-orders", signature, Encoding.UTF8.GetBytes(body), default);

    private static string Own(string body) => PushSignature.Write("first-secret", begin.ToUnixTimeSeconds(), "legacy-orders", Encoding.UTF8.GetBytes(body));

    private static byte[] Hmac(string body) => HMACSHA256.HashData(Encoding.UTF8.GetBytes("first-secret"), Encoding.UTF8.GetBytes(body));

    private static readonly HintSettings settings = new() { Secrets = ["${env:CC_SECRET_ONE}"], Key = "$.id" };

    [Fact]
    public async Task Hint_WithKey_AsksForThatOrderAndBelievesNothingElse()
    {
        await using var server = await ForeignServer.StartAsync(r => r.Path.StartsWithSegments("/one", StringComparison.Ordinal) ? Rows(r.Path.Value!["/one/".Length..]) : Rows());
        var (world, time) = await StartAsync(server, settings);
        await using var _ = world;
        const string body = """{"id":"A 1/2","ref":"FORGED","amt":"9999.00"}""";

        Assert.Equal((PushStatus.Accepted, "hint-taken"), ((await SendAsync(world, body, Own(body))).Status, "hint-taken"));
        await SourceWorld.UntilAsync(async () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return (await world.OrdersAsync()).Count == 1;
        }, "the order");

        Assert.Equal("/one/A 1/2", Uri.UnescapeDataString(server.Requests.Last()));
        Assert.DoesNotContain("FORGED", await world.OrdersAsync());
        Assert.Single(server.Requests, r => r.StartsWith("/orders", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hint_NoLookUp_WakesThePoll()
    {
        var rows = Rows();
        await using var server = await ForeignServer.StartAsync(_ => rows);
        var (world, time) = await StartAsync(server, settings with { Key = null }, lookUp: false);
        await using var _ = world;
        rows = Rows("A1");

        await SendAsync(world, "anything", Own("anything"));
        await SourceWorld.UntilAsync(async () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return (await world.OrdersAsync()).Contains("A1");
        }, "the order of the poll");
        Assert.True(time.GetUtcNow() - begin < TimeSpan.FromMinutes(30));
    }

    [Fact]
    public async Task Hint_OfAStranger_AsksNobody()
    {
        await using var server = await ForeignServer.StartAsync(_ => Rows());
        var (world, _) = await StartAsync(server, settings);
        await using var __ = world;
        var before = server.Requests.Count;

        Assert.Equal(PushStatus.Unsigned, (await SendAsync(world, """{"id":"A1"}""", "t=1,v1=" + new string('0', 64))).Status);
        Assert.Equal(PushStatus.Unsigned, (await SendAsync(world, """{"id":"A1"}""", null)).Status);
        Assert.Equal(before, server.Requests.Count);
    }

    [Theory]
    [InlineData("sha256=", false)]
    [InlineData("", true)]
    public async Task Hint_ForeignSignature_IsVerifiedOverTheRawBody(string prefix, bool base64)
    {
        await using var server = await ForeignServer.StartAsync(_ => Rows());
        var (world, _) = await StartAsync(server, settings with { Header = "X-Hub-Signature-256", Prefix = prefix, IsBase64 = base64 });
        await using var __ = world;
        const string body = """{"id":"A1"}""";
        var written = prefix + (base64 ? Convert.ToBase64String(Hmac(body)) : Convert.ToHexStringLower(Hmac(body)));

        Assert.Equal("X-Hub-Signature-256", world.Get<PushReceiver>().SignatureHeader("legacy-orders"));
        Assert.Equal(PushStatus.Accepted, (await SendAsync(world, body, written)).Status);
        Assert.Equal(PushStatus.Unsigned, (await SendAsync(world, body + " ", written)).Status);
        Assert.Equal(PushStatus.Unsigned, (await SendAsync(world, body, prefix + "zz")).Status);
    }

    [Theory]
    [InlineData("""{"id":".."}""")]
    [InlineData("""{"id":""}""")]
    [InlineData("""{"id":{"a":1}}""")]
    [InlineData("""{"other":"A1"}""")]
    [InlineData("no json")]
    public async Task Hint_WithoutAUsableKey_IsRefused(string body)
    {
        await using var server = await ForeignServer.StartAsync(_ => Rows());
        var (world, _) = await StartAsync(server, settings);
        await using var __ = world;

        Assert.Equal("no-key", (await SendAsync(world, body, Own(body))).Code);
    }
}
