using System.Net;
using System.Net.Http.Json;
using CommandCenter.Hosting;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Tests.Hosting;

public class HealthTests
{
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
            var store = (Persistence.EventStore)host.Services.GetService(typeof(Persistence.EventStore))!;
            await AppHost.UntilAsync(async () => !(await store.ProbeAsync(CancellationToken.None)).Writable, "the store notices that it is locked", TimeSpan.FromSeconds(30));

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
