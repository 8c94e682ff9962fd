using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CommandCenter.Tests.Readiness.Scenarios;

/// <summary>A command center with its world and the demo plan, played faster than the demo.</summary>
public sealed partial class PlayingApp : IAsyncLifetime
{
    public AppHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await AppHost.StartAsync(new AppHostOptions { ConfigureWorld = w => w.BackfillMinutes = 0, EditPlan = Faster });

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Sources are asked more often, stages follow faster; two scenarios give up early.</summary>
    private static string Faster(string plan)
    {
        var faster = Every().Replace(plan, "every: 500ms").Replace("run: { play: fulfil, region: west, nodes: [DC-RENO] }", "run: { play: fulfil, region: west, nodes: [DC-RENO], within: 6s, pace: 100ms }", StringComparison.Ordinal)
            .Replace("pace: 800ms, wait: 2s", "pace: 500ms, wait: 1s", StringComparison.Ordinal).Replace("wait: 5s", "wait: 1s", StringComparison.Ordinal).Replace("wait: 4s", "wait: 1s", StringComparison.Ordinal);
        return faster.Replace("run: { play: fulfil, region: west, store: \"0406\" }", "run: { play: fulfil, region: west, store: \"0406\", pace: 150ms, within: 8s }", StringComparison.Ordinal);
    }

    [GeneratedRegex("every: 2s", RegexOptions.None, 1000)]
    private static partial Regex Every();
}

/// <summary>Every scenario that the rehearsal plays, played against the real world over the running application; and those that must fail do.</summary>
public sealed class ScenarioPlayTests(PlayingApp app) : IClassFixture<PlayingApp>
{
    private static readonly string[] played =
    [
        "ship-to-home", "ship-from-store", "pickup", "split", "backorder", "partial-cancel", "cancel-before-release", "exchange", "wave-release", "hold-change", "associate-look-up", "store-return", "offline-sync",
    ];

    [Fact]
    public async Task Start_AllThatCanRun_EachPassesWithEvidenceOfWhatCame()
    {
        using var commander = await app.Host.TokenClientAsync("commander");

        using var started = await commander.PostAsJsonAsync("/api/v1/rehearsal/scenarios/start", new { reason = "before the call" });
        using var again = await commander.PostAsJsonAsync("/api/v1/rehearsal/scenarios/split/start", new { reason = "twice" });
        var runs = await EndedAsync(commander, played);

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal((HttpStatusCode.Conflict, "runs-already"), (again.StatusCode, (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
        Assert.Empty(runs.Where(r => r.Value.GetProperty("verdict").GetString() != "passed").Select(r => $"{r.Key}: {r.Value.GetProperty("reason")}"));
        var split = await commander.GetFromJsonAsync<JsonElement>($"/api/v1/scenarios/split/runs/{runs["split"].GetProperty("id").GetString()}");
        var evidence = split.GetProperty("evidence");
        Assert.True(split.GetProperty("isIntact").GetBoolean());
        Assert.Contains(evidence.GetProperty("steps").EnumerateArray(), s => s.GetProperty("expected").GetString() == "One parcel leaves from each of DC-RENO, DC-JOLIET." && s.GetProperty("passed").GetBoolean());
        Assert.Contains(evidence.GetProperty("payloads").EnumerateArray(), p => p.GetProperty("direction").GetString() == "sent" && p.GetProperty("text").GetString()!.Contains(evidence.GetProperty("orders")[0].GetString()!, StringComparison.Ordinal));
        // two parcels were really shipped, and captured once each, by the owner's own ledger
        Assert.Contains(evidence.GetProperty("payloads").EnumerateArray(), p => Regex.Count(p.GetProperty("text").GetString()!, "\"kind\":\"capture\"", RegexOptions.None, TimeSpan.FromSeconds(1)) == 2);
        var log = await commander.GetFromJsonAsync<JsonElement>("/api/v1/decisions?subject=scenario:split");
        Assert.Equal("rehearse", log.GetProperty("items")[0].GetProperty("command").GetString());
    }

    [Fact]
    public async Task Start_OwnerRefusesOrders_FailsAndNamesIt()
    {
        using var commander = await app.Host.TokenClientAsync("commander");
        await using var fault = await FaultAsync("refuse-422", "create");

        var run = await PlayAsync(commander, "ship-to-home");

        Assert.Equal("failed", run.GetProperty("verdict").GetString());
        Assert.Matches("^RH-.{9} reaches its owner. It is parked: ", run.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Start_ShipmentsAreNotTold_FailsWithTheStatusThatDidNotCome()
    {
        using var commander = await app.Host.TokenClientAsync("commander");
        await using var fault = await FaultAsync("error-500", "shipments");

        var run = await PlayAsync(commander, "ship-from-store");

        Assert.Equal("failed", run.GetProperty("verdict").GetString());
        Assert.Matches("^Orchestration reports RH-.{9} as released. It did not come within 8 s; Orchestration reports allocated. And 4 more.$", run.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Start_WorldIsDownThenProductRestarts_IsAnErrorEachTimeAndStoppedIsInconclusive()
    {
        using var commander = await app.Host.TokenClientAsync("commander");
        await app.Host.StopWorldAsync();
        var down = await PlayAsync(commander, "associate-look-up");
        var world = await commander.GetFromJsonAsync<JsonElement>("/api/v1/rehearsal");
        await app.Host.StartWorldAsync();

        // held back for half a minute, so that it still runs
        using var begun = await commander.PostAsJsonAsync("/api/v1/rehearsal/scenarios/hold-change/start", new { reason = "to be cut off" });
        await app.Host.RestartAsync();
        var cut = (await EndedAsync(commander, ["hold-change"]))["hold-change"];
        using var third = await commander.PostAsJsonAsync("/api/v1/rehearsal/scenarios/exchange/start", new { reason = "to be stopped" });
        using var stopped = await commander.PostAsJsonAsync("/api/v1/rehearsal/scenarios/exchange/stop", new { reason = "it was enough" });
        var ended = (await EndedAsync(commander, ["exchange"]))["exchange"];
        using var none = await commander.PostAsJsonAsync("/api/v1/rehearsal/scenarios/exchange/stop", new { reason = "it was enough" });

        Assert.Equal("error", down.GetProperty("verdict").GetString());
        Assert.Contains("cannot be reached", down.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.All(world.GetProperty("world").EnumerateArray(), side => Assert.Contains("cannot be reached", side.GetProperty("trouble").GetString(), StringComparison.Ordinal));
        Assert.Equal(("error", "The product was restarted."), (cut.GetProperty("verdict").GetString(), cut.GetProperty("reason").GetString()));
        Assert.Equal((HttpStatusCode.Accepted, "inconclusive"), (stopped.StatusCode, ended.GetProperty("verdict").GetString()));
        Assert.StartsWith("commander stopped it", ended.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, none.StatusCode);
    }

    [Fact]
    public async Task Report_ByATool_IsKeptWithItsHashAndStandsInTheMatrix()
    {
        using var ops = await app.Host.TokenClientAsync("ops");
        using var exec = await app.Host.TokenClientAsync("exec");

        using var reported = await ops.PostAsJsonAsync("/api/v1/scenarios/refund/results", new { passed = false, summary = "paid back twice", evidence = "ticket 4711\nboth refunds attached" });
        using var huge = await ops.PostAsJsonAsync("/api/v1/scenarios/refund/results", new { passed = true, summary = "all fine", evidence = new string('x', 1024 * 1024 + 1) });
        using var unsaid = await ops.PostAsJsonAsync("/api/v1/scenarios/refund/results", new { summary = "all fine" });
        using var ahead = await ops.PostAsJsonAsync("/api/v1/scenarios/refund/results", new { passed = true, summary = "all fine", asOf = "2099-01-01T00:00:00Z" });
        using var unknown = await ops.PostAsJsonAsync("/api/v1/scenarios/none/results", new { passed = true, summary = "all fine" });
        using var foreign = await exec.PostAsJsonAsync("/api/v1/scenarios/refund/results", new { passed = true, summary = "all fine" });
        using var notPlayed = await PostAsync("/api/v1/rehearsal/scenarios/refund/start", new { reason = "can it?" });

        Assert.Equal(HttpStatusCode.Created, reported.StatusCode);
        var kept = await ops.GetFromJsonAsync<JsonElement>(reported.Headers.Location!);
        Assert.Equal(("failed", "paid back twice", "ops", true), (kept.GetProperty("run").GetProperty("verdict").GetString(), kept.GetProperty("run").GetProperty("reason").GetString(), kept.GetProperty("run").GetProperty("startedBy").GetString(), kept.GetProperty("isIntact").GetBoolean()));
        Assert.Equal("ticket 4711\nboth refunds attached", kept.GetProperty("evidence").GetProperty("text").GetString());
        Assert.Equal(64, kept.GetProperty("run").GetProperty("evidenceHash").GetString()!.Length);
        Assert.Equal([(400, "evidence"), (400, "passed"), (400, "as-of"), (404, "no-such-scenario"), (403, "not-permitted"), (409, "not-playable")], await CodesAsync(huge, unsaid, ahead, unknown, foreign, notPlayed));
        var row = (await ops.GetFromJsonAsync<JsonElement>("/api/v1/scenarios")).GetProperty("items").EnumerateArray().Single(i => i.GetProperty("id").GetString() == "refund");
        Assert.Equal((true, JsonValueKind.Null), (row.GetProperty("last").GetProperty("isReported").GetBoolean(), row.GetProperty("play").ValueKind));
    }

    private async Task<HttpResponseMessage> PostAsync(string url, object body)
    {
        using var lead = await app.Host.TokenClientAsync("techlead");
        return await lead.PostAsJsonAsync(url, body);
    }

    private static async Task<JsonElement> PlayAsync(HttpClient client, string scenario)
    {
        using var started = await client.PostAsJsonAsync($"/api/v1/rehearsal/scenarios/{scenario}/start", new { reason = "to see it fail" });
        Assert.True(started.IsSuccessStatusCode, await started.Content.ReadAsStringAsync());
        return (await EndedAsync(client, [scenario]))[scenario];
    }

    /// <summary>The newest runs of these, once nothing of them is open.</summary>
    private static async Task<Dictionary<string, JsonElement>> EndedAsync(HttpClient client, IReadOnlyCollection<string> scenarios)
    {
        var last = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        await AppHost.UntilAsync(async () =>
        {
            var items = (await client.GetFromJsonAsync<JsonElement>("/api/v1/scenarios")).GetProperty("items").EnumerateArray().Where(i => scenarios.Contains(i.GetProperty("id").GetString()!)).ToList();
            if (items.Count != scenarios.Count || items.Exists(i => i.GetProperty("open").ValueKind != JsonValueKind.Null || i.GetProperty("last").ValueKind == JsonValueKind.Null)) return false;
            last = items.ToDictionary(i => i.GetProperty("id").GetString()!, i => i.GetProperty("last"), StringComparer.Ordinal);
            return true;
        }, "the runs end", TimeSpan.FromSeconds(90));
        return last;
    }

    private async Task<IAsyncDisposable> FaultAsync(string id, string feed)
    {
        var client = new HttpClient { BaseAddress = new Uri(app.Host.World!.OrchestrationUrl) };
        using var set = await client.PostAsync($"/control/faults/{id}", new StringContent(JsonSerializer.Serialize(new { seconds = 60, feed }), Encoding.UTF8, "application/json"));
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync());
        return new Fault(client, id);
    }

    private static async Task<(int Status, string? Code)[]> CodesAsync(params HttpResponseMessage[] answers)
    {
        var codes = new List<(int, string?)>();
        foreach (var answer in answers) codes.Add(((int)answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
        return [.. codes];
    }

    private sealed class Fault(HttpClient client, string id) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            using (client) (await client.DeleteAsync($"/control/faults/{id}")).Dispose();
        }
    }
}
