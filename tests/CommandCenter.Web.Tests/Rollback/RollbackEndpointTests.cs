using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Tests.Live;

namespace CommandCenter.Tests.Rollback;

public class RollbackEndpointTests
{
    [Fact]
    public async Task Start_ByCommander_RunsIsListedAndStandsInTheLog()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");

        using var answer = await StartAsync(commander, new { scope = new { region = "west", transactionType = "sale", placedAfter = "2026-11-10T05:00:00Z" }, reason = "reservations time out", detectedAt = TimeProvider.System.GetUtcNow().AddMinutes(-2) });
        var started = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var id = started.GetProperty("id").GetGuid();
        var read = await commander.GetFromJsonAsync<JsonElement>(answer.Headers.Location);
        var log = await commander.GetFromJsonAsync<JsonElement>($"/api/v1/decisions?subject=rollback:{id}");

        Assert.Equal((HttpStatusCode.Accepted, $"/api/v1/rollbacks/{id}", false), (answer.StatusCode, answer.Headers.Location?.ToString(), started.GetProperty("alreadyRunning").GetBoolean()));
        Assert.Equal(("Progressing", "west", "sale", "reservations time out", "commander"), (Text(read, "phase"), Text(read.GetProperty("scope"), "region"), Text(read.GetProperty("scope"), "transactionType"), Text(read, "why"), Text(read, "actor")));
        Assert.InRange(read.GetProperty("steps")[0].GetProperty("seconds").GetDouble(), -130, -110);
        Assert.Equal("roll-back", log.GetProperty("items")[0].GetProperty("command").GetString());
        Assert.Equal(read.GetProperty("decision").GetInt64(), log.GetProperty("items")[0].GetProperty("sequence").GetInt64());
        Assert.Equal(id, (await commander.GetFromJsonAsync<JsonElement>("/api/v1/rollbacks")).GetProperty("items")[0].GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Start_TwiceByTwoPeople_IsOneRollbackAndTheSecondLearnsWhoBeganIt()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");
        using var techlead = await host.TokenClientAsync("techlead");

        var first = await BodyAsync(await StartAsync(commander, new { scope = new { region = "west" }, reason = "reservations time out" }));
        var second = await BodyAsync(await StartAsync(techlead, new { scope = new { region = "west" }, reason = "I saw it too" }));

        Assert.Equal(first.GetProperty("id").GetGuid(), second.GetProperty("id").GetGuid());
        Assert.Equal((true, "commander"), (second.GetProperty("alreadyRunning").GetBoolean(), Text(second, "begunBy")));
        Assert.Equal(1, (await techlead.GetFromJsonAsync<JsonElement>("/api/v1/rollbacks")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Start_SameRequestIdManyTimesAtOnce_AnswersTheSame()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");
        var request = Guid.CreateVersion7();

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(async _ => await BodyAsync(await StartAsync(commander, new { reason = "everything at once", requestId = request }))));

        Assert.Single(answers.Select(a => a.GetProperty("id").GetGuid()).Distinct());
        Assert.Equal(1, (await commander.GetFromJsonAsync<JsonElement>("/api/v1/rollbacks")).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("""{"scope":{"region":"west"}}""", "reason")]
    [InlineData("""{"scope":{"region":""},"reason":"because"}""", "segment.region")]
    [InlineData("""{"scope":{"transactionType":""},"reason":"because"}""", "scope.transactionType")]
    [InlineData("""{"drill":true,"reason":"because"}""", "scope")]
    public async Task Start_BadInput_NamesTheField(string body, string field)
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");

        using var refused = await commander.PostAsync("/api/v1/rollbacks", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(field, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("/api/v1/rollbacks?limit=0", "limit")]
    [InlineData("/api/v1/rollbacks?limit=x", "limit")]
    [InlineData("/api/v1/rollbacks?cursor=x", "cursor")]
    [InlineData("/api/v1/rollbacks/00000000-0000-0000-0000-000000000001/orders?outcome=lost", "outcome")]
    public async Task Read_BadQuery_NamesTheField(string url, string field)
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var exec = await host.TokenClientAsync("exec");

        using var refused = await exec.GetAsync(new Uri(url, UriKind.Relative));
        using var unknown = await exec.GetAsync("/api/v1/rollbacks/00000000-0000-0000-0000-000000000001");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NotFound), (refused.StatusCode, unknown.StatusCode));
        Assert.Equal(field, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Start_ByWhoMayNot_NamesTheRolesAndDoesNothing()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var ops = await host.TokenClientAsync("ops");

        using var refused = await StartAsync(ops, new { reason = "because", drill = true, scope = new { region = "west" } });

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("IncidentCommander or TechnicalLead", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, (await ops.GetFromJsonAsync<JsonElement>("/api/v1/rollbacks")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Hub_TopicRollback_TellsOfANewOne()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var commander = await host.TokenClientAsync("commander");
        await using var hub = await HubClient.ConnectAsync(host.Url, commander.DefaultRequestHeaders.Authorization!.Parameter);
        await hub.InvokeAsync("Subscribe", "rollback");
        var empty = (await hub.NextAsync(HubClient.IsLive)).GetProperty("arguments")[0];

        var started = await BodyAsync(await StartAsync(commander, new { scope = new { region = "west" }, reason = "reservations time out" }));
        var told = (await hub.NextAsync(m => HubClient.IsLive(m) && m.GetProperty("arguments")[0].GetProperty("sections").TryGetProperty("running", out var running) && running.GetArrayLength() == 1)).GetProperty("arguments")[0];

        Assert.Equal(("rollback", 0), (Text(empty, "topic"), empty.GetProperty("sections").GetProperty("running").GetArrayLength()));
        Assert.Equal(started.GetProperty("id").GetGuid(), told.GetProperty("sections").GetProperty("running")[0].GetProperty("id").GetGuid());
        Assert.Equal("Progressing", Text(told.GetProperty("sections").GetProperty("newest"), "phase"));
    }

    [Fact]
    public async Task Rollback_OrdersOnBothRealSides_ArePreviewedMovedAndProven()
    {
        await using var host = await AppHost.StartAsync();
        using var commander = await host.TokenClientAsync("commander");
        // the world's own storefront knows nothing of this table: only a tenant that it never names is all the product's
        var keys = await InFlight.AcceptAsync(host.Services, "nowhere", 12);

        var preview = await BodyAsync(await commander.PostAsJsonAsync("/api/v1/rollbacks/preview", new { scope = new { tenant = "nowhere" } }));
        var started = await BodyAsync(await StartAsync(commander, new { scope = new { tenant = "nowhere" }, reason = "reservations time out" }));
        var url = $"/api/v1/rollbacks/{started.GetProperty("id").GetGuid()}";
        JsonElement read = default;
        await AppHost.UntilAsync(async () => Text(read = await commander.GetFromJsonAsync<JsonElement>(url), "phase") != "Progressing", "the rollback ends", TimeSpan.FromSeconds(150));
        var first = await commander.GetFromJsonAsync<JsonElement>(url + "/orders?limit=5");
        var rest = await commander.GetFromJsonAsync<JsonElement>(url + "/orders?limit=500&cursor=" + Text(first, "cursor"));
        var orders = first.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).ToList();

        Assert.Equal(12, preview.GetProperty("inFlight").GetInt32());
        Assert.Equal(28_800, preview.GetProperty("money")[0].GetProperty("minor").GetInt64());
        Assert.True(orders.TrueForAll(o => Text(o, "outcome") == "transferred"), string.Join(Environment.NewLine, orders));
        Assert.True(("Healthy", "proven", "proven") == (Text(read, "phase"), Text(read, "reason"), Text(read.GetProperty("proof"), "verdict")), read.ToString());
        Assert.Equal(keys, orders.Select(o => Text(o, "orderKey")));
        Assert.Equal((12, 0, 12), (read.GetProperty("inFlight").GetProperty("orders").GetInt32(), read.GetProperty("inFlight").GetProperty("left").GetInt32(), read.GetProperty("inFlight").GetProperty("transferred").GetInt32()));
        Assert.All(read.GetProperty("steps").EnumerateArray(), s => Assert.NotEqual(JsonValueKind.Null, s.GetProperty("at").ValueKind));
    }

    private static Task<HttpResponseMessage> StartAsync(HttpClient client, object body) => client.PostAsJsonAsync("/api/v1/rollbacks", body);

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
