using System.Text.Json;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Rollback;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic.Shifts.Readings;

/// <summary>Seconds from decision to last outcome of the newest drill that ended healthy within the threshold's scope; in the plan's time, so that a rehearsal that runs faster is held to the same.</summary>
internal sealed class DrillReading(IDbContextFactory<CommandsDb> databases, ActivePlan plan) : IShiftReading
{
    private const int Most = 50;

    public ThresholdMetric Metric => ThresholdMetric.RollbackDrill;

    public async Task<MetricReading> ReadAsync(Threshold threshold, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var drills = await db.Rollbacks.AsNoTracking().Where(r => r.IsDrill && r.Phase == (int)Phase.Healthy && r.ResolvedAt != null).OrderByDescending(r => r.DecidedAt).Take(Most)
            .Select(r => new { r.Scope, r.DecidedAt, ResolvedAt = r.ResolvedAt!.Value }).ToListAsync(cancel);
        return drills.FirstOrDefault(d => JsonSerializer.Deserialize<RollbackScope>(d.Scope, RollBack.Stored)!.Segment.Overlaps(threshold.Scope)) is { } newest
            ? new MetricReading(Math.Max(0, (newest.ResolvedAt - newest.DecidedAt).TotalSeconds) * (plan.Current?.Header.TimeScale ?? 1), 1, null)
            : new MetricReading(null, 0, "no drill of a rollback has ended healthy yet");
    }
}
