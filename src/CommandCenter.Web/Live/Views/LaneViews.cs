using CommandCenter.Layout;
using CommandCenter.Layout.Components;

namespace CommandCenter.Live.Views;

/// <summary>One lane's row: what stands in each cell, decimals fixed.</summary>
public static class LaneViews
{
    public static LaneView Of(LaneLive lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        var (css, icon, word) = State(lane);
        var observed = FigureText.Of(lane.ObservedPercent, 1, "%");
        var mirror = lane.CommandedPercent is 0 || (lane.CommandedPercent is null && lane.ObservedPercent is { State: Live.FigureState.Fresh, Value: 0 });
        var share = ShareView.Of(lane.CommandedPercent, observed.HasNumber ? lane.ObservedPercent.Value : null, lane.ObservedLow, lane.ObservedHigh, mirror);
        var breach = lane is { RoutedWithin: { State: FigureState.Fresh or FigureState.Stale, Value: { } value }, RoutedTargetPercent: { } target } && value < target;
        return new LaneView(
            lane.Lane, lane.Name, css, icon, word, lane.Phase.Message,
            lane.CommandedPercent is { } commanded ? Wording.Number(commanded, commanded % 1 == 0 ? 0 : 2) : null,
            share, observed, Interval(lane, share, observed),
            FigureText.Of(lane.LegacyPerMinute, 1), FigureText.Of(lane.OrchestrationPerMinute, 1), Small(lane.LegacyTrend), Small(lane.OrchestrationTrend),
            FigureText.Of(lane.RoutedWithin, 1, "%"), breach, Late(lane), SparkView.Of(lane.RoutedTrend, lane.RoutedTargetPercent),
            FigureText.Of(lane.RoutingP50, 1), FigureText.Of(lane.RoutingP95, 1, "s"), FigureText.Of(lane.RoutingP99, 1),
            FigureText.Of(lane.SlaAttainment, 1, "%"), FigureText.Of(lane.Success, 1, "%"), lane.AtRisk, lane.Breached,
            Wording.Number(lane.RoutedWithin.Denominator - lane.RoutedWithin.Numerator));
    }

    public static LaneHead Head(IReadOnlyList<LaneLive> lanes, bool commands)
    {
        var limits = lanes.Select(l => l.RoutedWithinSeconds).OfType<double>().Distinct().ToList();
        var targets = lanes.Select(l => l.RoutedTargetPercent).OfType<double>().Distinct().ToList();
        return new LaneHead(
            commands,
            limits.Count == 1 ? $"Routed within {Wording.Limit(TimeSpan.FromSeconds(limits[0]))}" : "Routed within limit",
            targets.Count == 1 ? $"limit {Wording.Number(targets[0], 1)} %" : "limit by lane");
    }

    private static (string Css, string Icon, string Word) State(LaneLive lane) => lane.Phase.Phase switch
    {
        Phase.Degraded => lane.Phase.Reason.Contains("stale", StringComparison.Ordinal) ? ("qual", "stale", "Stale") : ("crit", "breach", "Breaching"),
        Phase.Paused => ("warn", "hold", "Paused"),
        Phase.Progressing => ("run", "run", lane.Phase.Reason is { Length: > 0 } reason ? Sentence(reason) : "Progressing"),
        _ => lane.Phase.Reason is "no-orders" ? ("", "dash", "No orders") : ("ok", "ok", "Healthy"),
    };

    private static string Sentence(string kebab) => char.ToUpperInvariant(kebab[0]) + kebab[1..].Replace('-', ' ');

    private static SparkView? Small(IReadOnlyList<double?> trend) => SparkView.Of(trend, width: 40, height: 14);

    private static string Interval(LaneLive lane, ShareView share, FigureText observed)
    {
        if (!observed.HasNumber) return "";
        if (share.TooFew) return "too few orders";
        if (lane.ObservedPercent.Value is 0 or 100 && lane.ObservedPercent.Denominator > 0 && lane.CommandedPercent is null) return $"of {Wording.Count(lane.ObservedPercent.Denominator, "order")}";
        if (lane.ObservedLow is not { } low || lane.ObservedHigh is not { } high) return "";
        return $"{(share.Differs ? "differs " : "")}{Wording.Number(low, 1)}–{Wording.Number(high, 1)}";
    }

    private static string Late(LaneLive lane)
    {
        if (lane.RoutedTargetPercent is null) return "no limit in the plan";
        var measured = lane.RoutedWithin.Denominator;
        return measured == 0 ? "" : $"{Wording.Number(measured - lane.RoutedWithin.Numerator)} of {Wording.Number(measured)} late";
    }
}
