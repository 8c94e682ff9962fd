using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Tests.Identity;

namespace CommandCenter.Tests.Scorecard;

public class TrendEndpointTests(PlannedApp app) : IClassFixture<PlannedApp>
{
    [Fact]
    public async Task Trends_NewWorld_CannotTellAndSaysWhy()
    {
        using var client = await app.Host.TokenClientAsync("exec");

        var trends = await client.GetFromJsonAsync<JsonElement>("/api/v1/trends");
        var items = trends.GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(9, items.Count);
        Assert.All(items, i => Assert.Equal(("cannot tell", 30), (i.GetProperty("word").GetString(), i.GetProperty("days").GetArrayLength())));
        Assert.All(items, i => Assert.False(string.IsNullOrEmpty(i.GetProperty("sentence").GetString())));
        Assert.Contains(trends.GetProperty("marks").EnumerateArray(), m => m.GetProperty("command").GetString() == "apply-plan");
    }

    [Fact]
    public async Task Trends_AsCsv_IsALineADayOfASeries()
    {
        using var client = await app.Host.TokenClientAsync("exec");
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));

        using var answer = await client.GetAsync("/api/v1/trends?lane=ship-to-home");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(1 + 9 * 30, (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Trends_UnknownLane_NamesTheField()
    {
        using var client = await app.Host.TokenClientAsync("exec");
        using var answer = await client.GetAsync("/api/v1/trends?lane=none-such");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("lane", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetRawText(), StringComparison.Ordinal);
    }
}
