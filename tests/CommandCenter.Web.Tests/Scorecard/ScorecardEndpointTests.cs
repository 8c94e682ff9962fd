using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Tests.Identity;

namespace CommandCenter.Tests.Scorecard;

public class ScorecardEndpointTests(PlannedApp app) : IClassFixture<PlannedApp>
{
    [Fact]
    public async Task Scorecard_NewWorld_HasEveryMeasureAndSaysWhyNoneCanBeCompared()
    {
        using var client = await app.Host.TokenClientAsync("exec");

        var card = await client.GetFromJsonAsync<JsonElement>("/api/v1/scorecard?from=2026-11-10");
        var items = card.GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(("2026-11-10T08:00:00Z", "America/Los_Angeles", "cannot tell"), (card.GetProperty("from").GetString(), card.GetProperty("zone").GetString(), card.GetProperty("verdict").GetString()));
        Assert.Equal(17, items.Count);
        Assert.All(items, i => Assert.False(string.IsNullOrEmpty(i.GetProperty("why").GetString())));
        Assert.All(items.Where(i => i.GetProperty("change").GetString() == "missing"), i => Assert.Equal(JsonValueKind.Null, i.GetProperty("now").ValueKind));
        Assert.Contains(items, i => i.GetProperty("definition").ValueKind == JsonValueKind.Object && i.GetProperty("definition").GetProperty("key").GetString() == "click-to-ship");
    }

    [Fact]
    public async Task Scorecard_AsCsv_IsALineAMeasure()
    {
        using var client = await app.Host.TokenClientAsync("exec");
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));

        using var answer = await client.GetAsync("/api/v1/scorecard?lane=ship-to-home");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((18, "measure,name,side,unit,before,target,now,difference,change,green,beforeCount,nowCount,usualLow,usualHigh,why,origin,meetsTarget,nowP90,nowByLine,means"), (lines.Length, lines[0]));
        Assert.Contains(lines, l => l.StartsWith("units-per-labour-hour,Store productivity,efficiency,per hour,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-13-01", "to")]
    [InlineData("from=2026-11-10&to=2026-11-09", "to")]
    [InlineData("from=2020-01-01&to=2026-11-09", "from")]
    [InlineData("lane=none-such", "lane")]
    public async Task Scorecard_BadQuery_NamesTheField(string query, string field)
    {
        using var client = await app.Host.TokenClientAsync("exec");

        using var answer = await client.GetAsync("/api/v1/scorecard?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(field, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetRawText(), StringComparison.Ordinal);
    }
}
