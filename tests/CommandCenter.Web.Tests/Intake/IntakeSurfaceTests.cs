using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CommandCenter.Hosting;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Tests.Intake;

public class IntakeSurfaceTests
{
    [Fact]
    public async Task Order_AcceptedAndNotReportedYet_AnswersWithItsOwnership()
    {
        await using var host = await AppHost.StartAsync();
        using var ops = await host.TokenClientAsync("ops");
        using var accepted = await PostAsync(ops, "IS-1");
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);

        var order = await ops.GetFromJsonAsync<JsonElement>("/api/v1/orders/IS-1");

        var record = order.GetProperty("ownership");
        Assert.Equal(("legacy", 1, true), (record.GetProperty("owner").GetString(), record.GetProperty("epoch").GetInt32(), record.GetProperty("mirrored").GetBoolean()));
        Assert.Equal(["create", "createCopy"], record.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("operation").GetString()!));
        Assert.Equal("legacy", order.GetProperty("owner").GetString());
        using var none = await ops.GetAsync("/api/v1/orders/IS-2");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Ready_JournalLocked_Is503AndComesBackThoughNobodyPosts()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var client = host.CreateClient();
        await AppHost.UntilAsync(async () => (await client.GetAsync("/healthz/ready")).StatusCode == HttpStatusCode.OK, "ready after start");

        await using (var other = new SqliteConnection($"Data Source={Path.Combine(host.Folder, "commands.db")};Pooling=False"))
        {
            await other.OpenAsync();
            await using var begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            await begin.ExecuteNonQueryAsync();

            using var refused = await client.GetAsync("/healthz/ready");
            var answer = await refused.Content.ReadFromJsonAsync<HealthAnswer>();

            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains(answer!.Parts, p => p is { Name: "intake", State: "down" });
        }

        await AppHost.UntilAsync(async () => (await client.GetAsync("/healthz/ready")).StatusCode == HttpStatusCode.OK, "ready once the lock is gone", TimeSpan.FromSeconds(60));
    }

    internal static async Task<HttpResponseMessage> PostAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders");
        request.Content = new StringContent($$"""{"orderKey":"{{key}}","lane":"high-value","region":"west"}""", Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request);
    }
}
