using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic.Shifts.Readings;

/// <summary>
/// Inventory mismatch: SKU-nodes whose available-to-sell differ at one as-of, of those where either is not zero. The two sides are never read at the same instant, so a difference counts once
/// it has outlasted a reading of both: both were read again after it was first seen, and it was still there, and as large. One that changes is of orders that one side was told of earlier. What lies further apart than the slower feed is read says nothing and is left out.
/// </summary>
internal sealed class StockReading(IDbContextFactory<EventsDb> events, ActivePlan plan) : IShiftReading
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Sku, string Node), (long By, DateTimeOffset Since)> differing = [];

    public ThresholdMetric Metric => ThresholdMetric.InventoryMismatch;

    public async Task<MetricReading> ReadAsync(Threshold threshold, CancellationToken cancel)
    {
        if (Apart() is not { } apart)
        {
            return new MetricReading(null, 0, "the plan reads stock of one side only");
        }

        await using var db = await events.CreateDbContextAsync(cancel);
        var pairs = await (from legacy in db.InventoryLevels.AsNoTracking().Where(l => l.Side == Side.Legacy)
                           join other in db.InventoryLevels.AsNoTracking().Where(l => l.Side == Side.Orchestration) on new { legacy.Sku, legacy.Node } equals new { other.Sku, other.Node }
                           where legacy.AvailableToSell != 0 || other.AvailableToSell != 0
                           select new Pair(legacy.Sku, legacy.Node, other.AvailableToSell - legacy.AvailableToSell, legacy.AsOf, other.AsOf)).ToListAsync(cancel);
        pairs.RemoveAll(p => (p.LegacyAsOf - p.OtherAsOf).Duration() > apart);
        return pairs.Count == 0 ? new MetricReading(null, 0, "no stock of both sides is of one as-of") : new MetricReading(100.0 * Lasting(pairs) / pairs.Count, pairs.Count, null);
    }

    private int Lasting(List<Pair> pairs)
    {
        lock (gate)
        {
            var lasting = 0;
            foreach (var pair in pairs)
            {
                var key = (pair.Sku, pair.Node);
                if (pair.By == 0)
                {
                    differing.Remove(key);
                }
                else if (!differing.TryGetValue(key, out var first) || first.By != pair.By)
                {
                    differing[key] = (pair.By, pair.LegacyAsOf > pair.OtherAsOf ? pair.LegacyAsOf : pair.OtherAsOf);
                }
                else if (pair.LegacyAsOf > first.Since && pair.OtherAsOf > first.Since)
                {
                    lasting++;
                }
            }

            return lasting;
        }
    }

    private TimeSpan? Apart()
    {
        var feeds = plan.Current?.Sources.Where(s => plan.Current.Mapping(s.Mapping)?.Kind == RecordKind.Inventory && s.Side is Side.Legacy or Side.Orchestration).ToList() ?? [];
        return feeds.Select(s => s.Side).Distinct().Count() < 2 ? null : feeds.Max(s => s.Every);
    }

    /// <param name="By">Orchestration's minus legacy's.</param>
    private sealed record Pair(string Sku, string Node, long By, DateTimeOffset LegacyAsOf, DateTimeOffset OtherAsOf);
}
