using CommandCenter.Layout.Components;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Live.Views;

/// <summary>The cells of a lane's row behind its name and state: share, rates, routing, limits met, at risk. No orders at all: one sentence across, no zeros.</summary>
internal static class LaneCells
{
    public static MarkupString Live(LaneLive lane, LaneFigures figures, bool commands, string? commanded)
    {
        var command = !commands ? default
            : commanded is not null ? Html.Of($"<td class=\"num\" title=\"{lane.CommandedNote}\"><span class=\"big\">{commanded}</span><span class=\"u\">%{(lane.CommandedNote is null ? "" : " *")}</span></td>")
            : Html.Of($"<td class=\"num\"><span class=\"v-none\">not commanded</span></td>");
        if (figures.Sentence is { } sentence) return Html.Of($"{command}<td colspan=\"7\" class=\"none\">{sentence}</td>");

        var f = figures;
        var p95 = f.P95.HasNumber ? Html.Of($"<span class=\"sub\">{Below(f.P95, $"p50 {f.P50.Text}, p99 {f.P99.Text}")}</span>") : default;
        return Html.Of($"{command}<td class=\"sharecell\">{f.Share.Bar}</td><td class=\"num\">{Observed(f)}</td>")
            .And(Html.Of($"<td class=\"num two\"><span>{f.LegacyRate.Mark}{f.LegacySpark?.Svg}</span><span>{f.OrchestrationRate.Mark}{f.OrchestrationSpark?.Svg}</span></td>"))
            .And(Html.Of($"<td class=\"num slac\">{Routed(f)}<span class=\"sub\">{Below(f.Routed, f.RoutedNote)}</span></td>"))
            .And(Html.Of($"<td class=\"num\"><span class=\"big\">{f.P95.Value}</span>{p95}</td><td class=\"num\">{f.Sla.Value}<span class=\"sub\">{f.Success.Value}</span></td>"))
            .And(Risk(lane));
    }

    public static MarkupString Wall(LaneLive lane, LaneFigures figures, bool commands, string? commanded, MarkupString state)
    {
        var command = !commands ? default
            : commanded is not null ? Html.Of($"<td class=\"num\"><span class=\"big\">{commanded}</span><span class=\"u\">%</span></td>")
            : Html.Of($"<td class=\"num\"></td>");
        return Html.Of($"<td><div class=\"ln\">{lane.Name}</div>{state}</td>{command}<td class=\"sharecell\">{figures.Share.Bar}</td><td class=\"num\">{Observed(figures, sign: false)}</td><td class=\"num slac\">{Routed(figures)}</td>")
            .And(Html.Of($"<td class=\"num\"><span class=\"big\">{lane.AtRisk}</span></td><td class=\"num\"><span class=\"{(lane.Breached > 0 ? "big crit" : "big")}\">{lane.Breached}</span></td>"));
    }

    private static MarkupString Observed(LaneFigures figures, bool sign = true)
    {
        if (!figures.Observed.HasNumber) return figures.Observed.Value;
        var warn = figures.Share.Differs ? " warn" : "";
        return Html.Of($"<span class=\"big{warn}\">{(sign && figures.Share.Differs ? Icon.Of("differs", "al") : default)}{figures.Observed.Value}</span><span class=\"sub{(sign ? warn : "")}\">{Below(figures.Observed, figures.Interval)}</span>");
    }

    private static MarkupString Routed(LaneFigures figures) =>
        Html.Of($"<div>{figures.RoutedSpark?.Svg}<span class=\"{(figures.RoutedBreach ? "big crit" : "big")}\">{(figures.RoutedBreach ? Icon.Of("breach", "al") : default)}{figures.Routed.Value}</span></div>");

    /// <summary>A row opens the same page as this link, so the keyboard need not stop here.</summary>
    private static MarkupString Risk(LaneLive lane)
    {
        var risk = lane.AtRisk > 0 ? Html.Of($"<a class=\"in\" tabindex=\"-1\" href=\"{LaneView.HrefOf(lane.Lane)}\">{lane.AtRisk}</a>") : Html.Of($"0");
        return Html.Of($"<td class=\"num\">{risk}{(lane.Breached > 0 ? Html.Of($"<span class=\"sub crit\">{lane.Breached} over</span>") : default)}</td>");
    }

    private static MarkupString Below(FigureText figure, string fresh) => figure.State == FigureState.Stale ? figure.Age : Html.Of($"{fresh}");
}
