using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Releases;
using CommandCenter.Tests.Identity;
using CommandCenter.Traffic;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Notifications;

public class AlertEndpointTests(PlannedApp app) : IClassFixture<PlannedApp>
{
    /// <summary>From a real command to the alert of the role whose it is, within five seconds; over once it is undone.</summary>
    [Fact]
    public async Task Alerts_ReleasesAreHeld_ReachTheCommanderAndAreAcknowledgedByName()
    {
        using var commander = await app.Host.TokenClientAsync("commander");
        using var finance = await app.Host.TokenClientAsync("finance");
        var actor = new Actor("commander", new HashSet<Role> { Role.IncidentCommander });
        Assert.True((await app.Host.Services.GetRequiredService<ReleaseCommands>().HoldAsync(new Segment { Lane = "regulated" }, actor, "a carrier strike", null, default)).Succeeded);

        JsonElement alert = default;
        await AppHost.UntilAsync(async () => (alert = (await ItemsAsync(commander)).FirstOrDefault(a => a.GetProperty("kind").GetString() == "hold")).ValueKind == JsonValueKind.Object, "the hold is an alert", TimeSpan.FromSeconds(5));
        Assert.Equal(("incidentCommander", "ticket", "open"), (alert.GetProperty("role").GetString(), alert.GetProperty("severity").GetString(), alert.GetProperty("state").GetString()));

        var id = alert.GetProperty("id").GetString();
        using var refused = await finance.PostAsJsonAsync($"/api/v1/alerts/{id}/acknowledge", new { });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var taken = await commander.PostAsJsonAsync($"/api/v1/alerts/{id}/acknowledge", new { note = "on purpose" });
        var mine = await taken.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("acknowledged", "on purpose"), (mine.GetProperty("state").GetString(), mine.GetProperty("note").GetString()));
        using var again = await commander.PostAsJsonAsync($"/api/v1/alerts/{id}/acknowledge", new { });
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task Silences_WithKindAndReason_StandUntilEnded()
    {
        using var operations = await app.Host.TokenClientAsync("ops");
        using var made = await operations.PostAsJsonAsync("/api/v1/silences", new { kind = "overdue", minutes = 30, reason = "moved to Friday" });
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();

        Assert.Contains((await ReadAsync(operations)).GetProperty("silences").EnumerateArray(), s => s.GetProperty("id").GetString() == id && s.GetProperty("reason").GetString() == "moved to Friday");
        using var ended = await operations.PostAsJsonAsync($"/api/v1/silences/{id}/end", new { reason = "settled" });
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.DoesNotContain((await ReadAsync(operations)).GetProperty("silences").EnumerateArray(), s => s.GetProperty("id").GetString() == id);
    }

    [Theory]
    [InlineData("/api/v1/silences", "{\"minutes\":30,\"reason\":\"because\"}", "kind")]
    [InlineData("/api/v1/silences", "{\"kind\":\"none\",\"minutes\":30,\"reason\":\"because\"}", "kind")]
    [InlineData("/api/v1/silences", "{\"kind\":\"breach\",\"minutes\":30}", "reason")]
    [InlineData("/api/v1/silences", "{\"kind\":\"breach\",\"minutes\":5000,\"reason\":\"because\"}", "minutes")]
    public async Task Silences_BadBody_NamesTheField(string address, string body, string field)
    {
        using var commander = await app.Host.TokenClientAsync("commander");
        using var answer = await commander.PostAsync(address, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?state=closed", HttpStatusCode.BadRequest)]
    [InlineData("?state=ended&before=then", HttpStatusCode.BadRequest)]
    [InlineData("?state=ended&limit=500", HttpStatusCode.BadRequest)]
    [InlineData("?state=ended", HttpStatusCode.OK)]
    public async Task Alerts_Query_IsReadOrRefused(string query, HttpStatusCode expected)
    {
        using var client = await app.Host.TokenClientAsync("exec");
        using var answer = await client.GetAsync("/api/v1/alerts" + query);
        Assert.Equal(expected, answer.StatusCode);
    }

    private static Task<JsonElement> ReadAsync(HttpClient client) => client.GetFromJsonAsync<JsonElement>("/api/v1/alerts");

    private static async Task<IReadOnlyList<JsonElement>> ItemsAsync(HttpClient client) => [.. (await ReadAsync(client)).GetProperty("items").EnumerateArray()];
}
