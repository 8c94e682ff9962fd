using CommandCenter.Layout;
using CommandCenter.Layout.Components;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Live.Views;

/// <summary>One lane's row: what stands in each cell, decimals fixed.</summary>
public static class LaneViews
{
    /// <param name="commands">The table has a column for what is commanded.</param>
    public static LaneView Of(LaneLive lane, bool commands)
    {
        ArgumentNullException.ThrowIfNull(lane);
        var (css, icon, word) = State(lane);
        var figures = LaneFigures.Of(lane);
        var commanded = lane.CommandedPercent is { } percent ? Wording.Number(percent, percent % 1 == 0 ? 0 : 2) : null;
        return new LaneView(
            lane.Lane, lane.Name, css, lane.AtRisk, lane.Breached,
            Html.Of($"<div class=\"ln\"><a data-open href=\"{LaneView.HrefOf(lane.Lane)}\">{lane.Name}</a></div>"),
            Html.Of($"<span class=\"st {css}\" title=\"{lane.Phase.Message}\">{Icon.Of(icon)}{word}</span>{(lane.Migration is { } stage ? Html.Of($"<span class=\"stage\">{stage.Replace('-', ' ')}</span>") : default)}"),
            LaneCells.Live(lane, figures, commands, commanded),
            LaneCells.Wall(lane, figures, commands, commanded, Html.Of($"<span class=\"st {css}\">{Icon.Of(icon)}{word}</span>")));
    }

    public static LaneHead Head(IReadOnlyList<LaneLive> lanes, bool commands)
    {
        var limits = lanes.Select(l => l.RoutedWithinSeconds).OfType<double>().Distinct().ToList();
        var targets = lanes.Select(l => l.RoutedTargetPercent).OfType<double>().Distinct().ToList();
        var routed = limits.Count == 1 ? $"Routed within {Wording.Limit(TimeSpan.FromSeconds(limits[0]))}" : "Routed within limit";
        var limit = targets.Count == 1 ? $"limit {Wording.Number(targets[0], 1)} %" : "limit by lane";
        MarkupString When(MarkupString given) => commands ? given : default;
        var scale = Html.Of($"<th class=\"sharecell\"><span class=\"scale\"><i>0</i><i>50</i><i>100 %</i></span></th>");
        return new LaneHead(
            commands,
            Html.Of($"""
                <colgroup><col class="c-lane">{When(Html.Of($"<col class=\"c-cmd\">"))}<col><col class="c-obs"><col class="c-rate"><col class="c-routed"><col class="c-p95"><col class="c-sla"><col class="c-risk"></colgroup><thead><tr class="grp"><td></td><th colspan="{(commands ? 3 : 2)}" class="c">Share on Orchestration</th><th class="num">Orders per min</th><th class="num">{routed}</th><th class="num">Routing time</th><th class="num">Limits met</th><th class="num">At</th></tr><tr><th>Lane</th>{When(Html.Of($"<th class=\"num\">commanded</th>"))}{scale}<th class="num">observed</th><th class="num two"><span>Legacy</span><span>Orch.</span></th><th class="num">{limit}</th><th class="num">p95</th><th class="num">success</th><th class="num">risk</th></tr></thead>
                """),
            Html.Of($"""
                <p class="legend">{When(Html.Of($"<span class=\"share lg\"><i class=\"cm\"></i></span>commanded"))}<span class="share lg ob-only"><i class="ob"></i></span> observed <span class="share lg"><i class="ci"></i></span> its 95 % interval, from orders before the older watermark, 30 min at most</p>
                """),
            Html.Of($"""
                <colgroup><col class="w-lane">{When(Html.Of($"<col class=\"w-cmd\">"))}<col><col class="w-obs"><col class="w-routed"><col class="w-late"><col class="w-late"></colgroup><thead><tr><th>Lane</th>{When(Html.Of($"<th class=\"num\">Commanded</th>"))}{scale}<th class="num">Observed</th><th class="num">{routed}, {limit}</th><th class="num">At risk</th><th class="num">Over</th></tr></thead>
                """));
    }

    private static (string Css, string Icon, string Word) State(LaneLive lane) => lane.Phase.Phase switch
    {
        Phase.Degraded => lane.Phase.Reason.Contains("stale", StringComparison.Ordinal) ? ("qual", "stale", "Stale") : ("crit", "breach", "Breaching"),
        Phase.Paused => ("warn", "hold", "Paused"),
        Phase.Progressing => ("run", "run", lane.Phase.Reason is { Length: > 0 } reason ? Sentence(reason) : "Progressing"),
        _ => lane.Phase.Reason is "no-orders" ? ("", "dash", "No orders") : ("ok", "ok", "Healthy"),
    };

    private static string Sentence(string kebab) => char.ToUpperInvariant(kebab[0]) + kebab[1..].Replace('-', ' ');
}
