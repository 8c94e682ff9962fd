using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Notifications;

/// <summary>How far a webhook is, and who delivers to it now. Every step is a compare-and-set, so that of two processes one delivers.</summary>
internal sealed class WebhookCursors(IDbContextFactory<CommandsDb> databases)
{
    /// <summary>An entry that is next for a webhook.</summary>
    public sealed record Next(NotificationCursorRow From, long Sequence, byte[] Content, string Hash);

    /// <summary>Where it stands; a webhook that was never seen begins behind the newest entry.</summary>
    public async Task<NotificationCursorRow> ReadAsync(string webhook, DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.NotificationCursors.AsNoTracking().FirstOrDefaultAsync(c => c.Webhook == webhook, cancel) is { } known)
        {
            return known;
        }

        var row = new NotificationCursorRow { Webhook = webhook, Sequence = await db.DecisionHeads.AsNoTracking().Select(h => h.Sequence).SingleAsync(cancel), NextAt = now };
        db.NotificationCursors.Add(row);
        await db.SaveChangesAsync(cancel);
        return row;
    }

    /// <summary>The oldest entry that it has not been told of; null when there is none.</summary>
    public async Task<Next?> NextAsync(NotificationCursorRow from, IReadOnlyList<string> commands, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        // before the search: an entry that comes meanwhile is above it
        var head = await db.DecisionHeads.AsNoTracking().Select(h => h.Sequence).SingleAsync(cancel);
        var waiting = db.Decisions.AsNoTracking().Where(d => d.Sequence > from.Sequence);
        waiting = commands.Count == 0 ? waiting : waiting.Where(d => commands.Contains(d.Command));
        var next = await waiting.OrderBy(d => d.Sequence).Select(d => new Next(from, d.Sequence, d.Content, d.Hash)).FirstOrDefaultAsync(cancel);
        if (next is null && head > from.Sequence)
        {
            // none of them was asked for: they are not searched again
            await SetAsync(from.Webhook, from.Sequence, from.NextAt, head, from.Failures, from.LastError, from.NextAt, cancel);
        }

        return next;
    }

    /// <summary>Takes the next delivery until <paramref name="until"/>; false where another process has it.</summary>
    public Task<bool> ClaimAsync(NotificationCursorRow from, DateTimeOffset until, CancellationToken cancel) =>
        SetAsync(from.Webhook, from.Sequence, from.NextAt, from.Sequence, from.Failures, from.LastError, until, cancel);

    /// <summary>Writes what a claimed delivery came to.</summary>
    /// <param name="acknowledgedAt">When it was taken; null where it was not.</param>
    public async Task<bool> ReleaseAsync(
        NotificationCursorRow from, DateTimeOffset claimedUntil, long sequence, int failures, string? error, DateTimeOffset nextAt, DateTimeOffset? acknowledgedAt, CancellationToken cancel)
    {
        if (acknowledgedAt is { } at)
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            await db.NotificationCursors.Where(c => c.Webhook == from.Webhook).ExecuteUpdateAsync(s => s.SetProperty(c => c.AcknowledgedAt, at), cancel);
        }

        return await SetAsync(from.Webhook, from.Sequence, claimedUntil, sequence, failures, error, nextAt, cancel);
    }

    private async Task<bool> SetAsync(string webhook, long sequence, DateTimeOffset at, long toSequence, int failures, string? error, DateTimeOffset nextAt, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.NotificationCursors.Where(c => c.Webhook == webhook && c.Sequence == sequence && c.NextAt == at).ExecuteUpdateAsync(
            s => s.SetProperty(c => c.Sequence, toSequence).SetProperty(c => c.Failures, failures).SetProperty(c => c.LastError, error).SetProperty(c => c.NextAt, nextAt), cancel) == 1;
    }
}
