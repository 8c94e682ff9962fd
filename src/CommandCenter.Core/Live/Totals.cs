using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>The six totals at the top of Live.</summary>
internal static class Totals
{
    public static IReadOnlyList<TotalFigure> Build(LiveState state, IReadOnlyList<LaneMeasure> lanes, IReadOnlyList<LaneLive> rows, FeedTable feeds, long now)
    {
        var share = feeds.OfBoth(Stage.Created);
        return
        [
            Orchestration(lanes, share, rows),
            PerMinute(lanes, share, rows),
            Weighted("routed-within", "Routed within limit", lanes, feeds.OfBoth(Stage.Routed), l => l.RoutedWithin, l => l.View.Routed?.TargetPercent),
            Attainment(lanes, share),
            AtRisk(lanes, share),
            Rejected(state, now),
        ];
    }

    private static TotalFigure Orchestration(IReadOnlyList<LaneMeasure> lanes, Feed feed, IReadOnlyList<LaneLive> rows)
    {
        var counted = (long)lanes.Sum(l => l.Owned.Counted);
        var outOf = lanes.Sum(l => l.Owned.OutOf);
        var unclear = lanes.Sum(l => l.Unclear);
        var figure = Figures.Of(feed, outOf == 0 ? null : 100.0 * counted / outOf, counted, outOf, unclear == 0 ? null : $"{Wording.Count(unclear, "order", "orders")} left out: ownership unclear.");
        var detail = figure.Value is null ? "" : WilsonInterval.Percent(counted, outOf) is var (low, high) ? $"{Wording.Percent(low)} to {Wording.Percent(high)} of {Wording.Count(outOf, "order", "orders")}" : "";
        var legacy = Sum(rows.Select(r => r.LegacyTrend));
        var orchestration = Sum(rows.Select(r => r.OrchestrationTrend));
        var trend = legacy.Zip(orchestration, (l, o) => l + o is > 0 ? 100 * o / (l + o) : null).ToArray();
        return new TotalFigure("orchestration-share", "Orders on Orchestration", "%", figure, null, false, detail, trend);
    }

    private static TotalFigure PerMinute(IReadOnlyList<LaneMeasure> lanes, Feed feed, IReadOnlyList<LaneLive> rows)
    {
        var legacy = lanes.Sum(l => l.PerMinute(Side.Legacy));
        var orchestration = lanes.Sum(l => l.PerMinute(Side.Orchestration));
        var any = lanes.Any(l => l.Owned.OutOf + l.Unclear > 0);
        var figure = Figures.Of(feed, any ? legacy + orchestration : null, legacy + orchestration, 0);
        var trend = Sum(rows.Select(r => r.LegacyTrend).Concat(rows.Select(r => r.OrchestrationTrend)));
        return new TotalFigure("orders-per-minute", "Orders per minute", "orders/min", figure, null, false, figure.Value is null ? "" : $"{legacy} Legacy, {orchestration} Orchestration", trend);
    }

    private static TotalFigure Weighted(string key, string label, IReadOnlyList<LaneMeasure> lanes, Feed feed, Func<LaneMeasure, WindowShare> share, Func<LaneMeasure, double?> target)
    {
        var counted = (long)lanes.Sum(l => share(l).Counted);
        var outOf = lanes.Sum(l => share(l).OutOf);
        // lanes have their own targets: what would be right for this mix of orders
        var limit = outOf == 0 ? lanes.Min(target) : lanes.Where(l => share(l).OutOf > 0).Sum(l => (target(l) ?? 0) * share(l).OutOf) / outOf;
        var figure = Figures.Of(feed, outOf == 0 ? null : 100.0 * counted / outOf, counted, outOf);
        var detail = figure.Value is null || limit is null ? "" : $"target {Wording.Percent(limit.Value)}; {Wording.Count(outOf - counted, "order", "orders")} late of {outOf:N0}";
        return new TotalFigure(key, label, "%", figure, limit, figure.Value < limit, detail, Share(lanes.Select(share)));
    }

    private static TotalFigure Attainment(IReadOnlyList<LaneMeasure> lanes, Feed feed)
    {
        var outOf = lanes.Sum(l => l.Attained.OutOf);
        var met = (long)lanes.Sum(l => l.Attained.Counted);
        var limits = lanes.SelectMany(l => l.Limits).Where(l => l.OutOf > 0).ToList();
        double? limit = limits.Count == 0 ? null : limits.Sum(l => l.View.TargetPercent * l.OutOf) / limits.Sum(l => l.OutOf);
        var figure = Figures.Of(feed, outOf == 0 ? null : 100.0 * met / outOf, met, outOf);
        var detail = figure.Value is null || limit is null ? "" : $"target {Wording.Percent(limit.Value)}; {outOf - met:N0} of {Wording.Count(outOf, "limit", "limits")} missed";
        return new TotalFigure("sla-attainment", "SLA attainment", "%", figure, limit, figure.Value < limit, detail, Share(lanes.Select(l => l.Attained)));
    }

    private static TotalFigure AtRisk(IReadOnlyList<LaneMeasure> lanes, Feed feed)
    {
        var open = lanes.Sum(l => l.Open);
        var overdue = lanes.Sum(l => l.Breached);
        var risk = lanes.Sum(l => l.AtRisk);
        var before = lanes.Sum(l => l.LateBefore);
        var late = before == 0 ? "" : $"; {before:N0} late before they were first read";
        var figure = Figures.Of(feed, open == 0 ? null : overdue + risk, overdue, open);
        return new TotalFigure("at-risk", "Orders at risk or overdue", "orders", figure, null, overdue > 0, figure.Value is null ? "" : $"{overdue:N0} overdue, {risk:N0} at risk, of {open:N0} open{late}", new double?[MinuteCounts.TrendLength]);
    }

    private static TotalFigure Rejected(LiveState state, long now)
    {
        var minutes = (int)FigureDefinitions.Window.TotalMinutes;
        var answered = state.Sources.Values.Where(s => s.LastSuccess != SideRecord.None).ToList();
        var rejected = answered.Sum(s => s.RejectedWithin(now, minutes));
        var records = answered.Sum(s => s.RecordsWithin(now, minutes));
        var feed = state.Sources.Values.Select(s => new Feed(OfHealth(s.HealthAt(now)), s.LastSuccess)).Aggregate(new Feed(FigureState.NotObservable, SideRecord.None), Feed.Both);
        var figure = Figures.Of(feed with { AsOf = answered.Count == 0 ? SideRecord.None : answered.Min(s => s.LastSuccess) }, rejected, rejected, records);
        return new TotalFigure("rejected-records", "Rejected records", "records", figure, null, false, figure.Value is null ? "" : $"of {Wording.Count(records, "record", "records")} in {minutes} minutes", Sum(answered.Select(s => s.RejectedTrend(now))));
    }

    private static FigureState OfHealth(SourceHealth health) => health switch
    {
        SourceHealth.Fresh => FigureState.Fresh,
        SourceHealth.Starting => FigureState.Pending,
        _ => FigureState.Stale,
    };

    private static double?[] Share(IEnumerable<WindowShare> shares)
    {
        var all = shares.ToList();
        var trend = new double?[MinuteCounts.TrendLength];
        for (var i = 0; i < trend.Length; i++)
        {
            var outOf = all.Sum(s => s.OutOfMinute(i));
            trend[i] = outOf == 0 ? null : 100 * all.Sum(s => s.CountedInMinute(i)) / outOf;
        }

        return trend;
    }

    private static double?[] Sum(IEnumerable<IReadOnlyList<double?>> trends)
    {
        var sum = new double?[MinuteCounts.TrendLength];
        foreach (var trend in trends)
        {
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] = trend[i] is { } value ? (sum[i] ?? 0) + value : sum[i];
            }
        }

        return sum;
    }
}
