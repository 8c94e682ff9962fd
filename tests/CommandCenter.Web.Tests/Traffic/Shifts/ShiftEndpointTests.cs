using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Tests.Live;

namespace CommandCenter.Tests.Traffic.Shifts;

public class ShiftEndpointTests
{
    private static readonly object[] steps = [new { percent = 5, bakeSeconds = 600, minimumOrders = 20, confirmSeconds = 600 }, new { percent = 25 }];

    [Fact]
    public async Task Shift_DrawnUpStartedPausedAborted_TellsWhereItStandsAndMovesTheTable()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");
        using var techlead = await host.TokenClientAsync("techlead");

        using var created = await PostAsync(commander, "", new { segment = new { region = "north" }, steps, reason = "as in the runbook" });
        var drawn = await BodyAsync(created);
        var id = drawn.GetProperty("id").GetGuid();
        Assert.Equal((HttpStatusCode.Created, $"/api/v1/shifts/{id}"), (created.StatusCode, created.Headers.Location?.ToString()));
        Assert.Equal(("created", "Progressing", "pending"), (Text(drawn, "state"), Text(drawn, "phase"), Text(drawn.GetProperty("steps")[0], "state")));
        Assert.Equal(1800, drawn.GetProperty("steps")[1].GetProperty("plan").GetProperty("bakeSeconds").GetDouble());

        var version = drawn.GetProperty("version").GetInt64();
        var started = await BodyAsync(await PostAsync(commander, $"/{id}/start", new { expectedVersion = version, reason = "gates are green" }));
        Assert.Equal(("baking", "running", 5m), (Text(started, "state"), Text(started.GetProperty("steps")[0], "state"), started.GetProperty("percent").GetDecimal()));
        Assert.Equal(5m, await ShareAsync(commander, "north"));

        using var late = await PostAsync(commander, $"/{id}/start", new { expectedVersion = version, reason = "gates are green" });
        using var early = await PostAsync(commander, $"/{id}/promote", new { reason = "it looks well" });
        Assert.Equal((HttpStatusCode.Conflict, "shift-moved"), (late.StatusCode, await CodeAsync(late)));
        Assert.Equal((HttpStatusCode.Conflict, "step-not-passed"), (early.StatusCode, await CodeAsync(early)));

        Assert.Equal("paused", Text(await BodyAsync(await PostAsync(techlead, $"/{id}/pause", new { reason = "a look first" })), "state"));
        using var forbidden = await PostAsync(techlead, $"/{id}/resume", new { reason = "on we go" });
        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (forbidden.StatusCode, await CodeAsync(forbidden)));
        Assert.Equal("baking", Text(await BodyAsync(await PostAsync(commander, $"/{id}/resume", new { reason = "on we go" })), "state"));
        var aborted = await BodyAsync(await PostAsync(techlead, $"/{id}/abort", new { reason = "enough for today" }));
        Assert.Equal(("aborted", "Degraded", 0m), (Text(aborted, "state"), Text(aborted, "phase"), await ShareAsync(commander, "north")));

        var read = await commander.GetFromJsonAsync<JsonElement>($"/api/v1/shifts/{id}");
        Assert.Equal(["aborted", "resumed", "paused", "started", "drawn-up"], read.GetProperty("events").EnumerateArray().Select(e => Text(e, "kind")));
        Assert.Equal(id, (await commander.GetFromJsonAsync<JsonElement>("/api/v1/shifts?limit=1")).GetProperty("items")[0].GetProperty("id").GetGuid());
        Assert.Equal(JsonValueKind.Array, (await commander.GetFromJsonAsync<JsonElement>($"/api/v1/shifts/{id}/looks")).GetProperty("items").ValueKind);
    }

    [Theory]
    [InlineData("""{"steps":[{"percent":5}],"reason":"as planned"}""", "segments")]
    [InlineData("""{"segment":{"region":"x"},"segments":[{"region":"y"}],"reason":"as planned"}""", "segment")]
    [InlineData("""{"segment":{"region":"x"},"steps":[{"bakeSeconds":600}],"reason":"as planned"}""", "steps")]
    [InlineData("""{"segment":{"region":"x"},"steps":[{"percent":5,"bakeSeconds":1}],"reason":"as planned"}""", "steps")]
    [InlineData("""{"segment":{"region":"x"},"splitBy":"moon","reason":"as planned"}""", "splitBy")]
    [InlineData("""{"segment":{"region":""},"steps":[{"percent":5}],"reason":"as planned"}""", "segment.region")]
    [InlineData("""{"segment":{"region":"x"},"steps":[{"percent":5}]}""", "reason")]
    public async Task Create_BadInput_NamesTheField(string body, string field)
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");

        using var refused = await commander.PostAsync("/api/v1/shifts", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.BadRequest, field), (refused.StatusCode, Text(await BodyAsync(refused), "field")));
    }

    [Theory]
    [InlineData("/api/v1/shifts?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/shifts?cursor=x", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/shifts/none", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/shifts/00000000-0000-0000-0000-000000000001", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/shifts/00000000-0000-0000-0000-000000000001/looks", HttpStatusCode.NotFound)]
    public async Task Read_BadQuery_IsRefused(string url, HttpStatusCode status)
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var exec = await host.TokenClientAsync("exec");

        using var answer = await exec.GetAsync(new Uri(url, UriKind.Relative));

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Preview_SaysWhatItTouchesAndChangesNothing()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var exec = await host.TokenClientAsync("exec");

        var preview = await BodyAsync(await PostAsync(exec, "/preview", new { segment = new { region = "north" }, steps }));

        Assert.Equal(("north", 0m), (Text(preview.GetProperty("before")[0].GetProperty("segment"), "region"), preview.GetProperty("before")[0].GetProperty("percent").GetDecimal()));
        Assert.Contains(preview.GetProperty("warnings").EnumerateArray(), w => w.GetString() == "No threshold speaks of these orders: no step can pass.");
        Assert.Equal(0, (await exec.GetFromJsonAsync<JsonElement>("/api/v1/shifts")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Hub_TopicShift_TellsOfEachChange()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");
        await using var hub = await HubClient.ConnectAsync(host.Url, commander.DefaultRequestHeaders.Authorization!.Parameter!);
        await hub.InvokeAsync("Subscribe", "shift");
        var first = Sections(await hub.NextAsync(HubClient.IsLive));
        Assert.Equal((JsonValueKind.Null, 0), (first.GetProperty("newest").ValueKind, first.GetProperty("running").GetArrayLength()));

        var id = (await BodyAsync(await PostAsync(commander, "", new { segment = new { region = "north" }, steps, reason = "as in the runbook" }))).GetProperty("id").GetGuid();
        await PostAsync(commander, $"/{id}/start", new { reason = "gates are green" });

        var running = await hub.NextAsync(m => HubClient.IsLive(m) && Sections(m).TryGetProperty("running", out var now) && now.GetArrayLength() == 1);
        Assert.Equal(id, Sections(running).GetProperty("running")[0].GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Live_RunningShift_IsInTheSnapshotWithItsLanesStage()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions());
        using var commander = await host.TokenClientAsync("commander");
        var lane = (await commander.GetFromJsonAsync<JsonElement>("/api/v1/lanes")).GetProperty("items")[0].GetProperty("id").GetString();
        var before = (await commander.GetFromJsonAsync<JsonElement>("/api/v1/traffic")).GetProperty("rules").EnumerateArray().Where(r => r.GetProperty("segment").TryGetProperty("lane", out var l) && l.GetString() == lane)
            .Select(r => r.GetProperty("percent").GetDecimal()).FirstOrDefault();
        var id = (await BodyAsync(await PostAsync(commander, "", new { segment = new { lane }, steps = new[] { new { percent = before + 1 } }, reason = "as in the runbook" }))).GetProperty("id").GetGuid();
        (await PostAsync(commander, $"/{id}/start", new { reason = "gates are green" })).EnsureSuccessStatusCode();

        await AppHost.UntilAsync(async () =>
        {
            var live = await commander.GetFromJsonAsync<JsonElement>("/api/v1/live");
            return live.TryGetProperty("shift", out var shift) && shift.ValueKind == JsonValueKind.Object && shift.GetProperty("id").GetGuid() == id
                && live.GetProperty("lanes").EnumerateArray().Any(l => Text(l, "lane") == lane && Text(l, "migration") == "shifting");
        }, "the live picture shows the shift", TimeSpan.FromSeconds(30));
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object body) => client.PostAsJsonAsync("/api/v1/shifts" + path, body);

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer)
    {
        using (answer) return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => Text(await answer.Content.ReadFromJsonAsync<JsonElement>(), "code");

    private static async Task<decimal> ShareAsync(HttpClient client, string region) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/traffic")).GetProperty("rules").EnumerateArray()
            .First(r => r.GetProperty("segment").TryGetProperty("region", out var name) && name.GetString() == region).GetProperty("percent").GetDecimal();

    private static JsonElement Sections(JsonElement message) => message.GetProperty("arguments")[0].GetProperty("sections");

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
