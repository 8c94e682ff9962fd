using System.Collections.Concurrent;
using System.Data.Common;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Sources.Polling;

/// <summary>Who polls which source: one holder at a time, by compare-and-set in the store. Cursors are fenced besides, so a holder that sleeps does no harm.</summary>
internal sealed class SourceLeases(IDbContextFactory<CommandsDb> contexts, TimeProvider time)
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(6);

    private readonly string holder = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7(time.GetUtcNow()):N}";

    /// <summary>When this process's hold of a source was last written, by the monotonic clock: wall clocks step.</summary>
    private readonly ConcurrentDictionary<string, long> held = new(StringComparer.Ordinal);

    /// <summary>Takes or keeps the lease of a source. False while another holder has it, or while the store does not answer.</summary>
    public async Task<bool> HoldAsync(string source, CancellationToken cancel)
    {
        if (held.TryGetValue(source, out var since) && time.GetElapsedTime(since) < Length / 2)
        {
            return true;
        }

        var asked = time.GetTimestamp();
        if (await TryTakeAsync(source, cancel))
        {
            held[source] = asked;
            return true;
        }

        held.TryRemove(source, out _);
        return false;
    }

    public async Task ReleaseAsync(string source)
    {
        if (!held.TryRemove(source, out _))
        {
            return;
        }

        try
        {
            await using var db = await contexts.CreateDbContextAsync();
            await db.SourceLeases.Where(l => l.Source == source && l.Holder == holder).ExecuteDeleteAsync();
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            // it lapses by itself
        }
    }

    private async Task<bool> TryTakeAsync(string source, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var row = await db.SourceLeases.FirstOrDefaultAsync(l => l.Source == source, cancel);
            if (row is null)
            {
                db.SourceLeases.Add(new SourceLeaseRow { Source = source, Holder = holder, Epoch = 1, ExpiresAt = now + Length });
            }
            else if (row.Holder == holder || row.ExpiresAt <= now || row.ExpiresAt > now + Length * 2)
            {
                // an expiry far ahead was written by a clock that has been set back since: it would lock everyone out
                row.Epoch++;
                row.Holder = holder;
                row.ExpiresAt = now + Length;
            }
            else
            {
                return false;
            }

            await db.SaveChangesAsync(cancel);
            return true;
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            return false;
        }
    }
}
