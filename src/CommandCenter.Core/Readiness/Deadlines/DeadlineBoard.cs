using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Deadlines;

/// <summary>Reads the plan's risks, known issues and open decisions with what the decision log says of them.</summary>
public sealed class DeadlineBoard(IDbContextFactory<CommandsDb> databases, ActivePlan plan, TimeProvider time)
{
    /// <summary>Everything, soonest first; empty until a plan runs. Throws what the store throws.</summary>
    public async Task<DeadlinesView> ReadAsync(CancellationToken cancel)
    {
        var items = plan.Current?.Deadlines ?? [];
        return Judge(items, await TakenAsync(items, cancel), time.GetUtcNow());
    }

    /// <param name="taken">Entries of the log by the decision that they refer to.</param>
    internal static DeadlinesView Judge(IReadOnlyList<Deadline> items, IReadOnlyDictionary<string, TakenDecision> taken, DateTimeOffset now) =>
        new(now, [.. items.Select(i => Of(i, i.Kind == DeadlineKind.OpenDecision ? taken.GetValueOrDefault(i.Id) : null, now)).OrderBy(s => s.Item.Due).ThenBy(s => s.Item.Kind).ThenBy(s => s.Item.Id, StringComparer.Ordinal)]);

    private static DeadlineStanding Of(Deadline item, TakenDecision? taken, DateTimeOffset now)
    {
        var state = taken is null ? item.State : DeadlineState.Decided;
        return new DeadlineStanding(item, state, state == DeadlineState.Open && item.Due <= now ? now - item.Due : null, taken);
    }

    private async Task<Dictionary<string, TakenDecision>> TakenAsync(IReadOnlyList<Deadline> items, CancellationToken cancel)
    {
        var subjects = items.Where(i => i.Kind == DeadlineKind.OpenDecision).ToDictionary(i => Deadline.SubjectOf(i.Id), i => i.Id, StringComparer.Ordinal);
        var taken = new Dictionary<string, TakenDecision>(StringComparer.Ordinal);
        if (subjects.Count == 0)
        {
            return taken;
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var wanted = subjects.Keys.ToList();
        var rows = await db.DecisionSubjects.AsNoTracking().Where(s => wanted.Contains(s.Subject))
            .Join(db.Decisions.AsNoTracking(), s => s.Sequence, d => d.Sequence, (s, d) => new { s.Subject, d.Sequence, d.At, d.Actor, d.Title }).OrderBy(r => r.Sequence).ToListAsync(cancel);

        // the newest entry is what holds
        foreach (var row in rows)
        {
            taken[subjects[row.Subject]] = new TakenDecision(row.Sequence, row.At, row.Actor, row.Title);
        }

        return taken;
    }
}
