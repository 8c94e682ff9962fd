using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Jobs;
using CommandCenter.Tests.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Scorecard;

public class FigureEndpointTests(PlannedApp app) : IClassFixture<PlannedApp>
{
    /// <summary>The rehearsal's orders are counted while they come, and what is asked for by parts adds up to the whole.</summary>
    [Fact]
    public async Task History_RunningWorld_GrowsAndItsPartsAddUp()
    {
        using var client = await app.Host.TokenClientAsync("exec");
        await AppHost.UntilAsync(async () => await OrdersAsync(client, "") > 20, "orders are counted", TimeSpan.FromSeconds(40));
        var to = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddHours(2).ToString("O"));

        // one question answers all of it at one time: the lanes of a list add up to its own sum
        var whole = await client.GetFromJsonAsync<JsonElement>($"/api/v1/figures/history?bucket=hour&split=lane,owner&to={to}");
        var first = whole.GetProperty("items")[0];

        Assert.True(whole.GetProperty("isComplete").GetBoolean());
        Assert.True(whole.GetProperty("items").GetArrayLength() > 3);
        Assert.Contains(first.GetProperty("owner").GetString(), new[] { "legacy", "orchestration" });
        Assert.NotEmpty(first.GetProperty("lane").GetString()!);
        Assert.Contains(whole.GetProperty("items").EnumerateArray().SelectMany(i => i.GetProperty("figures").EnumerateArray()), f => f.GetProperty("key").GetString() == "routing-time" && f.GetProperty("percentiles").GetProperty("90").GetDouble() > 0);
        Assert.Equal("routing-time", whole.GetProperty("definitions")[1].GetProperty("key").GetString());
        Assert.True(await OrdersAsync(client, "&by=node") > 20);
    }

    /// <summary>The rehearsal reports queues and stock; the job keeps them, and each stage tells how long it took to be known.</summary>
    [Fact]
    public async Task History_JobHasLooked_HasQueuesStockAndStages()
    {
        using var client = await app.Host.TokenClientAsync("exec");
        var to = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddHours(2).ToString("O"));

        await AppHost.UntilAsync(async () =>
        {
            await app.Host.Services.GetRequiredService<IJobBoard>().RunAsync("keep-readings", new CommandRequest(new Actor("techlead", new HashSet<Role> { Role.TechnicalLead }), Permissions.RunJob, "because it is due"), CancellationToken.None);
            var answer = await client.GetFromJsonAsync<JsonElement>($"/api/v1/figures/history?bucket=whole&to={to}");
            var keys = answer.GetProperty("items").EnumerateArray().SelectMany(i => i.GetProperty("figures").EnumerateArray()).Select(f => f.GetProperty("key").GetString()).ToHashSet();
            return keys.Contains("queue-depth") && keys.Contains("inventory-sync-lag") && keys.Contains("status-propagation");
        }, "readings are in the history", TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task History_AsCsv_IsALineAFigure()
    {
        using var client = await app.Host.TokenClientAsync("exec");
        await AppHost.UntilAsync(async () => await OrdersAsync(client, "") > 0, "orders are counted", TimeSpan.FromSeconds(40));
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));

        using var answer = await client.GetAsync("/api/v1/figures/history?bucket=day");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("start,lane,owner,value,figure,unit,shown,count,total,p50,p90,p95,isOver,correctedAt,corrections", lines[0]);
        Assert.Contains(lines, l => l.Contains(",orders,orders,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-13-01", "to")]
    [InlineData("from=2026-11-10T00:00:00Z&to=2026-11-09T00:00:00Z", "to")]
    [InlineData("from=2020-01-01T00:00:00Z&to=2026-11-09T00:00:00Z", "from")]
    [InlineData("bucket=week", "bucket")]
    [InlineData("bucket=1", "bucket")]
    [InlineData("bucket=hour&from=2026-01-01T00:00:00Z&to=2026-11-09T00:00:00Z", "bucket")]
    [InlineData("by=colour", "by")]
    [InlineData("owner=both", "owner")]
    [InlineData("value=DC-1", "value")]
    [InlineData("split=region", "split")]
    public async Task History_BadQuery_NamesTheField(string query, string field)
    {
        using var client = await app.Host.TokenClientAsync("exec");

        using var answer = await client.GetAsync("/api/v1/figures/history?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"'{field}'", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<double> OrdersAsync(HttpClient client, string more)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>("/api/v1/figures/history?bucket=whole" + more);
        return answer.GetProperty("items").EnumerateArray().SelectMany(i => i.GetProperty("figures").EnumerateArray()).Where(f => f.GetProperty("key").GetString() == "orders").Sum(f => f.GetProperty("value").GetDouble());
    }
}
