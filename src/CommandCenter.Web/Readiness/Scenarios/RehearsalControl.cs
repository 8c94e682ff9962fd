using System.Net;
using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Rehearsal;
using CommandCenter.Shared;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>The rehearsal world by its control endpoints: loopback, without redirects, bounded, and with a deadline.</summary>
internal sealed class RehearsalControl(RehearsalSettings settings) : IScenarioWorld, IDisposable
{
    private const int MostBytes = 256 * 1024;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = MostBytes };

    public bool IsThere => settings.Enabled;

    public async Task<Result<bool>> ScriptAsync(string orderKey, WorldScript script, CancellationToken cancel)
    {
        var body = JsonContent.Create(new { paceMs = (int)script.Pace.TotalMilliseconds, waitMs = (int)script.Wait.TotalMilliseconds, shortLine = script.ShortLine });
        var answered = await AskAsync(HttpMethod.Put, Side.Legacy, "/control/scripts/" + Uri.EscapeDataString(orderKey), body, cancel);
        if (answered.Error is { } unreachable) return unreachable;
        return answered.Value.Status == HttpStatusCode.OK ? true : Error.Validation("script-refused", answered.Value.Body);
    }

    public async Task<Result<LedgerTruth>> LedgerAsync(Side side, string orderKey, CancellationToken cancel)
    {
        var answered = await AskAsync(HttpMethod.Get, side, "/control/ledger/orders/" + Uri.EscapeDataString(orderKey), null, cancel);
        if (answered.Error is { } unreachable) return unreachable;
        if (answered.Value.Status == HttpStatusCode.NotFound) return new LedgerTruth(null, [], "not known");
        try
        {
            using var document = JsonDocument.Parse(answered.Value.Body);
            var root = document.RootElement;
            // what a copy merely knows of was done by the other side
            var effects = root.GetProperty("effects").EnumerateArray().Where(e => !e.GetProperty("copy").GetBoolean()).Select(e => new LedgerEffect(e.GetProperty("kind").GetString()!, e.GetProperty("parcel").GetInt32()));
            return new LedgerTruth(root.GetProperty("standing").GetString(), [.. effects], answered.Value.Body);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Error.Unavailable("world-answer", $"The rehearsal world answers {(int)answered.Value.Status} with something that cannot be read.");
        }
    }

    public async Task<IReadOnlyList<WorldSide>> StateAsync(CancellationToken cancel) =>
        !IsThere ? [] : await Task.WhenAll(new[] { Side.Legacy, Side.Orchestration }.Select(side => StateAsync(side, cancel)));

    public void Dispose() => http.Dispose();

    private async Task<WorldSide> StateAsync(Side side, CancellationToken cancel)
    {
        var answered = await AskAsync(HttpMethod.Get, side, "/control", null, cancel);
        if (answered.Error is { } unreachable) return new WorldSide(side, UrlOf(side), unreachable.Message, []);
        try
        {
            using var document = JsonDocument.Parse(answered.Value.Body);
            return new WorldSide(side, UrlOf(side), null, [.. document.RootElement.GetProperty("faults").EnumerateArray().Where(f => f.GetProperty("active").GetBoolean()).Select(f => f.GetProperty("id").GetString()!)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new WorldSide(side, UrlOf(side), "It answers something that cannot be read.", []);
        }
    }

    private string UrlOf(Side side) => (side == Side.Legacy ? settings.World.LegacyUrl : settings.World.OrchestrationUrl).TrimEnd('/');

    private async Task<Result<(HttpStatusCode Status, string Body)>> AskAsync(HttpMethod method, Side side, string path, HttpContent? body, CancellationToken cancel)
    {
        if (!IsThere) return ScenarioErrors.NotRehearsing;
        try
        {
            using var request = new HttpRequestMessage(method, UrlOf(side) + path) { Content = body };
            using var answer = await http.SendAsync(request, cancel);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancel));
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return Error.Unavailable("world-unreachable", $"{UrlOf(side)} cannot be reached ({(e is TaskCanceledException ? "no answer in time" : e.Message)}).");
        }
    }
}
