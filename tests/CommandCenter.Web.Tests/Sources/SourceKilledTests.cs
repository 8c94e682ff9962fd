using System.Text.Json;
using System.Text.RegularExpressions;

namespace CommandCenter.Tests.Sources;

/// <summary>Fault 11 over the API: the systems are gone and come back; what is shown meanwhile is their last news, named as such.</summary>
public partial class SourceKilledTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Live_SystemsKilledAndRestarted_AreNeitherFreshNorZeroAndComeBackByThemselves()
    {
        var clock = new SettableClock();
        await using var app = await AppHost.StartAsync(new AppHostOptions { Time = clock, ConfigureWorld = w => w.BackfillMinutes = 2, EditPlan = MoreOften });
        using var client = await app.TokenClientAsync("ops");
        await AppHost.UntilAsync(async () => Orders(await LiveAsync(client)) is { State: "fresh", Value: > 0 }, "orders are read up to now", patience);

        await app.StopWorldAsync();
        // what was under way when they were killed has come to its end before the minute passes after which silence is said
        await AppHost.UntilAsync(async () => Source(await LiveAsync(client), "legacy-orders").GetProperty("error").ValueKind == JsonValueKind.String, "a poll fails", patience);
        clock.SetForward(TimeSpan.FromSeconds(70));
        await AppHost.UntilAsync(async () => Health(await LiveAsync(client), "legacy-orders") is "broken" or "stale", "a source that is gone is said to be", patience);
        var down = await LiveAsync(client);
        Assert.Equal(("degraded", "source-stale"), (down.GetProperty("phase").GetProperty("phase").GetString(), Reason(down)));
        Assert.NotNull(Source(down, "legacy-orders").GetProperty("error").GetString());
        Assert.Contains(down.GetProperty("attention").EnumerateArray(), a => a.GetProperty("subject").GetString() == "legacy-orders");
        var before = Orders(down);
        Assert.True(before.Value > 0, "what was last known stays");

        await app.StartWorldAsync();
        await AppHost.UntilAsync(async () => Health(await LiveAsync(client), "legacy-orders") == "fresh" && Health(await LiveAsync(client), "orch-orders") == "fresh", "they are read again", patience);
        await AppHost.UntilAsync(async () => Orders(await LiveAsync(client)) is { State: "fresh" } now && now.AsOf > before.AsOf, "figures are fresh and newer", patience);
        await AppHost.UntilAsync(async () => Reason(await LiveAsync(client)) != "source-stale", "the slower sources are asked again", patience);
    }

    /// <summary>A source that fails is left alone for a multiple of its cadence, and the slowest would be waited for here.</summary>
    private static string MoreOften(string plan) => SlowCadence().Replace(plan, "every: 3s");

    [GeneratedRegex("every: (?:5|10|30)s$", RegexOptions.Multiline, 1000)]
    private static partial Regex SlowCadence();

    private static async Task<JsonElement> LiveAsync(HttpClient client)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/v1/live", UriKind.Relative)));
        return document.RootElement.Clone();
    }

    private static string? Reason(JsonElement live) => live.GetProperty("phase").GetProperty("reason").GetString();

    private static JsonElement Source(JsonElement live, string id) => live.GetProperty("sources").EnumerateArray().Single(s => s.GetProperty("id").GetString() == id);

    private static string? Health(JsonElement live, string id) => Source(live, id).GetProperty("health").GetString();

    /// <summary>Orders that orchestration owns, of the largest lane, in percent.</summary>
    private static (string? State, double Value, DateTimeOffset AsOf) Orders(JsonElement live)
    {
        var figure = live.GetProperty("lanes")[0].GetProperty("observedPercent");
        return figure.GetProperty("value").ValueKind == JsonValueKind.Number
            ? (figure.GetProperty("state").GetString(), figure.GetProperty("value").GetDouble(), figure.GetProperty("asOf").GetDateTimeOffset())
            : (figure.GetProperty("state").GetString(), 0, DateTimeOffset.MinValue);
    }
}
