using CommandCenter.Access;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Decisions;

/// <summary>
/// The append-only, hash-chained record of everything decided. An entry is written in the transaction of the command that it records, so that neither stands without the
/// other; the head is locked from there to the commit, so that numbers have no gaps and every node writes the same chain.
/// </summary>
public sealed class DecisionLog(IDbContextFactory<CommandsDb> databases, TimeProvider time)
{
    private const int MostSubjects = 50;

    /// <summary>Raised after the transaction of an entry was committed; handlers must not throw and not block.</summary>
    public event Action<Decision>? Committed;

    /// <summary>The newest entry.</summary>
    public async Task<DecisionHead> HeadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.DecisionHeads.AsNoTracking().Select(h => new DecisionHead(h.Sequence, h.Hash)).SingleAsync(cancel);
    }

    /// <summary>Adds an entry to the caller's transaction; nothing is visible before that commits.</summary>
    /// <exception cref="InvalidOperationException">There is no transaction, or the draft has more than 50 subjects: many items enter as one digest.</exception>
    internal async Task<Decision> AppendAsync(CommandsDb db, Actor actor, DecisionDraft draft, string? reason, Guid? requestId, CancellationToken cancel)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("A decision is recorded in the transaction of its command.");
        }

        var subjects = draft.Subjects ?? [];
        if (subjects.Count > MostSubjects)
        {
            throw new InvalidOperationException($"An entry names at most {MostSubjects} subjects.");
        }

        var head = await LockHeadAsync(db, cancel);
        var unhashed = new Decision(
            head.Sequence + 1, time.GetUtcNow(), actor.Name, [.. actor.Roles.Order().Select(r => r.ToString())], draft.Command, draft.Title, reason, draft.Impact,
            subjects, draft.Details ?? new Dictionary<string, string>(StringComparer.Ordinal), draft.ItemsDigest, requestId, head.Hash, "");
        var content = DecisionContent.Write(unhashed);
        var entry = unhashed with { Hash = DecisionContent.Hash(content) };
        db.Decisions.Add(new DecisionRow { Sequence = entry.Sequence, At = entry.At, Actor = entry.Actor, Command = entry.Command, Title = entry.Title, Content = content, Hash = entry.Hash });
        foreach (var subject in subjects.Distinct(StringComparer.Ordinal))
        {
            db.DecisionSubjects.Add(new DecisionSubjectRow { Subject = subject, Sequence = entry.Sequence });
        }

        (head.Sequence, head.Hash) = (entry.Sequence, entry.Hash);
        await db.SaveChangesAsync(cancel);
        return entry;
    }

    /// <summary>To be called once the transaction of <paramref name="entry"/> stands.</summary>
    internal void Tell(Decision entry) => Committed?.Invoke(entry);

    /// <summary>Keeps every other command waiting until the caller's transaction ends. To be called first in it.</summary>
    internal static Task<DecisionHeadRow> LockHeadAsync(CommandsDb db, CancellationToken cancel) =>
        // SQLite's transactions hold the one write lock from their beginning
        db.Database.IsNpgsql()
            ? db.DecisionHeads.FromSqlRaw("SELECT * FROM decision_head WHERE id = 1 FOR UPDATE").SingleAsync(cancel)
            : db.DecisionHeads.SingleAsync(cancel);
}
