using System.Text.Json;
using CommandCenter.Shared;

namespace CommandCenter.Traffic.Shifts;

/// <summary>What followers of the topic <c>shift</c> get: <c>running</c>, those that run, oldest first, and <c>newest</c>, the newest of all or null.</summary>
internal sealed class ShiftSections(ShiftQueries queries, ShiftRunner runner, TimeProvider time)
{
    public async Task<IReadOnlyDictionary<string, JsonElement>> ReadAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var running = (await queries.OpenAsync(cancel)).Where(s => s.State.IsRunning());
        var (newest, _, _) = await queries.ListAsync(null, 1, cancel);
        return new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["running"] = JsonSerializer.SerializeToElement(running.Select(s => ShiftAnswer.Of(s, runner, now)), ApiJson.Options),
            ["newest"] = JsonSerializer.SerializeToElement(newest is [var first] ? ShiftAnswer.Of(first, runner, now) : null, ApiJson.Options),
        };
    }
}
