using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace CommandCenter.Tests.Reconciliation;

public class ReconciliationEndpointTests
{
    /// <summary>The rehearsal's own small mishaps are enough to differ in: from the matrix to the order, a run, and a mark.</summary>
    [Fact]
    public async Task Reconciliation_RehearsalWorld_FromTheMatrixToTheOrderAndUnderstood()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { ConfigureWorld = o => o.BackfillMinutes = 60 });
        using var recon = await host.TokenClientAsync("recon");
        await AppHost.UntilAsync(
            async () => (await GetAsync(recon, "/groups?pending=false")).GetProperty("total").GetInt32() > 0
                && (await GetAsync(recon, "")).GetProperty("lanes").EnumerateArray().All(l => l.GetProperty("standing").GetString() == "known"),
            "both sides are read and something differs", TimeSpan.FromSeconds(60));

        var now = await GetAsync(recon, "");
        Assert.All(now.GetProperty("lanes").EnumerateArray(), l => Assert.Equal("known", l.GetProperty("standing").GetString()));
        var home = now.GetProperty("lanes").EnumerateArray().Single(l => l.GetProperty("lane").GetString() == "ship-to-home");
        var cells = home.GetProperty("cells").EnumerateArray().ToDictionary(c => c.GetProperty("cell").GetString()!);
        Assert.True(cells["created"].GetProperty("agrees").GetInt64() > 100);
        // copies stop at routed, and the warehouse cannot see packing
        Assert.Equal((0, true), (cells["shipped"].GetProperty("agrees").GetInt64(), cells["shipped"].GetProperty("notExpected").GetInt64() > 0));
        Assert.Equal("cannot-tell", home.GetProperty("dualWriteMayEnd").GetProperty("answer").GetString());

        var group = (await GetAsync(recon, "/groups?pending=false")).GetProperty("items")[0];
        var fingerprint = Uri.EscapeDataString(group.GetProperty("group").GetString()!);
        var found = await GetAsync(recon, $"/mismatches?group={fingerprint}");
        var one = found.GetProperty("items")[0];
        var order = await recon.GetFromJsonAsync<JsonElement>("/api/v1/orders/" + one.GetProperty("orderKey").GetString());
        Assert.Equal(one.GetProperty("orderKey").GetString(), order.GetProperty("orderKey").GetString());
        Assert.Contains(order.GetProperty("mismatches").EnumerateArray(), m => (m.GetProperty("field").GetString(), m.GetProperty("group").GetString()) == (one.GetProperty("field").GetString(), group.GetProperty("group").GetString()));
        Assert.All(order.GetProperty("mismatches").EnumerateArray(), m => Assert.Equal(one.GetProperty("orderKey").GetString(), m.GetProperty("orderKey").GetString()));
        using var asCsv = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/reconciliation/mismatches?group={fingerprint}");
        asCsv.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var csv = await recon.SendAsync(asCsv);
        Assert.Equal("text/csv", csv.Content.Headers.ContentType?.MediaType);
        Assert.Equal(1 + found.GetProperty("total").GetInt32(), (await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);

        using var exec = await host.TokenClientAsync("exec");
        var mark = new { group = group.GetProperty("group").GetString(), until = TimeProvider.System.GetUtcNow().AddDays(3), reason = "known since the dress rehearsal" };
        using var forbidden = await exec.PostAsJsonAsync("/api/v1/reconciliation/understood", mark);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using var marked = await recon.PostAsJsonAsync("/api/v1/reconciliation/understood", mark);
        Assert.Equal(HttpStatusCode.OK, marked.StatusCode);
        await AppHost.UntilAsync(async () => (await GetAsync(recon, $"/mismatches?group={fingerprint}&understood=true")).GetProperty("total").GetInt32() > 0, "it counts apart");

        using var notAllowed = await exec.PostAsJsonAsync("/api/v1/reconciliation/runs", new { kind = "full" });
        Assert.Equal(HttpStatusCode.Forbidden, notAllowed.StatusCode);
        using var asked = await recon.PostAsJsonAsync("/api/v1/reconciliation/runs", new { kind = "full", lane = "ship-to-home" });
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        var id = (await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        await AppHost.UntilAsync(
            async () =>
            {
                using var answer = await recon.GetAsync("/api/v1/reconciliation/runs/" + id);
                return answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("phase").GetString() == "Healthy";
            },
            "the run is done");
        var run = await GetAsync(recon, "/runs/" + id);
        Assert.Equal(("recon", "ship-to-home"), (run.GetProperty("requestedBy").GetString(), run.GetProperty("scope").GetProperty("lane").GetString()));
        Assert.NotEmpty(run.GetProperty("totals").EnumerateArray());
        Assert.All(run.GetProperty("totals").EnumerateArray(), t => Assert.Equal(
            t.GetProperty("legacy").GetInt64() - t.GetProperty("orchestration").GetInt64(), t.GetProperty("residue").EnumerateObject().Sum(r => r.Value.GetInt64())));
        Assert.Contains((await GetAsync(recon, "/runs?kind=full")).GetProperty("items").EnumerateArray(), r => r.GetProperty("id").GetString() == id);
    }

    [Theory]
    [InlineData("/mismatches?cell=colour", "cell")]
    [InlineData("/mismatches?bucket=late", "bucket")]
    [InlineData("/mismatches?team=us", "team")]
    [InlineData("/mismatches?limit=0", "limit")]
    [InlineData("/groups?cursor=x", "cursor")]
    [InlineData("/runs?kind=half", "kind")]
    public async Task Read_BadQuery_NamesTheField(string path, string field)
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var client = await host.TokenClientAsync("recon");
        using var answer = await client.GetAsync("/api/v1/reconciliation" + path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) => await client.GetFromJsonAsync<JsonElement>("/api/v1/reconciliation" + path);
}
