using System.Collections.Concurrent;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Sources.Polling;

/// <summary>Which sources a person stopped. Kept in the store, so that a restart does not start them again.</summary>
internal sealed class SourcePauses(IDbContextFactory<CommandsDb> contexts, CommandRunner commands, TimeProvider time)
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

    /// <summary>The pause and its entry in the decision log are one transaction.</summary>
    /// <returns>True; Conflict when it was so already; what the command refuses with.</returns>
    public async Task<Result<bool>> SetAsync(string source, bool pause, CommandRequest request, CancellationToken cancel)
    {
        var set = await commands.RunAsync<bool>(request, async (db, token) =>
        {
            var row = await db.SourcePauses.FirstOrDefaultAsync(p => p.Source == source, token);
            if (pause == row is not null)
            {
                return Error.Conflict(pause ? "source-paused" : "source-running", $"The source '{source}' is {(pause ? "paused already" : "not paused")}.");
            }

            if (row is null)
            {
                db.SourcePauses.Add(new SourcePauseRow { Source = source, Actor = request.Actor.Name, At = time.GetUtcNow() });
            }
            else
            {
                db.SourcePauses.Remove(row);
            }

            return new Decided<bool>(true, new DecisionDraft(
                pause ? "pause-source" : "resume-source", $"Source {source} {(pause ? "paused" : "resumed")}.", pause ? "It is not read; its figures turn stale." : "It is read on from where it stood.", ["source:" + source]));
        }, cancel);
        if (set.Succeeded)
        {
            // not what was asked for but what stands: a repeated request may be older than the newest command
            await LoadAsync(cancel);
        }

        return set;
    }
}
