using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Tests.Identity;

namespace CommandCenter.Tests.Scorecard;

public class DigestEndpointTests(PlannedApp app) : IClassFixture<PlannedApp>
{
    [Theory]
    [InlineData("executive", "Worse than before, or short of its target")]
    [InlineData("finance", "Cases of finance")]
    [InlineData("customer-care", "What does not work yet, and what to say")]
    [InlineData("operations", "Cases by team")]
    public async Task Digest_Today_TellsEachAudienceItsOwn(string audience, string heading)
    {
        using var client = await app.Host.TokenClientAsync("exec");

        var digest = await client.GetFromJsonAsync<JsonElement>($"/api/v1/digest/today?audience={audience}");

        Assert.Equal((audience, false), (digest.GetProperty("audience").GetString(), digest.GetProperty("isOver").GetBoolean()));
        Assert.NotEmpty(digest.GetProperty("lead").EnumerateArray());
        Assert.Contains(digest.GetProperty("sections").EnumerateArray(), s => s.GetProperty("heading").GetString() == heading);
        // nothing to tell is said, not left empty
        Assert.All(digest.GetProperty("sections").EnumerateArray(), s => Assert.True(s.GetProperty("rows").GetArrayLength() > 0 || s.GetProperty("otherwise").GetString()!.Length > 0));
    }

    /// <summary>Of a day that is past nothing is told that only this moment knows.</summary>
    [Fact]
    public async Task Digest_DayThatIsPast_SaysWhatIsNotKept()
    {
        using var client = await app.Host.TokenClientAsync("exec");
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles")).DateTime);

        var text = await (await client.GetAsync($"/api/v1/digest/{today.AddDays(-3):yyyy-MM-dd}?audience=operations")).Content.ReadAsStringAsync();

        Assert.Contains("How lanes stood at the end of that day is not kept.", text, StringComparison.Ordinal);
        Assert.Contains("\"isOver\":true", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/csv", "section,text,value,note")]
    [InlineData("text/plain", "CASES BY TEAM")]
    public async Task Digest_Accept_GivesTheForm(string media, string part)
    {
        using var client = await app.Host.TokenClientAsync("exec");
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(media));

        using var answer = await client.GetAsync("/api/v1/digest/today?audience=operations");

        Assert.Equal(media, answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(part, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yesterday", "date")]
    [InlineData("2099-01-01", "date")]
    [InlineData("2020-01-01", "date")]
    [InlineData("today?audience=everyone", "audience")]
    public async Task Digest_BadQuery_NamesTheField(string query, string field)
    {
        using var client = await app.Host.TokenClientAsync("exec");

        using var answer = await client.GetAsync("/api/v1/digest/" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(field, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetRawText(), StringComparison.Ordinal);
    }
}
