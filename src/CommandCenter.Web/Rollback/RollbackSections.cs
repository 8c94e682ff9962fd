using System.Text.Json;
using CommandCenter.Shared;

namespace CommandCenter.Rollback;

/// <summary>What followers of the topic <c>rollback</c> get: <c>running</c>, those that have not ended, oldest first, and <c>newest</c>, the newest of all or null.</summary>
internal sealed class RollbackSections(RollbackQueries queries)
{
    public async Task<IReadOnlyDictionary<string, JsonElement>> ReadAsync(CancellationToken cancel)
    {
        var running = await queries.RunningAsync(cancel);
        var newest = await queries.ListAsync(null, 1, cancel);
        return new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["running"] = JsonSerializer.SerializeToElement(running.Select(RollbackAnswer.Of), ApiJson.Options),
            ["newest"] = JsonSerializer.SerializeToElement(newest is { Succeeded: true, Value.Items: [var first, ..] } ? RollbackAnswer.Of(first) : null, ApiJson.Options),
        };
    }
}
