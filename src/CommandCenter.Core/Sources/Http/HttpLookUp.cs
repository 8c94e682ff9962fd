using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Sources.Http;

/// <summary>Asks an http-json source for single orders, by <c>{key}</c> or, several at once, by <c>{keys}</c>.</summary>
internal sealed class HttpLookUp(LookUpSettings settings, SourceCalls calls, ISecrets secrets, TimeProvider time)
{
    private readonly JsonPath items = JsonPath.TryParse(settings.Items, out var path, out _) ? path : JsonPath.Root;

    public async Task<Result<SourcePage>> AskAsync(IReadOnlyList<string> keys, CancellationToken cancel)
    {
        PlaceholderValue? Values(string name, string format) => name switch
        {
            "key" => new PlaceholderValue(keys[0]),
            "keys" => new PlaceholderValue(keys[0], keys),
            "limit" => new PlaceholderValue(keys.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), IsNumber: true),
            _ => null,
        };
        var problem = "";
        var body = settings.Body is { } template ? RequestTemplate.FillJson(template, Values, out problem) : null;
        if (problem.Length > 0)
        {
            return Error.Unavailable("bad-request", "The look-up cannot be made: " + problem);
        }

        var answer = await calls.CallAsync(new Uri(RequestTemplate.FillAddress(settings.Url, Values)), body, cancel);
        if (answer.Status is 404 or 410)
        {
            return new SourcePage(null) { Records = [], Position = null, More = false, ReceivedAt = time.GetUtcNow() };
        }

        if (answer.Document is not { } document)
        {
            return Error.Unavailable(answer.Code, secrets.Redact(answer.Failure ?? "The source cannot be asked for single orders."));
        }

        if (Records(document.RootElement) is not { } records)
        {
            document.Dispose();
            return Error.Unavailable("no-items", $"The look-up's answer has no array and no record at {items.Text}.");
        }

        return new SourcePage(document) { Records = records, Position = null, More = false, ReceivedAt = time.GetUtcNow() };
    }

    /// <summary>One record alone is an array of one; null is none.</summary>
    private List<JsonElement>? Records(JsonElement root) => !items.TryFind(root, out var found) ? null : found.ValueKind switch
    {
        JsonValueKind.Array => [.. found.EnumerateArray()],
        JsonValueKind.Object => [found],
        JsonValueKind.Null => [],
        _ => null,
    };
}
