using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CommandCenter.Tests.Releases;

public class ReleaseEndpointTests
{
    [Fact]
    public async Task Hold_OnBothSides_IsConfirmedShownAndResumed()
    {
        await using var host = await AppHost.StartAsync();
        using var commander = await host.TokenClientAsync("commander");
        var body = new { segment = new { lane = "high-value" }, reason = "it misroutes", requestId = Guid.CreateVersion7() };

        using var held = await commander.PostAsJsonAsync("/api/v1/releases/hold", body);
        using var twice = await commander.PostAsJsonAsync("/api/v1/releases/hold", body);

        Assert.Equal(HttpStatusCode.Accepted, held.StatusCode);
        Assert.Equal(await held.Content.ReadAsStringAsync(), await twice.Content.ReadAsStringAsync());
        await AppHost.UntilAsync(async () => (await SidesAsync(commander)).All(s => s == "held"), "both sides confirm it");
        await AppHost.UntilAsync(async () => (await commander.GetStringAsync("/api/v1/live")).Contains("lane high-value, held by commander: Legacy confirmed, Orchestration confirmed", StringComparison.Ordinal), "Live says so");
        using var again = await commander.PostAsJsonAsync("/api/v1/releases/hold", new { segment = new { lane = "high-value" }, reason = "it misroutes" });
        Assert.True((await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("already").GetBoolean());

        using var lead = await host.TokenClientAsync("techlead");
        using var refused = await lead.PostAsJsonAsync("/api/v1/releases/resume", new { segment = new { lane = "high-value" }, reason = "mended" });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var resumed = await commander.PostAsJsonAsync("/api/v1/releases/resume", new { segment = new { lane = "high-value" }, reason = "mended" });
        Assert.Equal(HttpStatusCode.Accepted, resumed.StatusCode);
        await AppHost.UntilAsync(async () => (await SidesAsync(commander)).All(s => s == "resumed"), "both sides resume");
        Assert.Equal(3, (await commander.GetFromJsonAsync<JsonElement>("/api/v1/decisions?subject=lane:high-value&command=hold-releases")).GetProperty("total").GetInt32()
            + (await commander.GetFromJsonAsync<JsonElement>("/api/v1/decisions?subject=lane:high-value&command=resume-releases")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Commands_PlanWithoutTargetsOrUnknownLane_SayWhatIsWrong()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");

        using var nobody = await commander.PostAsJsonAsync("/api/v1/releases/hold", new { reason = "it misroutes" });
        using var nothing = await commander.PostAsJsonAsync("/api/v1/releases/resume", new { reason = "mended" });
        using var why = await commander.PostAsJsonAsync("/api/v1/releases/resume", new { });

        Assert.Equal(("no-targets", HttpStatusCode.Conflict), ((await nobody.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString(), nobody.StatusCode));
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, why.StatusCode);
    }

    private static async Task<IReadOnlyList<string?>> SidesAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/releases")).GetProperty("items")[0].GetProperty("sides").EnumerateArray().Select(s => s.GetProperty("state").GetString())];
}
