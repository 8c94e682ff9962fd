using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Decisions;

/// <summary>What a verification found.</summary>
/// <param name="Valid">Every entry from 1 to the head stands as it was written, and the anchor, where one was given, fits.</param>
/// <param name="Entries">Entries read.</param>
/// <param name="Head">The newest entry that the database names.</param>
/// <param name="FirstBad">The first entry that does not hold; null where all do.</param>
/// <param name="Reason">What is wrong, or what could not be checked, in words; null where nothing is to be said.</param>
/// <param name="Anchored">Whether an anchor from outside was compared: without one a cut tail cannot be noticed.</param>
public sealed record DecisionVerdict(bool Valid, long Entries, DecisionHead Head, long? FirstBad, string? Reason, bool Anchored);

/// <summary>Reads the whole log and checks every link.</summary>
public sealed class DecisionVerification(IDbContextFactory<CommandsDb> databases)
{
    /// <param name="anchor">A head that was kept outside; the entry of that number must have that hash.</param>
    public async Task<DecisionVerdict> VerifyAsync(DecisionHead? anchor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var head = await db.DecisionHeads.AsNoTracking().Select(h => new DecisionHead(h.Sequence, h.Hash)).SingleOrDefaultAsync(cancel);
        if (head is null)
        {
            return new DecisionVerdict(false, 0, DecisionHead.Empty, 1, "The head of the log is missing.", anchor is not null);
        }

        var before = DecisionHead.Empty;
        string? anchored = anchor?.Sequence == 0 ? DecisionHead.Empty.Hash : null;
        var rows = db.Decisions.AsNoTracking().Where(d => d.Sequence <= head.Sequence).OrderBy(d => d.Sequence)
            .Select(d => new Stored(d.Sequence, d.At, d.Actor, d.Command, d.Title, d.Content, d.Hash)).AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(cancel))
        {
            if (Fault(row, before) is { } fault)
            {
                return new DecisionVerdict(false, before.Sequence, head, before.Sequence + 1, fault, anchor is not null);
            }

            before = new DecisionHead(row.Sequence, row.Hash);
            if (anchor?.Sequence == row.Sequence)
            {
                anchored = row.Hash;
            }
        }

        if (before != head)
        {
            return new DecisionVerdict(false, before.Sequence, head, before.Sequence + 1, $"The log ends at entry {before.Sequence}, its head says {head.Sequence}.", anchor is not null);
        }

        if (anchor is not null && anchored != anchor.Hash)
        {
            var words = anchored is null ? $"The anchor names entry {anchor.Sequence}, the log ends at {head.Sequence}: its end was cut off." : $"Entry {anchor.Sequence} is not the one that the anchor names.";
            return new DecisionVerdict(false, before.Sequence, head, Math.Min(anchor.Sequence, head.Sequence + 1), words, true);
        }

        return new DecisionVerdict(true, head.Sequence, head, null, anchor is null ? "No anchor from outside was compared: a cut end would not be noticed." : null, anchor is not null);
    }

    private static string? Fault(in Stored row, DecisionHead before)
    {
        if (row.Sequence != before.Sequence + 1)
        {
            return $"Entry {before.Sequence + 1} is missing.";
        }

        if (DecisionContent.Hash(row.Content) != row.Hash)
        {
            return $"The content of entry {row.Sequence} does not fit its hash.";
        }

        if (DecisionContent.Read(row.Content, row.Hash) is not { } entry || entry.Sequence != row.Sequence)
        {
            return $"The content of entry {row.Sequence} is no entry of that number.";
        }

        if (entry.PreviousHash != before.Hash)
        {
            return $"Entry {row.Sequence} does not follow the entry before it.";
        }

        return (entry.At, entry.Actor, entry.Command, entry.Title) != (row.At, row.Actor, row.Command, row.Title) ? $"The columns of entry {row.Sequence} do not repeat its content." : null;
    }

    private readonly record struct Stored(long Sequence, DateTimeOffset At, string Actor, string Command, string Title, byte[] Content, string Hash);
}
