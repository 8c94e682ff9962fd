using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Hosting;
using CommandCenter.Identity;
using CommandCenter.Plan;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Readiness.Thresholds;

/// <summary>Thresholds over HTTP against the running application with the demo plan: sealed by two, changed by two, and kept by every way in.</summary>
public sealed class ThresholdEndpointTests : IAsyncLifetime
{
    private static readonly string Demo = File.ReadAllText(Path.Combine(ContentRoot.Find(), "plans", "demo.yaml"));
    private AppHost host = null!;
    private HttpClient owner = null!;
    private HttpClient commander = null!;
    private HttpClient techLead = null!;

    public async ValueTask InitializeAsync()
    {
        host = await AppHost.StartAsync(new AppHostOptions { World = false });
        (owner, commander, techLead) = (await host.TokenClientAsync("owner"), await host.TokenClientAsync("commander"), await host.TokenClientAsync("techlead"));
        using var applied = await PutAsync(Demo, null);
        Assert.True(applied.IsSuccessStatusCode, await applied.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        commander.Dispose();
        techLead.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Read_DemoPlan_HasTheChecklistsLinesUnsealed()
    {
        var answer = await ReadAsync();

        var items = answer.GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("id").GetString()!);
        var routed = items["routed-standard"];
        Assert.Equal((99.5m, "roll-back", "ship-to-home", "%", true), (
            routed.GetProperty("limit").GetDecimal(), routed.GetProperty("action").GetString(), routed.GetProperty("scope").GetProperty("lane").GetString(),
            routed.GetProperty("metric").GetProperty("unit").GetString(), routed.GetProperty("metric").GetProperty("atLeast").GetBoolean()));
        Assert.Equal((0.5m, "hold", 1800), (items["inventory-mismatch"].GetProperty("limit").GetDecimal(), items["inventory-mismatch"].GetProperty("action").GetString(), items["inventory-mismatch"].GetProperty("windowSeconds").GetInt32()));
        Assert.Equal((0m, "hold-releases"), (items["duplicate-shipments"].GetProperty("limit").GetDecimal(), items["duplicate-shipments"].GetProperty("action").GetString()));
        Assert.Equal(["roll-back", "roll-back"], new[] { "api-timeouts", "exception-spike" }.Select(id => items[id].GetProperty("action").GetString()!));
        Assert.Contains("rollback-rehearsed", items.Keys);
        var seal = answer.GetProperty("seal");
        Assert.Equal((false, 0, 64), (seal.GetProperty("isSealed").GetBoolean(), seal.GetProperty("revision").GetInt32(), seal.GetProperty("hash").GetString()!.Length));
        Assert.Equal(["BusinessOwner", "IncidentCommander"], seal.GetProperty("waitsFor").EnumerateArray().Select(r => r.GetString()!));
    }

    [Fact]
    public async Task Seal_BothRoles_IsSealedAndEverySecondTimeRefused()
    {
        var hash = await HashAsync();
        var click = Guid.CreateVersion7();
        using var unseen = await PostAsync(owner, "seal", new { reason = "go/no-go of the night" });
        using var other = await PostAsync(owner, "seal", new { expectedHash = new string('a', 64), reason = "go/no-go of the night" });
        using var silent = await PostAsync(owner, "seal", new { expectedHash = hash, reason = "" });
        using var wrong = await PostAsync(techLead, "seal", new { expectedHash = hash, reason = "go/no-go of the night" });
        using var first = await PostAsync(owner, "seal", new { expectedHash = hash, reason = "go/no-go of the night", requestId = click });
        using var same = await PostAsync(owner, "seal", new { expectedHash = hash, reason = "go/no-go of the night", requestId = click });
        using var twice = await PostAsync(owner, "seal", new { expectedHash = hash, reason = "go/no-go of the night" });
        using var second = await PostAsync(commander, "seal", new { expectedHash = hash, reason = "I saw the figures" });
        using var third = await PostAsync(commander, "seal", new { expectedHash = hash, reason = "I saw the figures" });

        Assert.Equal([(400, "expected-hash"), (409, "thresholds-moved"), (400, "reason-missing"), (403, "not-permitted")], await CodesAsync(unseen, other, silent, wrong));
        Assert.True(first.IsSuccessStatusCode && same.IsSuccessStatusCode, await same.Content.ReadAsStringAsync());
        var half = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("seal");
        Assert.Equal((false, "IncidentCommander"), (half.GetProperty("isSealed").GetBoolean(), half.GetProperty("waitsFor")[0].GetString()));
        Assert.Equal([(403, "self-approval"), (409, "already-sealed")], await CodesAsync(twice, third));
        var whole = await second.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((true, 1, hash), (whole.GetProperty("seal").GetProperty("isSealed").GetBoolean(), whole.GetProperty("seal").GetProperty("revision").GetInt32(), whole.GetProperty("seal").GetProperty("hash").GetString()));
        Assert.Equal(["BusinessOwner owner: go/no-go of the night", "IncidentCommander commander: I saw the figures"],
            whole.GetProperty("seal").GetProperty("signers").EnumerateArray().Select(s => $"{s.GetProperty("role").GetString()} {s.GetProperty("person").GetString()}: {s.GetProperty("reason").GetString()}"));
        Assert.True(whole.GetProperty("history")[0].GetProperty("decision").GetInt64() > 0);
    }

    [Fact]
    public async Task Seal_ByAProgram_IsRefused()
    {
        using var robot = await ProgramAsync(Role.BusinessOwner);

        using var answer = await PostAsync(robot, "seal", new { expectedHash = await HashAsync(), reason = "beep beep" });

        Assert.Equal([(403, "person-needed")], await CodesAsync(answer));
    }

    [Fact]
    public async Task Change_OneProposesAnotherApproves_HoldsWithBothReasonsInTheHistory()
    {
        await SealAsync();
        using var alone = await PostAsync(owner, "propose-change", new { id = "routed-standard", limit = 99, reason = "the lane is new" });
        using var proposed = await PostAsync(techLead, "propose-change", new { id = "routed-standard", limit = 99.25, windowSeconds = 1800, action = "hold", reason = "the lane is new" });
        Assert.Equal(HttpStatusCode.Accepted, proposed.StatusCode);
        var approval = (await proposed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var waiting = (await ReadAsync(owner)).GetProperty("proposals")[0];
        using var byProposer = await PostAsync(techLead, "approve-change", new { approval, reason = "my own" });
        using var byWho = await PostAsync(commander, "approve-change", new { approval, reason = "looks fine" });
        using var nothing = await PostAsync(owner, "approve-change", new { reason = "looks fine" });
        using var unknown = await PostAsync(owner, "approve-change", new { approval = Guid.CreateVersion7(), reason = "looks fine" });
        using var agreed = await PostAsync(owner, "approve-change", new { approval, reason = "seen for two weeks" });
        using var again = await PostAsync(owner, "approve-change", new { approval, reason = "seen for two weeks" });

        Assert.Equal([(403, "not-permitted"), (403, "not-permitted"), (403, "not-permitted"), (400, "approval"), (404, "no-such-approval"), (409, "approval-decided")], await CodesAsync(alone, byProposer, byWho, nothing, unknown, again));
        Assert.Equal((true, 99.5m, 99.25m), (waiting.GetProperty("approval").GetProperty("waitsForYou").GetBoolean(), waiting.GetProperty("before").GetProperty("limit").GetDecimal(), waiting.GetProperty("after").GetProperty("limit").GetDecimal()));
        var answer = await agreed.Content.ReadFromJsonAsync<JsonElement>();
        var item = answer.GetProperty("items").EnumerateArray().First(i => i.GetProperty("id").GetString() == "routed-standard");
        Assert.Equal((99.25m, 1800, "hold", 20), (item.GetProperty("limit").GetDecimal(), item.GetProperty("windowSeconds").GetInt32(), item.GetProperty("action").GetString(), item.GetProperty("minimum").GetInt32()));
        var step = answer.GetProperty("history")[0];
        Assert.Equal(("techlead", "the lane is new", "owner", "seen for two weeks"), (
            step.GetProperty("first").GetProperty("person").GetString(), step.GetProperty("first").GetProperty("reason").GetString(),
            step.GetProperty("second").GetProperty("person").GetString(), step.GetProperty("second").GetProperty("reason").GetString()));
        Assert.Equal(0, answer.GetProperty("proposals").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"limit":1}""", 400, "id")]
    [InlineData("""{"id":"none-such","limit":1}""", 404, "no-such-threshold")]
    [InlineData("""{"id":"routed-standard"}""", 400, "nothing-changed")]
    [InlineData("""{"id":"routed-standard","limit":100.5}""", 400, "limit")]
    [InlineData("""{"id":"routed-standard","windowSeconds":30}""", 400, "windowSeconds")]
    [InlineData("""{"id":"routed-standard","windowSeconds":9223372036854775807}""", 400, "windowSeconds")]
    [InlineData("""{"id":"routed-standard","minimum":-1}""", 400, "minimum")]
    [InlineData("""{"id":"routed-standard","action":"explode"}""", 400, "action")]
    public async Task Propose_WhatCannotBe_NamesTheField(string change, int status, string code)
    {
        await SealAsync();
        var body = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(change)!;
        body["reason"] = JsonSerializer.SerializeToElement("the lane is new");

        using var answer = await PostAsync(techLead, "propose-change", body);

        Assert.Equal([(status, code)], await CodesAsync(answer));
    }

    [Fact]
    public async Task Propose_NotSealed_IsRefused()
    {
        using var answer = await PostAsync(techLead, "propose-change", new { id = "routed-standard", limit = 99, reason = "the lane is new" });

        Assert.Equal([(409, "not-sealed")], await CodesAsync(answer));
    }

    [Fact]
    public async Task Approvals_ThresholdChange_IsCarriedOutByAgreeingThereToo()
    {
        await SealAsync();
        var id = await ProposeAsync(99);
        using var byCommander = await StepAsync(commander, id, "approve");
        using var byProposer = await StepAsync(techLead, id, "approve");
        using var byExecutive = await StepAsync(await host.TokenClientAsync("exec"), id, "approve");
        using var robot = await ProgramAsync(Role.BusinessOwner);
        using var byProgram = await StepAsync(robot, id, "approve");
        using var agreed = await StepAsync(owner, id, "approve");
        using var secondTab = await StepAsync(owner, id, "approve");

        Assert.Equal([(403, "not-permitted"), (403, "not-permitted"), (403, "not-permitted"), (403, "person-needed"), (409, "approval-decided")], await CodesAsync(byCommander, byProposer, byExecutive, byProgram, secondTab));
        Assert.Contains("BusinessOwner", await byCommander.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("used", (await agreed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        Assert.Equal(2, (await ReadAsync()).GetProperty("seal").GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task Approvals_ThresholdChange_IsRefusedByTheOwnerAndTakenBackByItsProposer()
    {
        await SealAsync();
        var (first, second) = (await ProposeAsync(99), await ProposeAsync(98));
        using var notTheirs = await StepAsync(commander, first, "refuse");
        using var refused = await StepAsync(owner, first, "refuse");
        using var ofAnother = await StepAsync(commander, second, "withdraw");
        using var mayNot = await StepAsync(owner, second, "withdraw");
        using var back = await StepAsync(techLead, second, "withdraw");

        Assert.Equal([(403, "not-permitted"), (403, "approval-of-another"), (403, "not-permitted")], await CodesAsync(notTheirs, ofAnother, mayNot));
        Assert.Equal("refused", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        Assert.Equal("withdrawn", (await back.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        Assert.Equal(1, (await ReadAsync()).GetProperty("seal").GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task PlanApply_SealedOtherwise_IsAConflictOverHttpAndOnTheCommandLine()
    {
        await SealAsync();
        var milder = Demo.Replace("limit: 99.5, minimum", "limit: 90, minimum", StringComparison.Ordinal);
        var file = Path.Combine(host.Folder, "milder.yaml");
        await File.WriteAllTextAsync(file, milder);
        await File.WriteAllTextAsync(file + "2", Demo.Replace("commander: Maya Okafor", "commander: Tom Ray", StringComparison.Ordinal));

        using var put = await PutAsync(milder, PlanReader.HashOf(Demo));
        var (code, said) = await CommandLineAsync("plan", "apply", file, "--reason", "a milder one");
        var (same, _) = await CommandLineAsync("plan", "apply", file + "2");

        Assert.Equal([(409, "thresholds-sealed")], await CodesAsync(put));
        Assert.Contains("routed-standard has limit 99.5 → 90", await put.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((1, 0), (code, same));
        Assert.Contains("routed-standard has limit 99.5 → 90", said, StringComparison.Ordinal);
        Assert.Equal(99.5m, host.Services.GetRequiredService<ActivePlan>().Required.Thresholds.First(t => t.Id == "routed-standard").Limit);
    }

    private async Task SealAsync()
    {
        var expectedHash = await HashAsync();
        using var first = await PostAsync(owner, "seal", new { expectedHash, reason = "go/no-go of the night" });
        using var second = await PostAsync(commander, "seal", new { expectedHash, reason = "I saw the figures" });
        Assert.True(second.IsSuccessStatusCode, await second.Content.ReadAsStringAsync());
    }

    private async Task<Guid> ProposeAsync(decimal limit)
    {
        using var proposed = await PostAsync(techLead, "propose-change", new { id = "routed-standard", limit, reason = "the lane is new" });
        return (await proposed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private async Task<HttpClient> ProgramAsync(Role role)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var token = (await scope.ServiceProvider.GetRequiredService<ApiTokens>().IssueAsync("robot", role, 1, default)).Value.Token;
        var robot = host.CreateClient();
        robot.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return robot;
    }

    private async Task<JsonElement> ReadAsync(HttpClient? client = null) => await (client ?? techLead).GetFromJsonAsync<JsonElement>("/api/v1/thresholds");

    private async Task<string> HashAsync() => (await ReadAsync()).GetProperty("seal").GetProperty("hash").GetString()!;

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string call, object body) => client.PostAsJsonAsync("/api/v1/thresholds/" + call, body);

    private static Task<HttpResponseMessage> StepAsync(HttpClient client, Guid approval, string step) => client.PostAsJsonAsync($"/api/v1/approvals/{approval}/{step}", new { reason = "seen for two weeks" });

    /// <summary>A process of its own on the host's storage.</summary>
    private async Task<(int Code, string Output)> CommandLineAsync(params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])[Path.Combine(AppContext.BaseDirectory, "CommandCenter.Web.dll"), .. words, $"--CommandCenter:Storage:Directory={host.Folder}"]) start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await error);
    }

    private async Task<HttpResponseMessage> PutAsync(string yaml, string? expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/plan?reason=because") { Content = new StringContent(yaml, Encoding.UTF8, "application/yaml") };
        if (expected is null) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        else request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{expected}\""));
        return await techLead.SendAsync(request);
    }

    private static async Task<(int Status, string? Code)[]> CodesAsync(params HttpResponseMessage[] answers)
    {
        var codes = new List<(int, string?)>();
        foreach (var answer in answers) codes.Add(((int)answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
        return [.. codes];
    }
}
