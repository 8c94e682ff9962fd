using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Rehearsal;

public class RehearsalWebhookTests
{
    [Fact]
    public async Task Webhooks_LiveEvents_ArriveSignedWithHeartbeat()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await WorldUnderTest.StartAsync();
        world.World.PushTo(receiver.Url);

        await UntilAsync(world, () => receiver.EventIds.Count > 50);

        var (signature, body) = receiver.Posts.First(p => p.Body.Length > 100);
        var parts = signature.Split(',');
        Assert.StartsWith("t=", parts[0], StringComparison.Ordinal);
        var signed = Encoding.UTF8.GetBytes($"{parts[0][2..]}.orch-webhook.").Concat(body).ToArray();
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(world.World.Secrets["CC_SECRET_ORCH_WEBHOOK"]), signed));
        Assert.Equal("v1=" + expected, parts[1]);
        Assert.True(JsonDocument.Parse(body).RootElement.GetProperty("heartbeat").GetDateTimeOffset() <= world.Clock.GetUtcNow());
        var live = await world.LogAsync("order-events");
        Assert.Subset(live.Select(e => e.GetProperty("id").GetString()!).ToHashSet(), receiver.EventIds.Keys.ToHashSet());
    }

    [Fact]
    public async Task Webhooks_ReceiverDownForAWhile_AreDeliveredWhole()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await WorldUnderTest.StartAsync();
        receiver.Status = 503;
        world.World.PushTo(receiver.Url);
        await UntilAsync(world, () => receiver.Refused > 2);
        receiver.Status = 200;
        var due = world.Clock.GetUtcNow().AddSeconds(-1);

        await UntilAsync(world, () => receiver.EventIds.Count > 100 && receiver.Newest > due.AddSeconds(5));

        var missed = (await world.LogAsync("order-events"))
            .Where(e => e.TryGetProperty("occurredAt", out var at) && at.TryGetDateTimeOffset(out var when) && when > WorldUnderTest.Noon.AddSeconds(30) && when < due)
            .Count(e => !receiver.EventIds.ContainsKey(e.GetProperty("id").GetString()!));
        Assert.Equal(0, missed);
    }

    [Fact]
    public async Task Webhooks_Stopped_SendNothing()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await WorldUnderTest.StartAsync();
        using var on = await world.FaultAsync(world.Platform, "webhooks-stopped", new { seconds = 3600 });
        world.World.PushTo(receiver.Url);
        var ticks = 0;

        await UntilAsync(world, () => ++ticks > 20);

        Assert.Empty(receiver.Posts);
    }

    /// <summary>Moves the world's clock until the condition holds.</summary>
    private static async Task UntilAsync(WorldUnderTest world, Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            world.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, deadline.Token);
        }
    }

    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication app;
        private int refused;
        private long newest;

        private Receiver(WebApplication app) => this.app = app;

        public volatile int Status = 200;
        public ConcurrentQueue<(string Signature, byte[] Body)> Posts { get; } = new();
        public ConcurrentDictionary<string, bool> EventIds { get; } = new();
        public int Refused => Volatile.Read(ref refused);
        public DateTimeOffset Newest => new(Volatile.Read(ref newest), TimeSpan.Zero);
        public string Url => app.Urls.First();

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
            builder.Services.AddRoutingCore();
            var receiver = new Receiver(builder.Build());
            receiver.app.MapPost("/ingest/orch-webhook", (RequestDelegate)receiver.TakeAsync);
            await receiver.app.StartAsync();
            return receiver;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task TakeAsync(HttpContext http)
        {
            using var copy = new MemoryStream();
            await http.Request.Body.CopyToAsync(copy);
            http.Response.StatusCode = Status;
            if (Status != 200)
            {
                Interlocked.Increment(ref refused);
                return;
            }

            Posts.Enqueue((http.Request.Headers["X-Signature"].ToString(), copy.ToArray()));
            using var body = JsonDocument.Parse(copy.ToArray());
            Volatile.Write(ref newest, body.RootElement.GetProperty("heartbeat").GetDateTimeOffset().UtcTicks);
            foreach (var one in body.RootElement.GetProperty("events").EnumerateArray())
            {
                EventIds[one.GetProperty("id").GetString()!] = true;
            }
        }
    }
}
