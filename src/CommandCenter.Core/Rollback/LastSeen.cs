using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Rollback;

/// <summary>What the polled data say, for where a side does not answer itself.</summary>
internal sealed class LastSeen(IDbContextFactory<EventsDb> databases, LiveBoard board, ActivePlan plan) : IObservedOrders, ISideWatermarks
{
    public async Task<IReadOnlyList<Stage>> LinesAsync(string orderKey, Side side, CancellationToken cancel)
    {
        var stages = await StagesAsync([orderKey], side, cancel);
        return stages.TryGetValue(orderKey, out var stage) ? [stage] : [];
    }

    /// <summary>The furthest stage that a side has reported of each order; orders that it never reported are left out.</summary>
    public async Task<IReadOnlyDictionary<string, Stage>> StagesAsync(IReadOnlyCollection<string> orderKeys, Side side, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await db.Orders.AsNoTracking().Where(o => orderKeys.Contains(o.OrderKey)).Select(o => new { o.OrderKey, Stage = side == Side.Legacy ? o.LegacyStage : o.OrchestrationStage }).ToListAsync(cancel);
        return rows.Where(r => r.Stage is not null).ToDictionary(r => r.OrderKey, r => (Stage)r.Stage!, StringComparer.Ordinal);
    }

    /// <summary>The oldest of the watermarks of the side's sources of orders; null where one has none yet.</summary>
    public DateTimeOffset? Of(Side side)
    {
        var sources = board.Current?.Sources.Where(s => s.Side == side && plan.Current is { } current && current.Source(s.Id) is { } source && current.Mapping(source.Mapping)?.Kind == RecordKind.Order).ToList() ?? [];
        return sources.Count == 0 || sources.Exists(s => s.Watermark is null) ? null : sources.Min(s => s.Watermark);
    }
}
