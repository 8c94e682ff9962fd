using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CommandCenter.Hosting;
using CommandCenter.Plan;

namespace CommandCenter.Tests.Plan;

/// <summary>The plan over HTTP against the running application, beginning without any plan.</summary>
public sealed class PlanEndpointTests : IAsyncLifetime
{
    private static readonly string Demo = File.ReadAllText(Path.Combine(ContentRoot.Find(), "plans", "demo.yaml"));
    private static readonly string Hash = PlanReader.HashOf(Demo);
    private static readonly string Changed = Demo + "# another version\n";
    private AppHost host = null!;
    private HttpClient techLead = null!;

    public async ValueTask InitializeAsync()
    {
        host = await AppHost.StartAsync(new AppHostOptions { World = false });
        techLead = await host.TokenClientAsync("techlead");
    }

    public async ValueTask DisposeAsync()
    {
        techLead.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Plan_NoneThenAppliedThenReplaced_IsServedWithItsHashAsEntityTag()
    {
        using var none = await techLead.GetAsync("/api/v1/plan");
        using var noLanes = await techLead.GetAsync("/api/v1/lanes");
        Assert.Equal((HttpStatusCode.NotFound, "no-plan"), (none.StatusCode, await CodeAsync(none)));
        Assert.Equal(HttpStatusCode.NotFound, noLanes.StatusCode);

        using var first = await PutAsync(techLead, Demo, "*", first: true);
        Assert.True(first.IsSuccessStatusCode, await first.Content.ReadAsStringAsync());
        using var read = await techLead.GetAsync("/api/v1/plan");
        Assert.Equal((Demo, $"\"{Hash}\"", "application/yaml"), (await read.Content.ReadAsStringAsync(), read.Headers.ETag?.Tag, read.Content.Headers.ContentType?.MediaType));

        using var replaced = await PutAsync(techLead, Changed, Hash);
        Assert.Equal($"\"{PlanReader.HashOf(Changed)}\"", replaced.Headers.ETag?.Tag);
        using var late = await PutAsync(techLead, Demo, Hash);
        Assert.Equal((HttpStatusCode.PreconditionFailed, PlanErrors.Changed), (late.StatusCode, await CodeAsync(late)));

        using var lanes = JsonDocument.Parse(await techLead.GetStringAsync("/api/v1/lanes"));
        var lane = lanes.RootElement.GetProperty("items")[0];
        var sla = lane.GetProperty("sla")[0];
        Assert.Equal(9, lanes.RootElement.GetProperty("items").GetArrayLength());
        Assert.Equal(sla.GetProperty("withinSeconds").GetDouble() / 10, sla.GetProperty("limitSeconds").GetDouble());

        var landscape = await techLead.GetStringAsync("/api/v1/landscape");
        using var parts = JsonDocument.Parse(landscape);
        foreach (var part in new[] { "sides", "systems", "interfaces", "dependencies", "systemsOfRecord", "raci", "roles", "stores", "lanes", "sources", "mappings" })
        {
            Assert.True(parts.RootElement.GetProperty(part).GetArrayLength() > 0, part);
        }

        Assert.DoesNotContain("CC_SECRET", landscape, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_WhatIsNotAcceptable_IsRefusedWithEveryReason()
    {
        using var unconditional = await PutAsync(techLead, Demo, null);
        using var noReason = await PutAsync(techLead, Demo, "*", first: true, reason: "");
        using var invalid = await PutAsync(techLead, Demo.Replace("every: 2s", "every: never", StringComparison.Ordinal), "*", first: true);
        using var executive = await host.TokenClientAsync("exec");
        using var forbidden = await PutAsync(executive, Demo, "*", first: true);
        using var large = await PutAsync(techLead, new string('#', (4 * 1024 * 1024) + 1), "*", first: true);

        Assert.Equal((428, "if-match-required"), ((int)unconditional.StatusCode, await CodeAsync(unconditional)));
        Assert.Equal((400, "reason-missing"), ((int)noReason.StatusCode, await CodeAsync(noReason)));
        Assert.Equal((403, "not-permitted"), ((int)forbidden.StatusCode, await CodeAsync(forbidden)));
        Assert.Equal((400, "plan-too-large"), ((int)large.StatusCode, await CodeAsync(large)));
        Assert.Equal(400, (int)invalid.StatusCode);
        using var problem = JsonDocument.Parse(await invalid.Content.ReadAsStringAsync());
        Assert.Equal("plan-invalid", problem.RootElement.GetProperty("code").GetString());
        var named = problem.RootElement.GetProperty("problems")[0];
        Assert.Equal("\"never\"", named.GetProperty("found").GetString());
        Assert.True(named.GetProperty("line").GetInt32() > 1);
    }

    [Fact]
    public async Task Validate_GoodAndBadText_NamesProblemsOrChanges()
    {
        using var executive = await host.TokenClientAsync("exec");
        using var good = await executive.PostAsync("/api/v1/plan/validate", Yaml(Demo));
        using var bad = await executive.PostAsync("/api/v1/plan/validate?file=mine.yaml", Yaml("plan: {}\nnonsense: 1\n"));

        var valid = await good.Content.ReadFromJsonAsync<Validation>();
        var invalid = await bad.Content.ReadFromJsonAsync<Validation>();
        Assert.Equal((true, Hash, 0), (valid!.Valid, valid.Hash, valid.Problems.Count));
        Assert.Contains(valid.Changes, c => c.Path == "lanes");
        Assert.False(invalid!.Valid);
        Assert.Contains(invalid.Problems, p => p is { File: "mine.yaml", Line: 2, Path: "nonsense", Found: "an unknown key" });
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string yaml, string? match, bool first = false, string reason = "rehearsing the apply")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/plan?reason={Uri.EscapeDataString(reason)}") { Content = Yaml(yaml) };
        if (first)
        {
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        }
        else if (match is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{match}\""));
        }

        return await client.SendAsync(request);
    }

    private static StringContent Yaml(string text) => new(text, Encoding.UTF8, "application/yaml");

    private static async Task<string?> CodeAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("code").GetString();
    }

    private sealed record Validation(bool Valid, string Hash, List<PlanProblem> Problems, List<Change> Changes);

    private sealed record Change(string Kind, string Path, string? Old, string? New);
}
