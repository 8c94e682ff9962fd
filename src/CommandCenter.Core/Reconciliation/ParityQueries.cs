using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Reconciliation;

/// <summary>How parity came to be what it is.</summary>
public sealed class ParityQueries(IDbContextFactory<EventsDb> events, RunStore runs, ParityBoard board, ActivePlan plan, TimeProvider time)
{
    private const int TrendHours = 12;

    /// <summary>Percent by lane and cell over the last day, oldest first; presence stands for a lane's first column and <see cref="ParityCells.Whole"/> for the lane.</summary>
    public async Task<ILookup<(string Lane, ParityCell Cell), double?>> TrendAsync(CancellationToken cancel) =>
        (await runs.TrendAsync(time.GetUtcNow() - TimeSpan.FromDays(1), cancel)).ToLookup(t => (t.Count.Lane, t.Count.Count.Cell), t => t.Count.Count.Percent);

    /// <summary>Whether dual-write may end, lane by lane in the plan's order.</summary>
    public async Task<IReadOnlyList<DualWriteVerdict>> DualWriteAsync(CancellationToken cancel)
    {
        if (plan.Current is not { } current)
        {
            return [];
        }

        var now = board.Current;
        var rule = current.Reconciliation.DualWriteEnds;
        var history = (await runs.TrendAsync(time.GetUtcNow() - TimeSpan.FromDays(90), cancel)).Where(t => t.Count.Count.Cell == ParityCells.Whole).ToLookup(t => t.Count.Lane, t => t.Count.Count);
        return
        [
            .. current.Lanes.Select(l => DualWriteVerdict.Of(
                now.Lanes.FirstOrDefault(n => n.Lane == l.Id), l.Id, [.. history[l.Id].Select(c => (c.Counts.Agrees + c.Counts.Differs, c.Unexplained))], rule)),
        ];
    }

    /// <summary>How many orders of each group were open at the end of each of the last twelve hours, oldest first.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<int>>> GroupTrendsAsync(IReadOnlyCollection<string> fingerprints, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var from = now - TimeSpan.FromHours(TrendHours);
        await using var db = await events.CreateDbContextAsync(cancel);
        var rows = await db.ParityMismatches.AsNoTracking().Where(m => fingerprints.Contains(m.Fingerprint) && (m.EndedAt == null || m.EndedAt > from))
            .Select(m => new { m.Fingerprint, m.FirstSeen, m.EndedAt }).ToListAsync(cancel);
        return rows.GroupBy(r => r.Fingerprint).ToDictionary(
            g => g.Key,
            g => (IReadOnlyList<int>)
            [
                .. Enumerable.Range(1, TrendHours).Select(h => from + TimeSpan.FromHours(h)).Select(at => g.Count(r => r.FirstSeen <= at && (r.EndedAt is null || r.EndedAt > at))),
            ],
            StringComparer.Ordinal);
    }

    /// <summary>Differences that have ended, the newest first: what a group was before it was mended.</summary>
    public async Task<IReadOnlyList<(OpenMismatch Mismatch, DateTimeOffset EndedAt)>> EndedAsync(string fingerprint, int most, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        var rows = await db.ParityMismatches.AsNoTracking().Where(m => m.Fingerprint == fingerprint && m.EndedAt != null).OrderByDescending(m => m.EndedAt).Take(most).ToListAsync(cancel);
        return [.. rows.Select(r => (new OpenMismatch(ParityStore.Read(r), r.FirstSeen, false), r.EndedAt!.Value))];
    }
}
