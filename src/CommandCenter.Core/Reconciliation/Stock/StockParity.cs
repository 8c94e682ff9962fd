using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Reconciliation.Stock;

/// <summary>
/// Compares both sides' stock. They are never read at the same instant, so a difference lasts once both were read again after it was first seen, and it was still there, and as large: one that
/// changes is of orders that one side was told of earlier. What lies further apart than the slower feed is read says nothing and is left out.
/// </summary>
public sealed class StockParity(IDbContextFactory<EventsDb> events, ActivePlan plan, LiveBoard board, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Sku, string Node), Known> differing = [];

    /// <summary>How both sides' stock stands now.</summary>
    public async Task<StockPicture> ReadAsync(CancellationToken cancel)
    {
        if (Apart() is not { } apart)
        {
            return new StockPicture([], 0, null, null, "the plan reads stock of one side only");
        }

        await using var db = await events.CreateDbContextAsync(cancel);
        var rows = await (from legacy in db.InventoryLevels.AsNoTracking().Where(l => l.Side == Side.Legacy)
                          join other in db.InventoryLevels.AsNoTracking().Where(l => l.Side == Side.Orchestration) on new { legacy.Sku, legacy.Node } equals new { other.Sku, other.Node }
                          where legacy.AvailableToSell != 0 || other.AvailableToSell != 0
                          select new Row(
                              legacy.Sku, legacy.Node, legacy.AvailableToSell, other.AvailableToSell, legacy.OnHand ?? other.OnHand, legacy.Reserved, other.Reserved, legacy.AsOf, other.AsOf)).ToListAsync(cancel);
        var now = time.GetUtcNow();
        var lags = (rows.Count == 0 ? (TimeSpan?)null : now - rows.Min(r => r.LegacyAsOf), rows.Count == 0 ? (TimeSpan?)null : now - rows.Min(r => r.OtherAsOf));
        var all = rows.Count;
        rows.RemoveAll(p => (p.LegacyAsOf - p.OtherAsOf).Duration() > apart);
        return new StockPicture(Judge(rows), all - rows.Count, lags.Item1, lags.Item2, rows.Count == 0 ? "no stock of both sides is of one as-of" : null, Old());
    }

    private string? Old()
    {
        var stock = plan.Required.Sources.Where(s => plan.Required.Mapping(s.Mapping)?.Kind == RecordKind.Inventory).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var silent = board.Current?.Sources.Where(s => stock.Contains(s.Id) && s.Health != SourceHealth.Fresh).Select(s => s.Id).ToList() ?? [];
        return silent.Count == 0 ? null : $"{string.Join(" and ", silent)} {(silent.Count == 1 ? "is" : "are")} not read now";
    }

    private List<StockPair> Judge(List<Row> rows)
    {
        var pairs = new List<StockPair>(rows.Count);
        lock (gate)
        {
            foreach (var row in rows)
            {
                var (key, by) = ((row.Sku, row.Node), row.Other - row.Legacy);
                var lasts = false;
                if (by == 0)
                {
                    differing.Remove(key);
                }
                else if (!differing.TryGetValue(key, out var known))
                {
                    differing[key] = new Known(by, row.Newer, by, row.Newer);
                }
                else if (known.By != by)
                {
                    differing[key] = known with { By = by, Since = row.Newer };
                }
                else
                {
                    lasts = row.LegacyAsOf > known.Since && row.OtherAsOf > known.Since;
                }

                var differs = differing.GetValueOrDefault(key);
                pairs.Add(new StockPair(
                    row.Sku, row.Node, row.Legacy, row.Other, row.OnHand, row.Reserved, row.LegacyAsOf, row.OtherAsOf, differs?.BeganAt, lasts, differs is null ? 0 : Math.Abs(by) - Math.Abs(differs.First)));
            }
        }

        return pairs;
    }

    private TimeSpan? Apart()
    {
        var feeds = plan.Current?.Sources.Where(s => plan.Current.Mapping(s.Mapping)?.Kind == RecordKind.Inventory && s.Side is Side.Legacy or Side.Orchestration).ToList() ?? [];
        return feeds.Select(s => s.Side).Distinct().Count() < 2 ? null : feeds.Max(s => s.Every);
    }

    private sealed record Row(string Sku, string Node, long Legacy, long Other, long? OnHand, long? LegacyReserved, long? OtherReserved, DateTimeOffset LegacyAsOf, DateTimeOffset OtherAsOf)
    {
        public DateTimeOffset Newer => LegacyAsOf > OtherAsOf ? LegacyAsOf : OtherAsOf;

        public long? Reserved => LegacyReserved is null ? OtherReserved : OtherReserved is null ? LegacyReserved : Math.Max(LegacyReserved.Value, OtherReserved.Value);
    }

    /// <param name="By">Orchestration's minus legacy's, as last seen.</param>
    /// <param name="Since">Since when it is as large.</param>
    /// <param name="First">What it was when it began.</param>
    private sealed record Known(long By, DateTimeOffset Since, long First, DateTimeOffset BeganAt);
}
