using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Tests.Identity;

namespace CommandCenter.Tests.Decisions;

public class DecisionEndpointTests(QuietApp app) : IClassFixture<QuietApp>
{
    [Fact]
    public async Task Record_ByOwner_StandsInTheLogAndVerifies()
    {
        using var owner = await app.Host.TokenClientAsync("owner");

        using var recorded = await owner.PostAsJsonAsync("/api/v1/decisions", new { title = "Go for the first step", reason = "every gate is green", impact = "the night begins", refs = new[] { "order:AR-4711", "lane:ship-to-home" } });
        var entry = (await owner.GetFromJsonAsync<JsonElement>("/api/v1/decisions?order=AR-4711")).GetProperty("items")[0];
        var verdict = await owner.GetFromJsonAsync<JsonElement>("/api/v1/decisions/verify");
        var anchored = await owner.GetFromJsonAsync<JsonElement>("/api/v1/decisions/verify?anchor=" + verdict.GetProperty("head").GetString());

        Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);
        Assert.Equal(("Go for the first step", "owner", "every gate is green", "the night begins"), (entry.GetProperty("title").GetString(), entry.GetProperty("actor").GetString(), entry.GetProperty("reason").GetString(), entry.GetProperty("impact").GetString()));
        Assert.Equal((true, false), (verdict.GetProperty("valid").GetBoolean(), verdict.GetProperty("anchored").GetBoolean()));
        Assert.Equal((true, true), (anchored.GetProperty("valid").GetBoolean(), anchored.GetProperty("anchored").GetBoolean()));
    }

    [Theory]
    [InlineData("""{"title":"x","reason":"because"}""", "title")]
    [InlineData("""{"title":"A decision","reason":"x"}""", "reason")]
    [InlineData("""{"title":"A decision","reason":"because","refs":[""]}""", "refs")]
    public async Task Record_BadInput_NamesTheField(string body, string field)
    {
        using var owner = await app.Host.TokenClientAsync("owner");

        using var refused = await owner.PostAsync("/api/v1/decisions", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(field, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("cursor=nonsense")]
    [InlineData("from=yesterday")]
    public async Task Search_BadQuery_Is400(string query)
    {
        using var client = await app.Host.TokenClientAsync("exec");
        using var refused = await client.GetAsync("/api/v1/decisions?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Ready_LogVerified_SaysSo()
    {
        using var client = app.Host.CreateClient();
        await AppHost.UntilAsync(async () => (await client.GetFromJsonAsync<JsonElement>("/healthz/ready")).GetProperty("parts").EnumerateArray()
            .Any(p => p.GetProperty("name").GetString() == "decision-log" && p.GetProperty("state").GetString() == "ok"), "the log was verified");
    }
}
