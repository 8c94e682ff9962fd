using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CommandCenter.Hosting;

namespace CommandCenter.Tests.Readiness.Deadlines;

/// <summary>A quiet command center that runs the demo plan.</summary>
public sealed class DemoPlanApp : IAsyncLifetime
{
    public AppHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var lead = await Host.TokenClientAsync("techlead");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/plan?reason=because");
        request.Content = new StringContent(await File.ReadAllTextAsync(Path.Combine(ContentRoot.Find(), "plans", "demo.yaml")), Encoding.UTF8, "application/yaml");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        using var applied = await lead.SendAsync(request);
        Assert.True(applied.IsSuccessStatusCode, await applied.Content.ReadAsStringAsync());
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>Deadlines over HTTP against the running application with the demo plan.</summary>
public sealed class DeadlineEndpointTests(DemoPlanApp app) : IClassFixture<DemoPlanApp>
{
    private readonly AppHost host = app.Host;

    [Fact]
    public async Task Read_DemoPlan_HasSomeOfEachKindAndNoneOverdue()
    {
        using var client = await host.TokenClientAsync("exec");

        var answer = await client.GetFromJsonAsync<JsonElement>("/api/v1/deadlines");

        var items = answer.GetProperty("items").EnumerateArray().ToList();
        Assert.All(new[] { "risk", "known-issue", "open-decision" }, kind => Assert.True(items.Count(i => i.GetProperty("kind").GetString() == kind && i.GetProperty("state").GetString() == "open") >= 2, kind));
        Assert.Equal((0, false), (answer.GetProperty("overdue").GetInt32(), items.Exists(i => i.GetProperty("isOverdue").GetBoolean())));
        Assert.Equal(items.Select(i => i.GetProperty("due").GetDateTimeOffset()).Order(), items.Select(i => i.GetProperty("due").GetDateTimeOffset()));
    }

    [Fact]
    public async Task Read_NarrowedAndWrong_GivesTheOwnersItemsOrNamesTheField()
    {
        using var client = await host.TokenClientAsync("ops");

        var mine = await client.GetFromJsonAsync<JsonElement>("/api/v1/deadlines?owner=logistics");
        var late = await client.GetFromJsonAsync<JsonElement>("/api/v1/deadlines?overdue=true");
        using var wrong = await client.GetAsync("/api/v1/deadlines?overdue=maybe");

        Assert.Equal(["label-vendor-overload"], mine.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()));
        Assert.Equal(0, late.GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("'overdue' cannot be read; allowed: true or false", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decide_EntryThatRefersToIt_SettlesTheDecision()
    {
        using var client = await host.TokenClientAsync("owner");

        using var recorded = await client.PostAsJsonAsync("/api/v1/decisions", new { title = "After the peak", reason = "the seller metrics count from the first day", refs = new[] { "open-decision:marketplace-lane" } });
        var answer = await client.GetFromJsonAsync<JsonElement>("/api/v1/deadlines");

        Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);
        var item = answer.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("id").GetString() == "marketplace-lane");
        Assert.Equal(("decided", "After the peak", "owner"), (item.GetProperty("state").GetString(), item.GetProperty("taken").GetProperty("what").GetString(), item.GetProperty("taken").GetProperty("by").GetString()));
    }

    [Fact]
    public async Task Page_FilterInTheAddress_ShowsTheOwnersAloneAndSaysWhereNoneMatches()
    {
        using var client = host.CreateClient();
        using var signedIn = await AppHost.SignInAsync(client, "exec");

        var all = await client.GetStringAsync("/risks");
        var mine = await client.GetStringAsync("/risks?owner=Logistics");
        var late = await client.GetStringAsync("/risks?overdue=true");

        Assert.Contains("id=\"risk-store-training\"", all, StringComparison.Ordinal);
        Assert.Contains("id=\"risk-label-vendor-overload\"", mine, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"risk-store-training\"", mine, StringComparison.Ordinal);
        Assert.Equal((0, 3), (Rows(late), System.Text.RegularExpressions.Regex.Count(late, "None matches\\.")));
        // an executive looks and records nothing
        Assert.Contains("needs the role", all, StringComparison.Ordinal);

        static int Rows(string page) => System.Text.RegularExpressions.Regex.Count(page, "id=\"(risk|known-issue|open-decision)-");
    }
}
