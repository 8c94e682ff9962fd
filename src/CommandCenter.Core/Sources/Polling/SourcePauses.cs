using System.Collections.Concurrent;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Sources.Polling;

/// <summary>Which sources a person stopped. Kept in the store, so that a restart does not start them again.</summary>
internal sealed class SourcePauses(IDbContextFactory<CommandsDb> contexts, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, byte> paused = new(StringComparer.Ordinal);

    public bool Contains(string source) => paused.ContainsKey(source);

    public async Task LoadAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await db.SourcePauses.AsNoTracking().Select(p => p.Source).ToListAsync(cancel);
        paused.Clear();
        foreach (var source in rows)
        {
            paused[source] = 0;
        }
    }

    /// <summary>False when it was so already.</summary>
    public async Task<bool> SetAsync(string source, bool pause, string actor, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.SourcePauses.FirstOrDefaultAsync(p => p.Source == source, cancel);
        if (pause == row is not null)
        {
            return false;
        }

        var now = time.GetUtcNow();
        if (row is null)
        {
            db.SourcePauses.Add(new SourcePauseRow { Source = source, Actor = actor, At = now });
        }
        else
        {
            db.SourcePauses.Remove(row);
        }

        db.Activities.Add(new ActivityRow { At = now, Actor = actor, What = pause ? "source-paused" : "source-resumed", Subject = source });
        await db.SaveChangesAsync(cancel);
        if (pause)
        {
            paused[source] = 0;
        }
        else
        {
            paused.TryRemove(source, out _);
        }

        return true;
    }
}
