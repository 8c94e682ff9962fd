using System.Net.Http.Json;
using System.Text.Json;

namespace CommandCenter.Tests.Rehearsal;

/// <summary>One of the world's two sides as a target of orders, in its own words; answers come back in words that both share.</summary>
internal sealed class TargetSide(WorldUnderTest world, string name)
{
    public static TheoryData<string> Both { get; } = new("legacy", "orchestration");

    public bool IsOrchestration { get; } = name == "orchestration";

    public HttpClient Http => IsOrchestration ? world.Platform : world.Pos;

    /// <summary>The same in the other side's words.</summary>
    public TargetSide Other => new(world, IsOrchestration ? "legacy" : "orchestration");

    public static object Order(string key, string lane = "ship-from-store", string region = "west") => new
    {
        orderKey = key,
        lane,
        region,
        lines = new[] { new { line = "1", sku = "MUG-8120-NVY-M", quantity = 2, unitPrice = 1200 } },
        money = new { currency = "USD", goods = 2400, total = 2400 },
    };

    public Task<Said> CreateAsync(string key, bool copy = false, int epoch = 1, string? until = null, string? given = null, object? order = null) =>
        SendAsync("create", key, Create(order ?? Order(key), copy, epoch, until), given ?? $"{key}:{epoch}:{(copy ? "copy" : "create")}");

    public object Create(object order, bool copy = false, int epoch = 1, string? until = null) =>
        IsOrchestration ? new { order, replica = copy, epoch, copyUntil = until } : new { order, copy = copy ? "Y" : "N", epoch, copy_until = until };

    /// <summary>Asks for one capability with the body that it takes.</summary>
    public Task<Said> AskAsync(string capability, string key, int epoch = 1, string? given = null, object? body = null) =>
        SendAsync(capability, key, body ?? (capability == "reserve" || capability == "shipped" ? new { order = Order(key) } : new { epoch }), given ?? $"{key}:{epoch}:{capability}");

    public async Task<Said> SendAsync(string capability, string key, object body, string? given, CancellationToken cancel = default)
    {
        var (method, path) = Path(capability, key);
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
        {
            request.Content = JsonContent.Create(body);
        }

        if (given is not null)
        {
            request.Headers.Add("Idempotency-Key", given);
        }

        var http = capability is "block" or "unblock" ? Other.Http : Http;
        using var answer = await http.SendAsync(request, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        var json = text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default;
        var word = json.ValueKind != JsonValueKind.Object ? "" : json.TryGetProperty("res", out var res) ? res.GetString()! : json.TryGetProperty("result", out var result) ? result.GetString()! : json.TryGetProperty("st", out var st) ? st.GetString()! : "";
        return new Said((int)answer.StatusCode, word.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant(), text);
    }

    /// <summary>The truth: standing, lines, effects.</summary>
    public async Task<JsonElement> TruthAsync(string key) => await Http.GetFromJsonAsync<JsonElement>("/control/ledger/orders/" + key);

    public async Task<string> StageAsync(string key) => (await TruthAsync(key)).GetProperty("lines")[0].GetProperty("stage").GetString()!;

    public async Task<string> StandingAsync(string key) => (await TruthAsync(key)).GetProperty("standing").GetString()!;

    public async Task<List<string>> EffectsAsync(string key) => [.. (await TruthAsync(key)).GetProperty("effects").EnumerateArray().Select(e => e.GetProperty("kind").GetString()!)];

    /// <summary>Moves the clock until the order stands at one of the stages.</summary>
    public async Task<string> UntilAsync(string key, params string[] stages)
    {
        var last = "";
        for (var i = 0; i < 900; i++)
        {
            last = await StageAsync(key);
            if (stages.Contains(last))
            {
                return last;
            }

            world.Advance(TimeSpan.FromSeconds(2));
        }

        throw new TimeoutException($"{key} stands at {last}, not at {string.Join(", ", stages)}");
    }

    public Task<HttpResponseMessage> FaultAsync(string id, object? asked = null) => world.FaultAsync(Http, id, asked ?? new { count = 1 });

    private (HttpMethod Method, string Path) Path(string capability, string key)
    {
        var root = IsOrchestration ? "/v1" : "/oms";
        return capability switch
        {
            "create" => (HttpMethod.Post, root + "/orders"),
            "hold" or "resume" => (HttpMethod.Post, $"{root}/releases/{capability}"),
            "block" => (HttpMethod.Post, IsOrchestration ? "/wms/release-block" : "/v1/release-block"),
            "unblock" => (HttpMethod.Delete, IsOrchestration ? "/wms/release-block" : "/v1/release-block"),
            "unreserve" when IsOrchestration => (HttpMethod.Delete, $"/v1/orders/{key}/reservation"),
            "reserve" when IsOrchestration => (HttpMethod.Post, $"/v1/orders/{key}/reservation"),
            "shipped" when IsOrchestration => (HttpMethod.Post, $"/v1/orders/{key}/shipment-confirmations"),
            "change" => (HttpMethod.Post, $"{root}/orders/{key}/changes"),
            "look-up" => (HttpMethod.Get, $"{root}/orders/{key}"),
            "ledger" => (HttpMethod.Get, root + "/ledger"),
            _ => (HttpMethod.Post, $"{root}/orders/{key}/{capability}"),
        };
    }
}

/// <param name="Word">What it says was done, in small letters.</param>
internal sealed record Said(int Status, string Word, string Text);
