using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CommandCenter.Hosting;
using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Readiness.Gates;

/// <summary>Gates over HTTP against the running application with the demo plan.</summary>
public sealed class GateEndpointTests : IAsyncLifetime
{
    private AppHost host = null!;
    private HttpClient owner = null!;
    private HttpClient finance = null!;
    private HttpClient techLead = null!;

    public async ValueTask InitializeAsync()
    {
        host = await AppHost.StartAsync(new AppHostOptions { World = false });
        (owner, finance, techLead) = (await host.TokenClientAsync("owner"), await host.TokenClientAsync("finance"), await host.TokenClientAsync("techlead"));
        var demo = await File.ReadAllTextAsync(Path.Combine(ContentRoot.Find(), "plans", "demo.yaml"));
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/plan?reason=the+demo") { Content = new StringContent(demo, Encoding.UTF8, "application/yaml") };
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        using var applied = await techLead.SendAsync(request);
        Assert.True(applied.IsSuccessStatusCode, await applied.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        finance.Dispose();
        techLead.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task List_DemoPlan_HasTheChecklistsGatesAndItsBlockingOnesStandGreen()
    {
        var answer = await owner.GetFromJsonAsync<JsonElement>("/api/v1/gates");
        var items = answer.GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(host.Services.GetRequiredService<ActivePlan>().Required.Gates.Select(g => g.Id), items.Select(i => i.GetProperty("id").GetString()!));
        Assert.Equal(0, answer.GetProperty("counts").GetProperty("stopping").GetInt32());
        Assert.All(items.Where(i => i.GetProperty("blocking").GetBoolean() && i.GetProperty("phase").GetString() != "stabilise"), i => Assert.Equal("green", i.GetProperty("state").GetString()));
        var finances = items.Single(i => i.GetProperty("id").GetString() == "finance");
        Assert.Equal(("signed", "red", "Finance", true, false), (finances.GetProperty("kind").GetString(), finances.GetProperty("state").GetString(), finances.GetProperty("role").GetString(),
            finances.GetProperty("waitsForSignature").GetBoolean(), finances.GetProperty("waitsForYou").GetBoolean()));
        Assert.Equal(64, finances.GetProperty("evidence").GetProperty("hash").GetString()!.Length);
        foreach (var check in GateChecks.All) Assert.Contains(items, i => i.GetProperty("check").ValueKind == JsonValueKind.Object && i.GetProperty("check").GetProperty("name").GetString() == check.Name);
    }

    [Fact]
    public async Task SignRefuseMeetDissent_ByTheirRoles_ChangeTheGateAndNobodyElseMay()
    {
        using var wrong = await PostAsync(owner, "finance/sign", new { reason = "seen and agreed" });
        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (wrong.StatusCode, await CodeAsync(wrong)));
        using var moved = await PostAsync(finance, "finance/sign", new { reason = "seen and agreed", evidenceHash = new string('0', 64) });
        Assert.Equal((HttpStatusCode.Conflict, "gate-moved"), (moved.StatusCode, await CodeAsync(moved)));
        using var bare = await PostAsync(finance, "finance/refuse", new { reason = "not yet", conditions = new[] { new { text = "post them" } } });
        Assert.Equal((HttpStatusCode.BadRequest, "conditions[0]"), (bare.StatusCode, await CodeAsync(bare)));
        using var nobody = await PostAsync(finance, "no-such/sign", new { reason = "seen and agreed" });
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);

        using var refused = await PostAsync(finance, "finance/refuse", new { reason = "two postings missing", conditions = new[] { new { text = "post them", owner = "erp", due = "2036-01-01T00:00:00Z" } } });
        var red = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("red", 1), (red.GetProperty("state").GetString(), red.GetProperty("conditions").GetArrayLength()));
        using var met = await PostAsync(finance, "finance/meet", new { condition = 0, reason = "posted at noon" });
        Assert.Equal(HttpStatusCode.OK, met.StatusCode);
        var click = Guid.CreateVersion7();
        using var signed = await PostAsync(finance, "finance/sign", new { reason = "seen and agreed", requestId = click });
        using var same = await PostAsync(finance, "finance/sign", new { reason = "seen and agreed", requestId = click });
        using var dissent = await PostAsync(owner, "finance/dissent", new { reason = "I would have waited a day" });
        var green = await dissent.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (signed.StatusCode, same.StatusCode));
        Assert.Equal(("green", "finance", "owner"), (green.GetProperty("state").GetString(), green.GetProperty("signature").GetProperty("person").GetString(), green.GetProperty("dissents")[0].GetProperty("person").GetString()));
        var detail = await owner.GetFromJsonAsync<JsonElement>("/api/v1/gates/finance");
        Assert.Equal(["dissented", "signed", "conditionMet", "refused"], detail.GetProperty("acts").EnumerateArray().Select(a => a.GetProperty("kind").GetString()!));
    }

    [Fact]
    public async Task Waive_FinanceGate_TakesFinanceAsTheSecondPerson()
    {
        using var proposed = await PostAsync(techLead, "finance/waive", new { reason = "postings follow by hand", until = host.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(2) });
        Assert.Equal(HttpStatusCode.Accepted, proposed.StatusCode);
        using var wrong = await PostAsync(owner, "finance/waive", new { reason = "fine with me" });
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        using var agreed = await PostAsync(finance, "finance/waive", new { reason = "fine with me" });
        Assert.Equal(HttpStatusCode.OK, agreed.StatusCode);

        var gate = (await owner.GetFromJsonAsync<JsonElement>("/api/v1/gates/finance")).GetProperty("gate");
        Assert.Equal(("waived", "techlead and finance"), (gate.GetProperty("state").GetString(), gate.GetProperty("waiver").GetProperty("person").GetString()));
        using var ended = await PostAsync(finance, "finance/end-waiver", new { reason = "posted after all" });
        Assert.Equal("red", (await ended.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Evidence_FileOfAProgram_TurnsTheGateAndIsHandedOutAsAFile()
    {
        using var failed = await SendAsync("smoke-tests", "passed=false&summary=3 of 212 failed&name=report.html", "<script>alert(1)</script>");
        Assert.Equal((HttpStatusCode.Created, "red"), (failed.StatusCode, (await failed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString()));
        using var passed = await SendAsync("smoke-tests", "passed=true&summary=212 of 212 passed", "");
        Assert.Equal("green", (await passed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        using var maybe = await SendAsync("smoke-tests", "passed=perhaps&summary=212 of 212 passed", "");
        using var noItem = await SendAsync("interface-tests", "passed=true&summary=all is well&item=fax", "");
        using var late = await SendAsync("smoke-tests", "passed=true&summary=all is well&asOf=2036-01-01T00:00:00Z", "");
        using var large = await SendAsync("smoke-tests", "passed=true&summary=all is well", new string('x', HandInEvidence.LargestFile + 1));
        Assert.Equal(("passed", "item", "as-of"), (await CodeAsync(maybe), await CodeAsync(noItem), await CodeAsync(late)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);

        using var file = await owner.GetAsync(new Uri(failed.Headers.Location!.OriginalString, UriKind.Relative));
        Assert.Equal(("application/octet-stream", "attachment", "nosniff"), (file.Content.Headers.ContentType!.MediaType, file.Content.Headers.ContentDisposition!.DispositionType, file.Headers.GetValues("X-Content-Type-Options").Single()));
        using var other = await owner.GetAsync(new Uri(failed.Headers.Location.OriginalString.Replace("smoke-tests", "finance", StringComparison.Ordinal), UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string gate, string query, string body)
    {
        using var content = new StringContent(body);
        return await techLead.PostAsync(new Uri($"/api/v1/gates/{gate}/evidence?{query}", UriKind.Relative), body.Length == 0 ? null : content);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object body) => client.PostAsJsonAsync("/api/v1/gates/" + path, body);

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("code", out var code) ? code.GetString() : null;
}
