using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.OrderExceptions;
using CommandCenter.Tests.Live;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.OrderExceptions;

public class CaseEndpointTests
{
    [Fact]
    public async Task Exceptions_ListedTriagedAndResolved_AnswerByTheContract()
    {
        var (host, _) = await StartAsync(5);
        await using var _1 = host;
        using var ops = await host.TokenClientAsync("ops");
        await CountAsync(ops, 5);

        var list = await ops.GetFromJsonAsync<JsonElement>("/api/v1/exceptions?team=operations&bucket=business-rule-mismatch&sort=severity&limit=2");
        Assert.Equal((2, 5), (list.GetProperty("items").GetArrayLength(), list.GetProperty("total").GetInt32()));
        var first = list.GetProperty("items")[0];
        Assert.Equal(("business-rule-mismatch", "operations", "open", "cancelled"), (first.GetProperty("bucket").GetString(), first.GetProperty("team").GetString(), first.GetProperty("phase").GetString(), first.GetProperty("stage").GetString()));
        var rest = await ops.GetFromJsonAsync<JsonElement>("/api/v1/exceptions?team=operations&bucket=business-rule-mismatch&sort=severity&limit=200&cursor=" + list.GetProperty("cursor").GetString());
        Assert.Equal(3, rest.GetProperty("items").GetArrayLength());
        Assert.Equal(5, list.GetProperty("counts")[0].GetProperty("open").GetInt32());

        var name = first.GetProperty("name").GetString();
        using var taken = await ops.PostAsJsonAsync($"/api/v1/exceptions/{name}/acknowledge", new { });
        using var twice = await ops.PostAsJsonAsync($"/api/v1/exceptions/{name}/acknowledge", new { });
        using var given = await ops.PostAsJsonAsync($"/api/v1/exceptions/{name}/assign", new { assignee = "techlead", team = "engineering" });
        using var noted = await ops.PostAsJsonAsync($"/api/v1/exceptions/{name}/note", new { note = "the store confirms it" });
        using var silent = await ops.PostAsJsonAsync($"/api/v1/exceptions/{name}/resolve", new { });
        using var resolved = await ops.PostAsJsonAsync($"/api/v1/exceptions/{name}/resolve", new { reason = "cancelled there too" });
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.OK],
            [taken.StatusCode, twice.StatusCode, given.StatusCode, noted.StatusCode, silent.StatusCode, resolved.StatusCode]);
        Assert.Equal("reason", (await silent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());

        var detail = await ops.GetFromJsonAsync<JsonElement>("/api/v1/exceptions/" + name);
        Assert.Equal(["resolved", "note", "assigned", "acknowledged", "opened"], detail.GetProperty("history").EnumerateArray().Select(e => e.GetProperty("kind").GetString()));
        Assert.Equal("to techlead, was ops; engineering, was operations", detail.GetProperty("history")[2].GetProperty("text").GetString());
        Assert.Equal("the store confirms it", detail.GetProperty("case").GetProperty("lastNote").GetString());
        using var unknown = await ops.GetAsync("/api/v1/exceptions/EX-99999");
        using var wrong = await ops.GetAsync("/api/v1/exceptions?phase=7");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (unknown.StatusCode, wrong.StatusCode));

        await CountAsync(ops, 4);
        await AppHost.UntilAsync(async () => (await ops.GetFromJsonAsync<JsonElement>("/api/v1/exceptions")).GetProperty("counts")[0].GetProperty("open").GetInt32() == 4, "the counts follow");
    }

    [Fact]
    public async Task Bulk_CasesThatAreNoLongerThoseThatWereSeen_RefusesAndChangesNothing()
    {
        var (host, source) = await StartAsync(4);
        await using var _1 = host;
        using var ops = await host.TokenClientAsync("ops");
        using var exec = await host.TokenClientAsync("exec");
        await CountAsync(ops, 4);
        source.Says = [.. source.Says, CaseSourceOfTest.Signal(77)];
        await CountAsync(ops, 5);
        async Task<string?> SetAsync() => (await ops.GetFromJsonAsync<JsonElement>("/api/v1/exceptions?rule=stage-missing:cancelled&limit=1")).GetProperty("set").GetString();
        object Body(int count, string? set) => new { filter = new { rule = "stage-missing:cancelled" }, action = "resolve", reason = "one cause, mended", expectedCount = count, expectedSet = set };
        var before = await SetAsync();
        source.Says = [.. source.Says.Skip(1), CaseSourceOfTest.Signal(78)];
        await AppHost.UntilAsync(async () => await SetAsync() != before, "one came and one went");
        await CountAsync(ops, 5);
        var set = await SetAsync();

        using var changed = await ops.PostAsJsonAsync("/api/v1/exceptions/bulk", Body(4, set));
        using var others = await ops.PostAsJsonAsync("/api/v1/exceptions/bulk", Body(5, before));
        using var unsaid = await ops.PostAsJsonAsync("/api/v1/exceptions/bulk", Body(5, null));
        using var nothing = await ops.PostAsJsonAsync("/api/v1/exceptions/bulk", new { filter = new { }, action = "resolve", reason = "one cause, mended", expectedCount = 5, expectedSet = set });
        using var forbidden = await exec.PostAsJsonAsync("/api/v1/exceptions/bulk", Body(5, set));
        Assert.Equal((HttpStatusCode.Conflict, "cases-changed"), (others.StatusCode, (await others.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
        Assert.Equal((HttpStatusCode.BadRequest, "expectedSet"), (unsaid.StatusCode, (await unsaid.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString()));
        Assert.Equal((HttpStatusCode.Conflict, "count-changed"), (changed.StatusCode, (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Forbidden), (nothing.StatusCode, forbidden.StatusCode));
        await CountAsync(ops, 5);

        using var done = await ops.PostAsJsonAsync("/api/v1/exceptions/bulk", Body(5, set));
        Assert.Equal(5, (await done.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("changed").GetInt32());
        await CountAsync(ops, 0);
    }

    [Fact]
    public async Task Csv_HostileTitle_IsInert()
    {
        var (host, source) = await StartAsync(1);
        await using var _1 = host;
        source.Says = [CaseSourceOfTest.Signal(1) with { Title = "=HYPERLINK(\"http://evil\")\n,x", OrderKey = "@SUM(A1)" }];
        using var ops = await host.TokenClientAsync("ops");
        await CountAsync(ops, 1);
        await AppHost.UntilAsync(async () => (await ops.GetStringAsync("/api/v1/exceptions")).Contains("HYPERLINK", StringComparison.Ordinal), "the title follows its source");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/exceptions");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var answer = await ops.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("case,severity,phase,", text, StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"http://evil\"\")\n,x\",\"'@SUM(A1)\",ship-to-home", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attachments_WhateverTheyAre_ComeBackAsAFileThatNoBrowserRuns()
    {
        var (host, _) = await StartAsync(1);
        await using var _1 = host;
        using var ops = await host.TokenClientAsync("ops");
        await CountAsync(ops, 1);
        var script = "<script>alert(1)</script>"u8.ToArray();

        using var put = await ops.PostAsync("/api/v1/exceptions/EX-1/attachments?name=evil.html", Body(script, "text/html"));
        using var large = await ops.PostAsync("/api/v1/exceptions/EX-1/attachments?name=large.bin", Body(new byte[CaseDesk.LargestAttachment + 1], "application/octet-stream"));
        using var named = await ops.PostAsync("/api/v1/exceptions/EX-1/attachments?name=..%2Fa", Body(script, "text/plain"));
        using var got = await ops.GetAsync(put.Headers.Location);

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.BadRequest, HttpStatusCode.OK], [put.StatusCode, large.StatusCode, named.StatusCode, got.StatusCode]);
        Assert.Equal(script, await got.Content.ReadAsByteArrayAsync());
        Assert.Equal(("attachment", "evil.html", "application/octet-stream"), (got.Content.Headers.ContentDisposition!.DispositionType, got.Content.Headers.ContentDisposition.FileName, got.Content.Headers.ContentType!.MediaType));
        Assert.Equal("nosniff", got.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Single((await ops.GetFromJsonAsync<JsonElement>("/api/v1/exceptions/EX-1")).GetProperty("attachments").EnumerateArray());
    }

    [Fact]
    public async Task Rehearsal_PlantedTrouble_BecomesCasesByItself()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { ConfigureWorld = w => w.Speed = 30 });
        using var ops = await host.TokenClientAsync("ops");

        // a demo world has orders that are late, if nothing else
        await AppHost.UntilAsync(async () => (await ops.GetFromJsonAsync<JsonElement>("/api/v1/exceptions?phase=all")).GetProperty("items").EnumerateArray().Any(), "something becomes a case", TimeSpan.FromMinutes(2));
        await AppHost.UntilAsync(async () => (await ops.GetFromJsonAsync<JsonElement>("/api/v1/live")).GetProperty("exceptions").ValueKind == JsonValueKind.Array, "Live has counts");
    }

    [Fact]
    public async Task Hub_TopicExceptions_FirstAllThenWhatChanged()
    {
        var (host, source) = await StartAsync(2);
        await using var _1 = host;
        using var ops = await host.TokenClientAsync("ops");
        await CountAsync(ops, 2);
        await using var hub = await HubClient.ConnectAsync(host.Url, ops.DefaultRequestHeaders.Authorization!.Parameter);

        await hub.InvokeAsync("Subscribe", "exceptions");
        var first = (await hub.NextAsync(HubClient.IsLive)).GetProperty("arguments")[0];
        source.Says = [.. source.Says, CaseSourceOfTest.Signal(9)];
        var next = (await hub.NextAsync(m => HubClient.IsLive(m) && m.GetProperty("arguments")[0].GetProperty("number").GetInt64() > 0)).GetProperty("arguments")[0];

        Assert.Equal((0, 2), (first.GetProperty("number").GetInt32(), first.GetProperty("sections").GetProperty("queue").GetArrayLength()));
        Assert.Equal(3, next.GetProperty("sections").GetProperty("counts")[0].GetProperty("open").GetInt32());
    }

    [Fact]
    public async Task Remedies_ListedAndRun_AnswerByTheContract()
    {
        var source = new CaseSourceOfTest();
        await using var host = await AppHost.StartAsync(new AppHostOptions { Services = s => s.AddSingleton<ICaseSource>(source) });
        using var ops = await host.TokenClientAsync("ops");
        using var finance = await host.TokenClientAsync("finance");
        using var accepted = await CommandCenter.Tests.Intake.IntakeSurfaceTests.PostAsync(ops, "AR-7001");
        var owner = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("owner").GetString()!.Equals("legacy", StringComparison.OrdinalIgnoreCase) ? "Legacy" : "Orchestration";
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        source.Says = [CaseSourceOfTest.Signal(1, order: "AR-7001") with { Bucket = ExceptionBucket.DuplicateEvent, Rule = "owned-by-both" }, CaseSourceOfTest.Signal(2, rule: "of-no-order") with { OrderKey = null }];
        async Task<string?> NameAsync(string query) => (await ops.GetFromJsonAsync<JsonElement>("/api/v1/exceptions?" + query)).GetProperty("items").EnumerateArray().Select(c => c.GetProperty("name").GetString()).FirstOrDefault();
        await AppHost.UntilAsync(async () => await NameAsync("rule=of-no-order") is not null, "they are cases");
        var (name, other) = (await NameAsync("order=AR-7001&rule=owned-by-both"), await NameAsync("rule=of-no-order"));

        var listed = (await ops.GetFromJsonAsync<JsonElement>("/api/v1/exceptions/" + name)).GetProperty("remedies").EnumerateArray().ToDictionary(r => r.GetProperty("kind").GetString()!, r => r);
        Assert.Equal(["cancel-duplicate", "pin", "re-send"], listed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((JsonValueKind.Null, "Pin to " + owner), (listed["pin"].GetProperty("why").ValueKind, listed["pin"].GetProperty("label").GetString()));
        Assert.Equal(["Operations", "TechnicalLead"], listed["pin"].GetProperty("roles").EnumerateArray().Select(r => r.GetString()!).Order(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase);
        Assert.Empty((await ops.GetFromJsonAsync<JsonElement>("/api/v1/exceptions/" + other)).GetProperty("remedies").EnumerateArray());

        var body = new { reason = "legacy finishes it", requestId = Guid.CreateVersion7() };
        using var forbidden = await finance.PostAsJsonAsync($"/api/v1/exceptions/{name}/remedies/pin", body);
        using var silent = await ops.PostAsJsonAsync($"/api/v1/exceptions/{name}/remedies/pin", new { });
        using var pinned = await ops.PostAsJsonAsync($"/api/v1/exceptions/{name}/remedies/pin", body);
        using var repeated = await ops.PostAsJsonAsync($"/api/v1/exceptions/{name}/remedies/pin", body);
        using var again = await ops.PostAsJsonAsync($"/api/v1/exceptions/{name}/remedies/pin", new { reason = "once more" });
        using var none = await ops.PostAsJsonAsync($"/api/v1/exceptions/{other}/remedies/cancel-duplicate", new { reason = "once more" });
        using var unknown = await ops.PostAsJsonAsync("/api/v1/exceptions/EX-999/remedies/re-send", new { reason = "once more" });
        Assert.Equal(
            [HttpStatusCode.Forbidden, HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.NotFound],
            [forbidden.StatusCode, silent.StatusCode, pinned.StatusCode, repeated.StatusCode, again.StatusCode, none.StatusCode, unknown.StatusCode]);
        Assert.Equal(owner + " finishes it; no rollback moves it any more.", (await pinned.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message").GetString());

        var detail = await ops.GetFromJsonAsync<JsonElement>("/api/v1/exceptions/" + name);
        Assert.Equal("pin: legacy finishes it", Assert.Single(detail.GetProperty("history").EnumerateArray(), e => e.GetProperty("kind").GetString() == "remedy").GetProperty("text").GetString());
        Assert.True((await ops.GetFromJsonAsync<JsonElement>("/api/v1/intake/orders/AR-7001")).GetProperty("pinned").GetBoolean());
        Assert.Equal("open", detail.GetProperty("case").GetProperty("phase").GetString());

        // the order tells of its case
        var told = await ops.GetFromJsonAsync<JsonElement>("/api/v1/orders/AR-7001");
        Assert.Contains(told.GetProperty("cases").EnumerateArray(), c => c.GetProperty("name").GetString() == name);
        Assert.Equal(JsonValueKind.Array, told.GetProperty("mismatches").ValueKind);
    }

    private static ByteArrayContent Body(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static async Task<(AppHost Host, CaseSourceOfTest Source)> StartAsync(int cases)
    {
        var source = new CaseSourceOfTest { Says = [.. Enumerable.Range(1, cases).Select(i => CaseSourceOfTest.Signal(i))] };
        return (await AppHost.StartAsync(new AppHostOptions { World = false, Services = s => s.AddSingleton<ICaseSource>(source) }), source);
    }

    private static Task CountAsync(HttpClient client, int expected) => AppHost.UntilAsync(
        async () => (await client.GetFromJsonAsync<JsonElement>("/api/v1/exceptions")).GetProperty("total").GetInt32() == expected, $"{expected} cases wait");
}
