using System.Net;
using System.Net.Http.Json;
using CommandCenter.Hosting;
using CommandCenter.Plan;
using CommandCenter.Plan.Versions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Hosting;

public class HealthTests
{
    [Fact]
    public async Task Ready_PlanThatCannotBeRead_SaysSoHereAndOnThePages()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions());
        host.Services.GetRequiredService<PlanStatus>().Set("A newer plan cannot be read; the one before it stays.", [new PlanProblem("new.yaml", 12, "lanes[0]", "<b>nothing</b>", "an id")]);
        using var client = host.CreateClient();
        var answer = await client.GetFromJsonAsync<HealthAnswer>("/healthz/ready");

        Assert.Contains(answer!.Parts, p => p is { Name: "plan", State: "degraded", Message: "A newer plan cannot be read; the one before it stays. Problems: 1." });
        using var api = await host.TokenClientAsync("ops");
        await AppHost.UntilAsync(async () => (await api.GetStringAsync("/api/v1/live")).Contains("The first of 1 problem: new.yaml:12: lanes[0]", StringComparison.Ordinal), "the attention list names it", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Ready_StoreLocked_Is503AndComesBack()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false, Settings = new Dictionary<string, string?> { ["CommandCenter:Storage:RetryWritesFor"] = "00:00:00.2" } });
        using var client = host.CreateClient();
        await AppHost.UntilAsync(async () => (await client.GetAsync("/healthz/ready")).StatusCode == HttpStatusCode.OK, "ready after start");
        using var alive = await client.GetAsync("/healthz/live");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);

        await using (var other = new SqliteConnection($"Data Source={Path.Combine(host.Folder, "events.db")};Pooling=False"))
        {
            await other.OpenAsync();
            await using var begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            await begin.ExecuteNonQueryAsync();
            // nobody writes here, so nobody else notices
            await AppHost.UntilAsync(async () => (await client.GetAsync("/healthz/ready")).StatusCode != HttpStatusCode.OK, "it is not ready", TimeSpan.FromSeconds(30));

            using var refused = await client.GetAsync("/healthz/ready");
            var answer = await refused.Content.ReadFromJsonAsync<HealthAnswer>();

            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.False(answer!.Ready);
            Assert.Contains(answer.Parts, p => p is { Name: "storage", State: "down" });
            Assert.Contains(answer.Parts, p => p is { Name: "jobs", State: "ok" });
        }

        await AppHost.UntilAsync(async () => (await client.GetAsync("/healthz/ready")).StatusCode == HttpStatusCode.OK, "ready once the lock is gone", TimeSpan.FromSeconds(30));
    }
}
