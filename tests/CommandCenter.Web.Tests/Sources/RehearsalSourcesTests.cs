using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Rehearsal;
using CommandCenter.Sources;
using CommandCenter.Sources.Sweeping;
using CommandCenter.Tests.Rehearsal;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Sources;

/// <summary>The demo plan against the rehearsal world, through the real adapters: what the product does when it is started for the first time.</summary>
public class RehearsalSourcesTests
{
    [Fact]
    public async Task Pollers_DemoPlan_ReadBothSidesAndRefuseOnlyTheHonestFew()
    {
        var folder = Directory.CreateTempSubdirectory("world-").FullName;
        var options = new RehearsalOptions { LegacyUrl = "http://127.0.0.1:0", OrchestrationUrl = "http://127.0.0.1:0", Directory = folder, Seed = 7, BackfillMinutes = 5, Speed = 10 };
        await using (var world = await RehearsalWorld.StartAsync(options))
        {
            var plan = Read(world);
            await using var app = await IngestApp.StartAsync(plan, world.Secrets, new Uri(world.LegacyUrl).Authority, new Uri(world.OrchestrationUrl).Authority);
            world.PushTo(app.Url);

            var polled = plan.Sources.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
            await app.UntilAsync(
                () => polled.IsSubsetOf(app.Reports.Where(r => r is { Succeeded: true, CaughtUp: true }).Select(r => r.Source)),
                () => "not caught up: " + string.Join("; ", polled.Except(app.Reports.Where(r => r is { Succeeded: true, CaughtUp: true }).Select(r => r.Source)))
                    + "\n" + string.Join("\n", app.Reports.Where(r => !r.Succeeded).Select(r => $"{r.Source}: {r.Error}").Distinct().Take(20)));

            Assert.Empty(app.Reports.Where(r => !r.Succeeded).Select(r => $"{r.Source}: {r.Error}"));
            var states = app.Batches.SelectMany(b => b.Orders).ToArray();
            Assert.Contains(states, s => s.Side == Side.Legacy);
            Assert.Contains(states, s => s.Side == Side.Orchestration);
            Assert.NotEmpty(app.Batches.SelectMany(b => b.Gauges));
            await using var db = app.Open();
            var applied = app.Batches.Sum(b => b.Counts.Applied);
            var rejected = await db.RejectedRecords.Include(r => r.Reasons).ToListAsync();
            Assert.True(rejected.Count <= applied / 50, $"{rejected.Count} of {applied}: " + string.Join("; ", rejected.SelectMany(r => r.Reasons.Select(x => $"{r.Source} {x.Field} {x.Code} {x.Message}")).Take(20)));
        }

        Directory.Delete(folder, true);
    }

    [Fact]
    public async Task Sweep_CursorOfTheLegacyFeedFreezes_IsNoticedThoughEveryPollSucceeds()
    {
        var folder = Directory.CreateTempSubdirectory("world-").FullName;
        var options = new RehearsalOptions { LegacyUrl = "http://127.0.0.1:0", OrchestrationUrl = "http://127.0.0.1:0", Directory = folder, Seed = 7, BackfillMinutes = 1, Speed = 20 };
        await using (var world = await RehearsalWorld.StartAsync(options))
        {
            var plan = Read(world, text => text.Replace("overlap: 30s", "overlap: 2s", StringComparison.Ordinal)
                .Replace("sweep: { every: 10m, olderThan: 5m, perSecond: 4 }", "sweep: { every: 10s, olderThan: 0s, perSecond: 100 }", StringComparison.Ordinal));
            await using var app = await IngestApp.StartAsync(plan, world.Secrets, new Uri(world.LegacyUrl).Authority, new Uri(world.OrchestrationUrl).Authority);
            SweepStanding? Standing() => app.Reports.LastOrDefault(r => r is { Source: "legacy-orders", Sweep: not null })?.Sweep;
            await app.UntilAsync(() => Standing()?.EndedAt is not null, () => "no walk has ended");

            using var client = new HttpClient { BaseAddress = new Uri(world.LegacyUrl) };
            using var on = await client.PostAsJsonAsync("/control/faults/freeze-cursor", new { seconds = 300, feed = "transactions" });
            on.EnsureSuccessStatusCode();
            var known = app.Batches.SelectMany(b => b.Orders).Where(o => o.Side == Side.Legacy).Select(o => o.OrderKey).ToHashSet(StringComparer.Ordinal);
            var cancelled = await CancelAsync(client, world, known);

            // not all five: the news of any of them may meet one of the world's own mishaps, such as a row that cannot be read
            await app.UntilAsync(() => cancelled.Any(Told), () => $"{string.Join(", ", cancelled)} were cancelled, none is known to be: " + Standing());
            await app.UntilAsync(() => Standing()?.MissedTotal > 0, () => $"{string.Join(", ", cancelled)} were cancelled and none was missed: " + Standing());
            bool Told(string key) => app.Batches.SelectMany(b => b.Orders).Any(o => o.Side == Side.Legacy && o.OrderKey == key && o.Stage == Stage.Cancelled);

            Assert.NotNull(Standing()!.MissedKey);
            Assert.DoesNotContain(app.Reports, r => r is { Source: "legacy-orders", Succeeded: false });
        }

        Directory.Delete(folder, true);
    }

    /// <summary>Cancels up to five orders that the product knows, at the legacy side: what would change by itself in the meantime is chance.</summary>
    /// <returns>Their keys.</returns>
    private static async Task<List<string>> CancelAsync(HttpClient client, RehearsalWorld world, HashSet<string> known)
    {
        var user = Encoding.UTF8.GetBytes(world.Secrets["CC_SECRET_LEGACY_USER"] + ":" + world.Secrets["CC_SECRET_LEGACY_PASSWORD"]);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(user));
        var cancelled = new List<string>();
        for (var page = ""; page is not null && cancelled.Count < 5;)
        {
            var read = await client.GetFromJsonAsync<JsonElement>("/oms/ledger?limit=1000&page=" + page);
            page = read.GetProperty("next").GetString();
            foreach (var order in read.GetProperty("orders").EnumerateArray().Where(o => o.GetProperty("own").GetString() == "O" && known.Contains(o.GetProperty("ref").GetString()!)))
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/oms/orders/{order.GetProperty("ref").GetString()}/cancel");
                request.Headers.Add("Idempotency-Key", "cancel-" + order.GetProperty("ref").GetString());
                request.Content = JsonContent.Create(new { epoch = order.GetProperty("epoch").GetInt32() });
                using var answer = await client.SendAsync(request);
                var done = answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("res").GetString() == "CANCELLED";
                if (done)
                {
                    cancelled.Add(order.GetProperty("ref").GetString()!);
                }

                if (cancelled.Count == 5)
                {
                    break;
                }
            }
        }

        Assert.NotEmpty(cancelled);
        return cancelled;
    }

    private static CutoverPlan Read(RehearsalWorld world, Func<string, string>? edit = null)
    {
        var text = File.ReadAllText(DemoPlan.File).Replace("http://127.0.0.1:5081", world.LegacyUrl, StringComparison.Ordinal).Replace("http://127.0.0.1:5082", world.OrchestrationUrl, StringComparison.Ordinal);
        var read = PlanReader.Read(edit?.Invoke(text) ?? text, "demo.yaml");
        Assert.True(read.Plan is not null, string.Join("\n", read.Problems));
        return read.Plan;
    }
}
