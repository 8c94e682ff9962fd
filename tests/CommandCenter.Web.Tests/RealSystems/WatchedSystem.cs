using System.Globalization;
using System.Text.Json;
using CommandCenter.Hosting;

namespace CommandCenter.Tests.RealSystems;

/// <summary>The application with one side of plans/examples/tryton-medusa.yaml pointed at a system that runs.</summary>
public sealed class WatchedSystem : IAsyncDisposable
{
    /// <summary>What Medusa signs its hints with.</summary>
    public const string HintSecret = "hints-of-a-trial-4711";

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    private readonly AppHost app;
    private readonly HttpClient client;
    private readonly string side;
    private readonly string plan;

    private WatchedSystem(AppHost app, HttpClient client, string side, string plan)
    {
        (this.app, this.client, this.side, this.plan) = (app, client, side, plan);
    }

    /// <param name="side"><c>legacy</c> or <c>orchestration</c>: the one that is looked at.</param>
    /// <param name="written">The address that the plan names.</param>
    /// <param name="authority">Where the system is instead.</param>
    /// <param name="port">Where the product listens; 0 = any free one.</param>
    /// <param name="edit">Changes the plan's text further.</param>
    public static async Task<WatchedSystem> StartAsync(string side, string written, string authority, int port = 0, Func<string, string>? edit = null)
    {
        Environment.SetEnvironmentVariable("CC_SECRET_TRYTON_PASSWORD", "tryton-watcher");
        Environment.SetEnvironmentVariable("CC_SECRET_MEDUSA_PASSWORD", "medusa-watcher");
        Environment.SetEnvironmentVariable("CC_SECRET_MEDUSA_HINTS", HintSecret);
        var text = await File.ReadAllTextAsync(Path.Combine(Repository(), "plans", "examples", "tryton-medusa.yaml"));
        text = text.Replace(written, authority, StringComparison.Ordinal).Replace("every: 2s", "every: 500ms", StringComparison.Ordinal);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, edit?.Invoke(text) ?? text);
        var started = await AppHost.StartAsync(new AppHostOptions
        {
            World = false,
            Settings = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"), ["CommandCenter:Plan:File"] = file, ["CommandCenter:Outbound:AllowedPrivateHosts:0"] = authority,
            },
        });
        return new WatchedSystem(started, await started.TokenClientAsync("ops"), side, file);
    }

    /// <summary>Waits until the order stands at <paramref name="stage"/> and all of <paramref name="reached"/> were seen, and no other stage.</summary>
    public async Task<JsonElement> UntilAsync(string key, string stage, params string[] reached)
    {
        JsonElement last = default;
        try
        {
            await AppHost.UntilAsync(
                async () => (last = await OrderAsync(key)).ValueKind == JsonValueKind.Object && last.GetProperty("stage").GetString() == stage && Stages(last).SequenceEqual(reached, StringComparer.Ordinal),
                $"{key} stands at {stage}", patience);
            return last;
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}; last seen: {(last.ValueKind == JsonValueKind.Object ? last.GetRawText() : "nothing")}; sources: {await SourcesAsync()}", e);
        }
    }

    /// <summary>Waits until a fact of the order has this value.</summary>
    public async Task UntilFactAsync(string key, string fact, string value) => await AppHost.UntilAsync(
        async () => await OrderAsync(key) is { ValueKind: JsonValueKind.Object } order && order.GetProperty("facts").EnumerateObject().Any(f => f.Name.EndsWith(fact, StringComparison.Ordinal) && f.Value.GetString() == value),
        $"{key} has {fact} {value}", patience);

    /// <summary>What the side says of the order; undefined where it is not known.</summary>
    public async Task<JsonElement> OrderAsync(string key)
    {
        using var answer = await client.GetAsync(new Uri("/api/v1/orders/" + key, UriKind.Relative));
        if (!answer.IsSuccessStatusCode)
        {
            return default;
        }

        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var found = document.RootElement.GetProperty(side);
        return found.ValueKind == JsonValueKind.Object ? found.Clone() : default;
    }

    /// <summary>Health, error and rejected records of a source.</summary>
    public async Task<(string? Health, string? Error, int Rejected)> SourceAsync(string id)
    {
        using var document = JsonDocument.Parse(await SourcesAsync());
        var source = document.RootElement.EnumerateArray().Single(s => s.GetProperty("id").GetString() == id);
        return (source.GetProperty("health").GetString(), source.GetProperty("error").GetString(), source.GetProperty("rejected").GetInt32());
    }

    public static string[] Stages(JsonElement order) => [.. order.GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("stage").GetString()!)];

    /// <summary>The sources that stages were learned from.</summary>
    public static string[] SourcesOf(JsonElement order, params string[] stages) =>
        [.. order.GetProperty("stages").EnumerateArray().Where(s => stages.Contains(s.GetProperty("stage").GetString(), StringComparer.Ordinal)).Select(s => s.GetProperty("source").GetString()!).Distinct(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        File.Delete(plan);
    }

    internal static string Repository() => ContentRoot.Find();

    private async Task<string> SourcesAsync()
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/v1/live", UriKind.Relative)));
        return document.RootElement.GetProperty("sources").GetRawText();
    }
}
