using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Notifications.Alerts;

/// <summary>Reads alerts that are over.</summary>
public sealed class AlertQueries(IDbContextFactory<CommandsDb> databases)
{
    /// <summary>At most so many at once.</summary>
    public const int Most = 200;

    /// <param name="before">Ended before it; null = the newest.</param>
    /// <param name="limit">1 to 200.</param>
    /// <returns>The newest first; Validation (limit); Unavailable.</returns>
    public async Task<Result<IReadOnlyList<AlertView>>> EndedAsync(DateTimeOffset? before, int limit, CancellationToken cancel)
    {
        if (limit is < 1 or > Most) return Error.Validation("limit", $"limit is {limit}; allowed are 1 to {Most}.", "limit");
        return await StoreReads.TryAsync(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var ended = db.Alerts.AsNoTracking().Where(a => a.EndedAt != null);
            if (before is { } at) ended = ended.Where(a => a.EndedAt < at);
            return (IReadOnlyList<AlertView>)[.. (await ended.OrderByDescending(a => a.EndedAt).ThenBy(a => a.Id).Take(limit).ToListAsync(cancel)).Select(a => AlertText.View(a, null, false))];
        });
    }
}
