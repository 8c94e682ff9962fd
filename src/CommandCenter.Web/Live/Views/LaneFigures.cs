using CommandCenter.Layout;
using CommandCenter.Layout.Components;

namespace CommandCenter.Live.Views;

/// <summary>What a lane measured, as it is written in its row.</summary>
/// <param name="Interval">Below the observed share: its interval, or why there is none.</param>
/// <param name="RoutedNote">Below the routed share: how many were late.</param>
internal sealed record LaneFigures(
    ShareView Share, FigureText Observed, string Interval, FigureText LegacyRate, FigureText OrchestrationRate, SparkView? LegacySpark, SparkView? OrchestrationSpark,
    FigureText Routed, bool RoutedBreach, string RoutedNote, SparkView? RoutedSpark, FigureText P50, FigureText P95, FigureText P99, FigureText Sla, FigureText Success)
{
    public static LaneFigures Of(LaneLive lane)
    {
        var observed = FigureText.Of(lane.ObservedPercent, 1, "%");
        var mirror = lane.CommandedPercent is 0 || (lane.CommandedPercent is null && lane.ObservedPercent is { State: FigureState.Fresh, Value: 0 });
        var share = ShareView.Of(lane.CommandedPercent, observed.HasNumber ? lane.ObservedPercent.Value : null, lane.ObservedLow, lane.ObservedHigh, mirror);
        var breach = lane is { RoutedWithin: { State: FigureState.Fresh or FigureState.Stale, Value: { } value }, RoutedTargetPercent: { } target } && value < target;
        return new LaneFigures(
            share, observed, IntervalOf(lane, share, observed),
            FigureText.Of(lane.LegacyPerMinute, 1), FigureText.Of(lane.OrchestrationPerMinute, 1), Small(lane.LegacyTrend), Small(lane.OrchestrationTrend),
            FigureText.Of(lane.RoutedWithin, 1, "%"), breach, Late(lane), SparkView.Of(lane.RoutedTrend, lane.RoutedTargetPercent),
            FigureText.Of(lane.RoutingP50, 1), FigureText.Of(lane.RoutingP95, 1, "s"), FigureText.Of(lane.RoutingP99, 1),
            FigureText.Of(lane.SlaAttainment, 1, "%"), FigureText.Of(lane.Success, 1, "%"));
    }

    /// <summary>One sentence instead of a row of signs, where a lane has no orders at all.</summary>
    public string? Sentence => LegacyRate.HasNumber || OrchestrationRate.HasNumber || Routed.HasNumber ? null : Observed.State switch
    {
        FigureState.NoOrders => "no orders of this lane in the last 30 minutes",
        FigureState.Pending => "waiting for the first answer of its sources",
        _ => null,
    };

    private static SparkView? Small(IReadOnlyList<double?> trend) => SparkView.Of(trend, width: 40, height: 14);

    private static string IntervalOf(LaneLive lane, ShareView share, FigureText observed)
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
