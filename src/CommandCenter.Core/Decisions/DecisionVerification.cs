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

/// <summary>Reads the whole log and checks every link: page by page, two pages at a time, each held in memory one entry at a time.</summary>
public sealed class DecisionVerification(IDbContextFactory<CommandsDb> databases)
{
    /// <summary>No more: a serving process keeps the rest of its machine.</summary>
    private const int PagesAtATime = 2;

    /// <summary>Entries of one page, from 1.</summary>
    internal int PageSize { get; init; } = 8_192;

    /// <param name="anchor">A head that was kept outside; the entry of that number must have that hash.</param>
    public async Task<DecisionVerdict> VerifyAsync(DecisionHead? anchor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var head = await db.DecisionHeads.AsNoTracking().Select(h => new DecisionHead(h.Sequence, h.Hash)).SingleOrDefaultAsync(cancel);
        if (head is null)
        {
            return new DecisionVerdict(false, 0, DecisionHead.Empty, 1, "The head of the log is missing.", anchor is not null);
        }

        var (last, fault, anchored) = await WalkAsync(head, anchor?.Sequence, cancel);
        if (fault is null && last != head)
        {
            // where something follows after a gap, the gap is what is wrong, not the end
            fault = await db.Decisions.AnyAsync(d => d.Sequence > last.Sequence && d.Sequence <= head.Sequence, cancel)
                ? VerifiedPage.Missing(last.Sequence + 1)
                : $"The log ends at entry {last.Sequence}, its head says {head.Sequence}.";
        }

        if (fault is not null)
        {
            return new DecisionVerdict(false, last.Sequence, head, last.Sequence + 1, fault, anchor is not null);
        }

        anchored = anchor?.Sequence == 0 ? DecisionHead.Empty.Hash : anchored;
        if (anchor is not null && anchored != anchor.Hash)
        {
            var words = anchored is null ? $"The anchor names entry {anchor.Sequence}, the log ends at {head.Sequence}: its end was cut off." : $"Entry {anchor.Sequence} is not the one that the anchor names.";
            return new DecisionVerdict(false, last.Sequence, head, Math.Min(anchor.Sequence, head.Sequence + 1), words, true);
        }

        return new DecisionVerdict(true, head.Sequence, head, null, anchor is null ? "No anchor from outside was compared: a cut end would not be noticed." : null, anchor is not null);
    }

    /// <summary>
    /// Each page begins with the hash that the page before it must end with; that one is checked there. So pages can be walked beside one another, and the first that does not hold to its
    /// end says where the log breaks.
    /// </summary>
    private async Task<PageEnd> WalkAsync(DecisionHead head, long? anchor, CancellationToken cancel)
    {
        var pages = Math.Max(1, (head.Sequence + PageSize - 1) / PageSize);
        var next = -1L;
        var broken = pages;
        PageEnd firstBroken = default, end = default;
        string? anchored = null;
        var gate = new Lock();

        async Task TakeAsync()
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            while (Interlocked.Increment(ref next) is var number && number < Interlocked.Read(ref broken))
            {
                var to = Math.Min((number + 1) * PageSize, head.Sequence);
                var found = await VerifiedPage.CheckAsync(db, number * PageSize, to, anchor, cancel);
                lock (gate)
                {
                    anchored ??= found.Anchored;
                    end = number == pages - 1 ? found : end;
                    if ((found.Fault is not null || found.Last.Sequence != to) && number < broken)
                    {
                        (broken, firstBroken) = (number, found);
                    }
                }
            }
        }

        if (pages == 1)
        {
            await TakeAsync();
        }
        else
        {
            await Task.WhenAll(Enumerable.Range(0, PagesAtATime).Select(_ => Task.Run(TakeAsync, cancel)));
        }

        return (broken < pages ? firstBroken : end) with { Anchored = anchored };
    }
}
