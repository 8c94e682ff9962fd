using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using CommandCenter.Tests.Intake;

namespace CommandCenter.Tests.Live;

/// <summary>One app that polls a rehearsal world, with room for one hub connection.</summary>
public sealed class RunningApp : IAsyncLifetime
{
    public AppHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await AppHost.StartAsync(new AppHostOptions { Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CommandCenter:Live:MostConnections"] = "1" } });

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

[Collection(nameof(OnlyHost))]
public class LiveSurfaceTests(RunningApp app) : IClassFixture<RunningApp>
{
    [Fact]
    public async Task Live_RunningWorld_ShowsLanesSourcesAndMovingRevision()
    {
        using var client = await app.Host.TokenClientAsync("ops");
        long first = 0;
        await AppHost.UntilAsync(async () =>
        {
            var live = await LiveAsync(client);
            first = first == 0 ? live.GetProperty("revision").GetInt64() : first;
            return first > 0 && live.GetProperty("revision").GetInt64() > first;
        }, "the revision rises", TimeSpan.FromSeconds(30));
        var snapshot = await LiveAsync(client);
        foreach (var name in new[] { "asOf", "phase", "header", "attention", "totals", "lanes", "sources", "queues", "timers", "timersRunning", "happenings", "figures" })
        {
            Assert.True(snapshot.TryGetProperty(name, out _), name);
        }

        var lane = snapshot.GetProperty("lanes")[0];
        Assert.EndsWith("Z", snapshot.GetProperty("asOf").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, lane.GetProperty("observedPercent").GetProperty("state").ValueKind);
        Assert.Equal(30, lane.GetProperty("legacyTrend").GetArrayLength());
        Assert.True(snapshot.GetProperty("sources").GetArrayLength() > 0);
    }

    [Fact]
    public async Task Live_NotSignedIn_IsRefused()
    {
        using var client = app.Host.CreateClient();
        using var answer = await client.GetAsync("/api/v1/live");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Hub_Subscribe_SnapshotFirstThenNumberedChangesAndEverythingAgainOnRequest()
    {
        await using var hub = await ConnectedAsync();
        await hub.InvokeAsync("Subscribe", "live");
        var first = Message(await hub.NextAsync(HubClient.IsLive));
        var second = Message(await hub.NextAsync(HubClient.IsLive));

        Assert.Equal(0, first.GetProperty("number").GetInt64());
        Assert.True(first.GetProperty("sections").TryGetProperty("lanes", out _));
        Assert.True(first.GetProperty("sections").TryGetProperty("header", out _));
        Assert.Equal(1, second.GetProperty("number").GetInt64());
        Assert.False(second.GetProperty("sections").TryGetProperty("header", out _));
        Assert.True(second.GetProperty("revision").GetInt64() >= first.GetProperty("revision").GetInt64());

        await hub.InvokeAsync("Subscribe", "live");
        var again = Message(await hub.NextAsync(m => HubClient.IsLive(m) && Message(m).GetProperty("number").GetInt64() == 0));
        Assert.True(again.GetProperty("sections").TryGetProperty("header", out _));
    }

    [Fact]
    public async Task Hub_TopicsAndConnections_AreLimited()
    {
        await using var hub = await ConnectedAsync();
        var wrong = await hub.InvokeAsync("Subscribe", "lane/nowhere");
        var refusal = await hub.NextAsync(m => m.TryGetProperty("invocationId", out var id) && id.GetString() == wrong);
        Assert.Contains("no such topic", refusal.GetProperty("error").GetString(), StringComparison.Ordinal);

        await hub.InvokeAsync("Subscribe", "lane/ship-to-home");
        var lane = Message(await hub.NextAsync(HubClient.IsLive));
        Assert.Equal("ship-to-home", lane.GetProperty("sections").GetProperty("lane").GetProperty("lane").GetString());

        await using var second = await HubClient.ConnectAsync(app.Host.Url, await TokenAsync());
        var full = await second.NextAsync(m => m.TryGetProperty("target", out var target) && target.GetString() == "refused");
        Assert.Equal("too-many-connections", full.GetProperty("arguments")[0].GetString());
    }

    [Fact]
    public async Task Hub_WithoutTokenOrFromAnotherOrigin_IsRefused()
    {
        await Assert.ThrowsAsync<WebSocketException>(() => HubClient.ConnectAsync(app.Host.Url, token: null));
        var token = await TokenAsync();
        await Assert.ThrowsAsync<WebSocketException>(() => HubClient.ConnectAsync(app.Host.Url, token, "http://evil.example"));
    }

    [Fact]
    public async Task Metrics_Loopback_HoldTheProductsOwnInstruments()
    {
        using var client = app.Host.CreateClient();
        var text = "";
        await AppHost.UntilAsync(async () => (text = await client.GetStringAsync("/metrics")).Contains("command_center_source_lag_seconds{", StringComparison.Ordinal), "a source reported", TimeSpan.FromSeconds(30));
        foreach (var name in new[] { "command_center_source_records_total", "command_center_source_rejected_total", "command_center_orders_open", "command_center_orders_breached", "command_center_orders_at_risk", "command_center_snapshot_revision", "command_center_snapshot_age_seconds", "command_center_store_append_duration_seconds_bucket" })
        {
            Assert.Contains("\n" + name, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Metrics_Forwarded_NeedAToken()
    {
        using var client = app.Host.CreateClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        using var refused = await client.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    private static JsonElement Message(JsonElement message) => message.GetProperty("arguments")[0];

    private static async Task<JsonElement> LiveAsync(HttpClient client) => JsonDocument.Parse(await client.GetStringAsync("/api/v1/live")).RootElement;

    private async Task<string> TokenAsync()
    {
        using var client = await app.Host.TokenClientAsync("ops");
        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    /// <summary>The one connection that there is room for; the last test's may still be leaving.</summary>
    private async Task<HubClient> ConnectedAsync()
    {
        var token = await TokenAsync();
        HubClient? connected = null;
        await AppHost.UntilAsync(async () =>
        {
            var client = await HubClient.ConnectAsync(app.Host.Url, token);
            var ping = await client.InvokeAsync("Unsubscribe", "live");
            try
            {
                await client.NextAsync(m => m.TryGetProperty("invocationId", out var id) && id.GetString() == ping);
                connected = client;
                return true;
            }
            catch (InvalidOperationException)
            {
                await client.DisposeAsync();
                return false;
            }
        }, "room on the hub");
        return connected!;
    }
}
