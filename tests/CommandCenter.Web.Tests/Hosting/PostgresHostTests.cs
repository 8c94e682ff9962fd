using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Hosting;
using CommandCenter.Jobs;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Hosting;

/// <summary>The whole application with PostgreSQL as its store, chosen by settings alone.</summary>
public class PostgresHostTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(90);
    private static readonly CommandCenter.Decisions.CommandRequest lead = new(new Actor("techlead", new HashSet<Role> { Role.TechnicalLead }), Permissions.RunJob, "because it is due");

    [Fact]
    public async Task Start_OnPostgresBesideTheRehearsalWorld_WorksAndKeepsEverythingOverARestart()
    {
        var server = await PostgresServer.StartOrSkipAsync();
        await using var host = await AppHost.StartAsync(new AppHostOptions { ConfigureWorld = w => w.BackfillMinutes = 2, Settings = Settings(await server.CreateDatabaseAsync()) });
        using (var browser = host.CreateClient())
        {
            using var signedIn = await AppHost.SignInAsync(browser, "ops");
            Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).StatusCode);
        }

        using var client = await host.TokenClientAsync("ops");
        await AppHost.UntilAsync(async () => await OrdersAsync(client) > 20, "orders are read from both sides", patience);
        var first = await RevisionAsync(client);
        await AppHost.UntilAsync(async () => await RevisionAsync(client) > first, "Live moves", patience);
        await AppHost.UntilAsync(async () => (await ReadyAsync(client)).Ready, "it is ready", patience);
        var board = host.Services.GetRequiredService<IJobBoard>();
        foreach (var job in new[] { "check-storage", "optimise-storage", "delete-expired", "retry-rejected" })
        {
            Assert.True((await board.RunAsync(job, lead, CancellationToken.None)).Succeeded);
            await AppHost.UntilAsync(async () => (await RowAsync(host, job)) is { LastSucceeded: true, LastResult: not null }, job + " runs", patience);
        }

        Assert.Contains("PostgreSQL answers", (await RowAsync(host, "check-storage")).LastResult!, StringComparison.Ordinal);
        var (orders, plans) = (await OrdersAsync(client), await PlansAsync(host));
        var order = (await client.GetFromJsonAsync<JsonElement>("/api/v1/orders?limit=1")).GetProperty("items")[0].GetProperty("orderKey").GetString();

        await host.RestartAsync();

        using var again = await host.TokenClientAsync("ops");
        Assert.True(await OrdersAsync(again) >= orders);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync($"/api/v1/orders/{order}")).StatusCode);
        Assert.Equal(plans, await PlansAsync(host));
        Assert.True((await RowAsync(host, "check-storage")).LastSucceeded);
        var revision = await RevisionAsync(again);
        await AppHost.UntilAsync(async () => await RevisionAsync(again) > revision, "Live moves on", patience);
        Assert.Empty(Directory.EnumerateFiles(host.Folder, "*.db"));
    }

    [Fact]
    public async Task Server_KilledWhileTheProductRuns_IsSaidAndReadingGoesOnAfterwards()
    {
        await using var server = await PostgresServer.StartOwnOrSkipAsync();
        var settings = new Dictionary<string, string?>(Settings(await server.CreateDatabaseAsync("store"))) { ["CommandCenter:Storage:RetryWritesFor"] = "00:00:01" };
        await using var host = await AppHost.StartAsync(new AppHostOptions { ConfigureWorld = w => w.BackfillMinutes = 1, Settings = settings });
        using var client = await host.TokenClientAsync("ops");
        await AppHost.UntilAsync(async () => await OrdersAsync(client) > 0, "orders are read", patience);
        var acknowledged = await CursorsAsync(host);

        await server.KillAsync();
        await AppHost.UntilAsync(async () => (await ReadyAsync(host)).Parts.Any(p => p is { Name: "storage", State: "down" }), "storage is said to be down", patience);
        var storage = (await ReadyAsync(host)).Parts.Single(p => p.Name == "storage");
        Assert.Contains($"127.0.0.1:{server.Port}/store does not answer", storage.Message!, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, storage.Message!, StringComparison.Ordinal);

        using var list = await client.GetAsync("/api/v1/orders?limit=1");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (list.StatusCode, list.Content.Headers.ContentType?.MediaType));

        await server.StartAsync();
        await AppHost.UntilAsync(async () => (await ReadyAsync(host)).Ready, "it is ready again", patience);
        var cursors = await CursorsAsync(host);
        Assert.All(acknowledged, a => Assert.True(cursors[a.Key] >= a.Value, $"{a.Key} went back from {a.Value} to {cursors[a.Key]}"));
        await AppHost.UntilAsync(async () => (await CursorsAsync(host)).Values.Sum() > cursors.Values.Sum(), "sources are read on", patience);
        var revision = await RevisionAsync(client);
        await AppHost.UntilAsync(async () => await RevisionAsync(client) > revision, "Live moves on", patience);
    }

    [Fact]
    public async Task Stop_WhileTheServerIsAway_EndsWithinTheTimeOfTheHost()
    {
        await using var server = await PostgresServer.StartOwnOrSkipAsync();
        await using var host = await AppHost.StartAsync(new AppHostOptions { ConfigureWorld = w => w.BackfillMinutes = 1, Settings = Settings(await server.CreateDatabaseAsync("store")) });
        using var client = await host.TokenClientAsync("ops");
        await AppHost.UntilAsync(async () => await OrdersAsync(client) > 0, "orders are read", patience);
        // a job is under way whose end cannot be written
        await host.Services.GetRequiredService<IJobBoard>().RunAsync("check-storage", lead, CancellationToken.None);
        await server.KillAsync();

        var stopping = host.RestartAsync(async () => await server.StartAsync());
        await stopping.WaitAsync(patience);
        Assert.True((await ReadyAsync(host)).Parts.Count > 0);
    }

    internal static Dictionary<string, string?> Settings(string connectionString) => new(StringComparer.Ordinal)
    {
        ["CommandCenter:Storage:Provider"] = "postgres",
        ["CommandCenter:Storage:ConnectionString"] = connectionString,
    };

    private static async Task<int> OrdersAsync(HttpClient client) => (await client.GetFromJsonAsync<JsonElement>("/api/v1/orders?limit=1")).GetProperty("total").GetInt32();

    private static async Task<long> RevisionAsync(HttpClient client) => (await client.GetFromJsonAsync<JsonElement>("/api/v1/live")).GetProperty("revision").GetInt64();

    private static async Task<HealthAnswer> ReadyAsync(AppHost host)
    {
        using var anyone = host.CreateClient();
        return await ReadyAsync(anyone);
    }

    private static async Task<HealthAnswer> ReadyAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/healthz/ready");
        return (await answer.Content.ReadFromJsonAsync<HealthAnswer>())!;
    }

    private static async Task<JobRow> RowAsync(AppHost host, string job) => (await host.Services.GetRequiredService<IJobBoard>().ListAsync(CancellationToken.None)).Single(r => r.Id == job);

    private static async Task<int> PlansAsync(AppHost host)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
        return await db.PlanVersions.CountAsync();
    }

    private static async Task<Dictionary<string, long>> CursorsAsync(AppHost host)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<EventsDb>>().CreateDbContextAsync();
        return await db.SourceCursors.ToDictionaryAsync(c => c.Source, c => c.Revision);
    }
}
