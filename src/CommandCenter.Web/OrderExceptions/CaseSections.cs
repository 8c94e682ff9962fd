using System.Text.Json;
using CommandCenter.Shared;

namespace CommandCenter.OrderExceptions;

/// <summary>What followers of the topic <c>exceptions</c> get: <c>counts</c>, unresolved cases per bucket and team, and <c>queue</c>, the 50 that are due first.</summary>
internal sealed class CaseSections(CaseQueries queries, TimeProvider time)
{
    public async Task<IReadOnlyDictionary<string, JsonElement>> ReadAsync(CancellationToken cancel)
    {
        var counts = await queries.CountAsync(cancel);
        var page = await queries.SearchAsync(new CaseSearch(new CaseFilter()), cancel);
        var now = time.GetUtcNow();
        return new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["counts"] = JsonSerializer.SerializeToElement(counts.Select(CaseTallyAnswer.Of), ApiJson.Options),
            ["queue"] = JsonSerializer.SerializeToElement(page.Value.Items.Select(c => CaseAnswer.Of(c, now)), ApiJson.Options),
        };
    }
}
