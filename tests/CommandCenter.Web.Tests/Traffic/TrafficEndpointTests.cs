using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CommandCenter.Tests.Traffic;

public class TrafficEndpointTests
{
    [Fact]
    public async Task Move_ByCommander_ChangesTableDecisionsAndLogTogether()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");
        var before = await ReadAsync(commander, "/api/v1/traffic");

        using var moved = await MoveAsync(commander, new { segment = new { region = "west" }, percent = 12.5, mirror = true, reason = "first step of the night", expectedRevision = before.GetProperty("revision").GetInt64() });
        var answer = await moved.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        var after = await ReadAsync(commander, "/api/v1/traffic");
        Assert.Equal(before.GetProperty("revision").GetInt64() + 1, after.GetProperty("revision").GetInt64());
        var rule = after.GetProperty("rules")[0];
        Assert.Equal(("west", 12.5m, true), (rule.GetProperty("segment").GetProperty("region").GetString(), rule.GetProperty("percent").GetDecimal(), rule.GetProperty("mirror").GetBoolean()));
        Assert.Equal("default", after.GetProperty("rules")[1].GetProperty("id").GetString());
        Assert.Equal("commander", after.GetProperty("history")[0].GetProperty("actor").GetString());
        var entry = (await ReadAsync(commander, "/api/v1/decisions?subject=region:west")).GetProperty("items")[0];
        Assert.Equal(answer.GetProperty("decision").GetInt64(), entry.GetProperty("sequence").GetInt64());
        Assert.Equal(("shift-traffic", "commander", "first step of the night"), (entry.GetProperty("command").GetString(), entry.GetProperty("actor").GetString(), entry.GetProperty("reason").GetString()));

        using var decided = await commander.PostAsJsonAsync("/api/v1/traffic/decide", new { orders = Enumerable.Range(0, 1000).Select(i => new { orderKey = $"AR-{i}", region = i % 2 == 0 ? "west" : "east" }) });
        var decisions = (await decided.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("decisions").EnumerateArray().ToList();
        Assert.All(decisions, d => Assert.Equal(
            d.GetProperty("rule").GetString() != "default" && d.GetProperty("slot").GetInt32() < 1250 ? "orchestration" : "legacy", d.GetProperty("owner").GetString()));
        Assert.Contains(decisions, d => d.GetProperty("owner").GetString() == "orchestration");
    }

    [Theory]
    [InlineData("""{"percent":101,"reason":"because","expectedRevision":0}""", "percent")]
    [InlineData("""{"percent":0.125,"reason":"because","expectedRevision":0}""", "percent")]
    [InlineData("""{"reason":"because","expectedRevision":0}""", "percent")]
    [InlineData("""{"percent":1,"reason":"because"}""", "expectedRevision")]
    [InlineData("""{"percent":1,"expectedRevision":0}""", "reason")]
    [InlineData("""{"percent":1,"reason":"because","expectedRevision":0,"splitBy":"moon"}""", "splitBy")]
    [InlineData("""{"percent":1,"reason":"because","expectedRevision":0,"segment":{"region":""}}""", "segment.region")]
    public async Task Move_BadInput_NamesTheField(string body, string field)
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");

        using var refused = await commander.PostAsync("/api/v1/traffic", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(field, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Move_TwoAtOnceOnOneRevision_OneHappensTheOtherSeesIt()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");

        var answers = await Task.WhenAll(Enumerable.Range(1, 5).Select(i => MoveAsync(commander, new { percent = i, reason = "the same moment", expectedRevision = 0 })));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(4, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(1, (await ReadAsync(commander, "/api/v1/traffic")).GetProperty("revision").GetInt64());
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task Move_SameClickTwice_MovesOnce()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");
        var body = new { percent = 5, reason = "one click", expectedRevision = 0, requestId = Guid.CreateVersion7() };

        using var first = await MoveAsync(commander, body);
        using var second = await MoveAsync(commander, body);

        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(1, (await ReadAsync(commander, "/api/v1/decisions")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Decide_KeyThatCannotBeSplit_IsRefused()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var ops = await host.TokenClientAsync("ops");

        using var refused = await ops.PostAsJsonAsync("/api/v1/traffic/decide", new { orders = new[] { new { orderKey = "AR-1" }, new { orderKey = "Grüße" } } });

        Assert.Equal("orders[1].orderKey", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Move_AfterRestart_TableStands()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using (var commander = await host.TokenClientAsync("commander"))
        {
            (await MoveAsync(commander, new { percent = 5, reason = "before the restart", expectedRevision = 0 })).Dispose();
        }

        await host.RestartAsync();
        using var again = await host.TokenClientAsync("commander");

        Assert.Equal(5, (await ReadAsync(again, "/api/v1/traffic")).GetProperty("rules")[0].GetProperty("percent").GetDecimal());
        Assert.True((await ReadAsync(again, "/api/v1/decisions/verify")).GetProperty("valid").GetBoolean());
    }

    private static Task<HttpResponseMessage> MoveAsync(HttpClient client, object body) => client.PostAsJsonAsync("/api/v1/traffic", body);

    private static Task<JsonElement> ReadAsync(HttpClient client, string url) => client.GetFromJsonAsync<JsonElement>(url);
}
