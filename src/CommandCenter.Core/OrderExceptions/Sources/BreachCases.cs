using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions.Sources;

/// <summary>SLA clocks past their limit: one case per order and limit; of a lane and limit the 200 oldest, and one case for the rest, for then it is no longer about orders.</summary>
internal sealed class BreachCases(IDbContextFactory<EventsDb> databases) : ICaseSource
{
    public const int MostEach = 200;

    public string Name => "sla-breaches";

    public async Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var breached = db.SlaTimers.AsNoTracking().Where(t => t.State == "breached");
        var groups = await breached.GroupBy(t => new { t.Lane, t.LimitId, t.Side }).Select(g => new { g.Key.Lane, g.Key.LimitId, g.Key.Side, Count = g.Count() }).ToListAsync(cancel);
        var signals = new List<CaseSignal>();
        foreach (var group in groups.OrderBy(g => g.Lane, StringComparer.Ordinal).ThenBy(g => g.LimitId, StringComparer.Ordinal).ThenBy(g => g.Side))
        {
            if (!LimitId.TryParse(group.LimitId, out var limit))
            {
                continue;
            }

            var words = new BreachWords(limit, group.Side, group.Lane);
            var oldest = await breached.Where(t => t.Lane == group.Lane && t.LimitId == group.LimitId && t.Side == group.Side).OrderBy(t => t.Deadline).ThenBy(t => t.OrderKey).Take(MostEach)
                .Select(t => new { t.OrderKey, t.Deadline }).ToListAsync(cancel);
            var keys = oldest.ConvertAll(t => t.OrderKey);
            var worth = await db.Orders.AsNoTracking().Where(o => keys.Contains(o.OrderKey)).Select(o => new { o.OrderKey, o.Total, o.Currency })
                .ToDictionaryAsync(o => o.OrderKey, StringComparer.Ordinal, cancel);
            signals.AddRange(oldest.Select(t => words.Signal(t.Deadline) with
            {
                Fingerprint = CasePrint.Of("sla", t.OrderKey, group.Side.ToString(), group.LimitId), OrderKey = t.OrderKey,
                Money = worth.GetValueOrDefault(t.OrderKey)?.Total, Currency = worth.GetValueOrDefault(t.OrderKey)?.Currency,
            }));
            if (group.Count > MostEach)
            {
                signals.Add(words.Signal(oldest[^1].Deadline) with
                {
                    Fingerprint = CasePrint.Of("sla-rest", group.Lane, group.Side.ToString(), group.LimitId), Orders = group.Count - MostEach, AtLeast = CaseSeverity.High,
                    Title = "Many orders: " + words.Title, Link = "/orders?lane=" + Uri.EscapeDataString(group.Lane),
                    Why = string.Create(CultureInfo.InvariantCulture, $"More than {MostEach} orders of {group.Lane} are past the limit of {limit.Words}; the {MostEach} oldest are cases of their own. Look for one cause behind them."),
                });
            }
        }

        return signals;
    }
}
