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
    private const int TrendRuns = 60;

    /// <summary>Percent of each lane over the last runs of a day, oldest first.</summary>
    public async Task<ILookup<string, double?>> TrendAsync(CancellationToken cancel) =>
        (await runs.LanesAsync(null, time.GetUtcNow() - TimeSpan.FromDays(1), TrendRuns, cancel)).ToLookup(c => c.Lane, c => c.Count.Percent);

    /// <summary>Whether dual-write may end, lane by lane in the plan's order.</summary>
    public async Task<IReadOnlyList<DualWriteVerdict>> DualWriteAsync(CancellationToken cancel)
    {
        if (plan.Current is not { } current)
        {
            return [];
        }

        var now = board.Current;
        var rule = current.Reconciliation.DualWriteEnds;
        var history = (await runs.LanesAsync(ParityRunKind.Full, DateTimeOffset.UnixEpoch, rule.Runs, cancel)).ToLookup(c => c.Lane, c => c.Count);
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
}
