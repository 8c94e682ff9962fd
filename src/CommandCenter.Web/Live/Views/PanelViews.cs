using System.Globalization;
using CommandCenter.Layout;
using CommandCenter.Layout.Components;
using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Plan;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Live.Views;

/// <summary>Totals, timers, sources, queues, happenings and named figures, as they are written.</summary>
internal static class PanelViews
{
    public static TotalView Total(TotalFigure total)
    {
        var figure = FigureText.Of(total.Figure, Decimals(total.Unit), total.Unit is "%" or "s" ? total.Unit : "");
        var sign = total.Breach ? Icon.Of("breach", "al") : default;
        var spark = SparkView.Of(total.Trend, total.Limit, floor: total.Unit == "%")?.Svg;
        // the part that a breach is about: up to the first comma
        var comma = total.Detail.IndexOf(',', StringComparison.Ordinal);
        var lead = comma > 0 ? total.Detail[..comma] : total.Detail;
        var detail = total.Breach ? Html.Of($"<b>{lead}</b>{total.Detail[lead.Length..]}") : Html.Of($"{total.Detail}");
        var age = figure.State == FigureState.Stale ? Html.Of($"{figure.Age} ") : default;
        return new TotalView(
            total.Label,
            Html.Of($"<div class=\"{(total.Breach ? "fig crit" : "fig")}\"><div class=\"l\">{total.Label}</div><div class=\"v\"><span>{sign}{(total.Breach ? Html.Of($"<span class=\"vh\">breaching</span>") : default)}{figure.Value}</span>{spark}</div><div class=\"c\">{age}{detail}</div></div>"),
            Html.Of($"<div><span>{total.Label} {figure.Age}</span><b class=\"{(total.Breach ? "crit" : "")}\">{sign}{figure.Value}</b></div>"));
    }

    public static TimerView Timer(TimerLive timer)
    {
        var what = $"{timer.Stage.Name}{(timer.Due is { } due ? " due " + due.Name() : "")} {(timer.Stage == Milestone.Propagation ? $"from {timer.Side} to the other side" : $"on {timer.Side}")}";
        var paused = timer.State == TimerState.Paused && timer.RemainingWhenPaused is { } left ? CountdownTimer.Clock(left) : null;
        var clock = paused is null ? Html.Of($"<span class=\"tm\"{Soon(timer)} data-until=\"{Wording.Millis(timer.Deadline)}\"></span>") : Html.Of($"<span class=\"tm paused\">{paused}</span>");
        var state = paused is not null ? Html.Of($"{Icon.Of("hold")}{(timer.PausedBy == TimerPause.Closed ? "closed" : "paused")}, ")
            : Html.Of($"<em class=\"over\">overdue, </em>{AtRisk(timer)}");
        return new TimerView(
            $"{timer.OrderKey}\n{timer.Limit}\n{what}",
            Html.Of($"{clock}<div class=\"x\"><a class=\"key\" data-open href=\"/orders/{Uri.EscapeDataString(timer.OrderKey)}\">{timer.OrderKey}</a> <i class=\"lane\">{timer.Lane}</i><span>{state}{what}</span></div>"),
            Html.Of($"{clock}<div class=\"x\"><b>{timer.OrderKey}</b><span>{state}{what}</span></div>"));
    }

    // what is at risk by its limit is amber whatever is soon for the others
    private static MarkupString Soon(TimerLive timer) => timer.AtRiskBefore is { } before ? Html.Of($" data-soon=\"{(long)before.TotalMilliseconds}\"") : default;

    // a browser that has counted to the deadline hides it again
    private static MarkupString AtRisk(TimerLive timer) => timer switch
    {
        { AtRiskBefore: null } => default,
        { AtRiskLevels: 1 } => Html.Of($"<em class=\"risk\">at risk, </em>"),
        _ => Html.Of($"<em class=\"risk\">at risk {timer.AtRiskLevel} of {timer.AtRiskLevels}, under {Wording.Limit(timer.AtRiskBefore.Value)}, </em>"),
    };

    public static MarkupString MoreTimers(int more) => more > 0 ? Html.Of($"<p class=\"more xs t3\">{Wording.Count(more, "more timer")} running</p>") : default;

    public static SourceView Source(SourceLive source, CutoverPlan? plan)
    {
        var (css, icon, word) = SourceWords.Of(source.Health);
        var push = plan?.Source(source.Id)?.Adapter == "push" || source.Adapter == "push";
        var silent = source.Health is SourceHealth.Stale or SourceHealth.Broken;
        long? last = source.LastEvent is { } at ? Wording.Millis(at) : null;
        var age = css == "ok"
            ? last is null ? Html.Of($"<span class=\"v-none\">no record yet</span>") : Html.Of($"<span data-since=\"{last}\"></span>")
            : Html.Of($"<span class=\"st {css}\"{(source.Error is { } error ? Html.Of($" title=\"{error}\"") : default)}>{Icon.Of(icon)}{(silent && last is not null ? Html.Of($"<span><i data-since=\"{last}\"></i> old</span>") : Html.Of($"{word}"))}</span>");
        var rate = Wording.Number(source.PerMinute);
        var expected = push ? "push" : Wording.Limit(TimeSpan.FromSeconds(source.ExpectedSeconds));
        return new SourceView(
            source.Id,
            Html.Of($"<td><a class=\"t1\" data-open href=\"/sources/{Uri.EscapeDataString(source.Id)}\">{source.Id}</a></td><td>{SourceWords.Short(source.Side)}</td>"),
            Html.Of($"<td class=\"num\">{age}</td><td class=\"num t3\">{expected}</td><td class=\"num\">{(silent ? Html.Of($"<span class=\"v-stale\">{rate}</span>") : Html.Of($"{rate}"))}</td>"),
            source.Rejected > 0
                ? Html.Of($"<td class=\"num\"><a class=\"in\" href=\"/rejected?source={Uri.EscapeDataString(source.Id)}\">{Wording.Number(source.Rejected)}</a></td>")
                : Html.Of($"<td class=\"num\">0</td>"),
            Html.Of($"<li><span>{source.Id}</span><b class=\"{(css == "ok" ? "" : css)}\">{(css == "ok" ? default : Html.Of($"{Icon.Of(icon)} "))}{(last is not null && css is "ok" or "qual" ? Html.Of($"<i data-since=\"{last}\"></i>") : Html.Of($"{word}"))}</b></li>"));
    }

    public static MarkupString Summary(IReadOnlyList<SourceLive> sources)
    {
        var counts = sources.GroupBy(s => s.Health).OrderBy(g => g.Key is not SourceHealth.Fresh).ThenBy(g => g.Key)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {SourceWords.Of(g.Key).Word.ToLowerInvariant()}"));
        return Html.Of($"{string.Join(", ", counts)}");
    }

    /// <summary>As they were over the last minutes. No data is a hatched gap with a name and is never joined.</summary>
    public static MarkupString Queues(IReadOnlyList<QueueLive> queues) => queues.Count == 0
        ? Html.Of($"<div class=\"empty\" role=\"status\"><b>No queue is reported.</b>A mapping of kind gauge brings what a system says of its own queues.</div>")
        : Html.Of($"<div class=\"queues\">{Html.Join(queues.Select(Queue))}</div>");

    /// <summary>Every bucket has its row: none is zero, and a bucket that nobody counts yet is not.</summary>
    public static MarkupString Exceptions(IReadOnlyList<CaseTally>? tallies)
    {
        if (tallies is null)
        {
            return Html.Of($"<p class=\"v-none\">Not counted yet.</p>");
        }

        return Html.Of($"<table class=\"ref buckets\"><thead><tr><th>Bucket</th><th class=\"num\">open</th><th class=\"num\">not taken</th><th class=\"num\">overdue</th></tr></thead><tbody>{Html.Join(ExceptionNames.Buckets.Select(b => Bucket(b, tallies)))}</tbody></table>");
    }

    private static MarkupString Bucket(ExceptionBucket bucket, IReadOnlyList<CaseTally> tallies)
    {
        var of = tallies.Where(t => t.Bucket == bucket).ToList();
        var (open, waiting, overdue) = (of.Sum(t => t.Open), of.Sum(t => t.Waiting), of.Sum(t => t.Overdue));
        var late = overdue > 0 ? Html.Of($"<span class=\"st crit\">{Icon.Of("breach")}{Wording.Number(overdue)}</span>") : Html.Of($"0");
        return Html.Of($"<tr><td><a class=\"t1 plain\" href=\"/exceptions?team=all&amp;bucket={bucket.Name()}\">{bucket.Name()}</a></td><td class=\"num\">{Wording.Number(open)}</td><td class=\"num\">{Wording.Number(waiting)}</td><td class=\"num\">{late}</td></tr>");
    }

    public static HappeningView Happening(Happening happening)
    {
        var at = Wording.Millis(happening.At);
        return new HappeningView(
            string.Create(CultureInfo.InvariantCulture, $"{at}\n{happening.Text}"),
            Html.Of($"<dt><time data-at=\"{at}\"></time></dt><dd>{(happening.Link is { } link ? Html.Of($"<a class=\"plain\" href=\"{link}\">{happening.Text}</a>") : Html.Of($"{happening.Text}"))}</dd>"));
    }

    public static MarkupString Named(NamedFigure named)
    {
        var figure = FigureText.Of(named.Figure, Decimals(named.Unit), named.Unit);
        return Html.Of($"<div><dt>{named.Label}{(figure.State == FigureState.Stale ? Html.Of($" {figure.Age}") : default)}</dt><dd{(figure.Note is { } note ? Html.Of($" title=\"{note}\"") : default)}>{figure.Value}{SparkView.Of(named.Trend)?.Svg}</dd></div>");
    }

    private static MarkupString Queue(QueueLive queue)
    {
        var depth = FigureText.Of(queue.Depth, 0, queue.Unit);
        var drawing = ChartView.Of(queue.Trend) is { } chart
            ? Html.Of($"<svg class=\"chart\" viewBox=\"{ChartView.Box}\" role=\"img\" aria-label=\"{queue.Name}: {chart.Last} now, over the last {chart.Minutes} minutes\">{chart.Draw(queue.Side == Side.Legacy)}</svg>")
            : Html.Of($"<p class=\"v-none\">no reading in the last minutes</p>");
        return Html.Of($"<figure class=\"mini\"><figcaption><span>{queue.Name} <span class=\"t3\">{SourceWords.Short(queue.Side)}</span></span><b>{depth.Value}</b></figcaption>{drawing}</figure>");
    }

    private static int Decimals(string unit) => unit switch { "%" => 1, "s" => 1, "orders/min" => 1, _ => 0 };
}
