using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Benchmarks.Hosting;

namespace CommandCenter.Benchmarks.Sides;

/// <summary>Commands rollbacks of lanes, as a commander's tool does.</summary>
internal sealed class RollbackClick : IDisposable
{
    private readonly HttpClient http;

    private RollbackClick(HttpClient http) => this.http = http;

    public static async Task<RollbackClick> OnAsync(HostProcess host, CancellationToken cancel)
    {
        var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await host.TokenAsync(Role.IncidentCommander, cancel));
        // a command needs its connection and its code once: what is measured is not the process's first call ever
        using var preview = await client.PostAsJsonAsync("/api/v1/rollbacks/preview", new { scope = new { lane = "ship-to-home" } }, cancel);
        preview.EnsureSuccessStatusCode();
        return new RollbackClick(client);
    }

    /// <returns>The rollback, the moment just before the command was sent, and when it was answered.</returns>
    public async Task<(Guid Id, long ClickedAt, TimeSpan Answered)> RunAsync(string lane, CancellationToken cancel)
    {
        var at = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsJsonAsync("/api/v1/rollbacks", new { scope = new { lane }, reason = "benchmark" }, cancel);
        var took = Stopwatch.GetElapsedTime(at);
        var started = answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancel)
            : throw new HttpRequestException($"The rollback was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
        return (started.GetProperty("id").GetGuid(), at, took);
    }

    /// <summary>Waits until every order in flight has its outcome.</summary>
    /// <returns>How many were transferred.</returns>
    public async Task<int> ResolvedAsync(Guid id, int orders, CancellationToken cancel)
    {
        while (true)
        {
            var inFlight = (await http.GetFromJsonAsync<JsonElement>($"/api/v1/rollbacks/{id}", cancel)).GetProperty("inFlight");
            if (inFlight.GetProperty("resolved").GetInt32() >= orders)
            {
                return inFlight.GetProperty("transferred").GetInt32();
            }

            await Task.Delay(50, cancel);
        }
    }

    public void Dispose() => http.Dispose();
}
