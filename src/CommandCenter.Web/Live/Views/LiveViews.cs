using CommandCenter.Layout;
using CommandCenter.Layout.Components;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Live.Views;

/// <summary>Turns the newest snapshot into a <see cref="LiveView"/>, once, whoever asks first.</summary>
public sealed class LiveViews(ActivePlan plan)
{
    /// <summary>Timers on the page; the rest are counted.</summary>
    public const int TimersShown = 10;

    private readonly Lock gate = new();
    private volatile LiveView? last;

    public LiveView Of(LiveSnapshot snapshot)
    {
        if (last is { } known && ReferenceEquals(known.Snapshot, snapshot)) return known;
        lock (gate)
        {
            return last is { } current && ReferenceEquals(current.Snapshot, snapshot) ? current : last = Build(snapshot, last);
        }
    }

    private LiveView Build(LiveSnapshot now, LiveView? before)
    {
        var applied = plan.Current;
        var named = now.Lanes.Any(l => l.CommandedPercent is not null);
        var lanes = now.Lanes.Select(LaneViews.Of).ToList();
        var soon = TimeSpan.FromMinutes(5).TotalMilliseconds / Math.Max(1, now.Header.TimeScale);
        var timers = new TimersView(Same(before?.Timers.Items, now.Timers.Take(TimersShown).Select(Timer)), now.TimersRunning, soon);
        return new LiveView(
            now,
            Same(before?.Attention, now.Attention.Select(Attention)),
            Same(before?.Totals, now.Totals.Select(Total)),
            Same(before?.Lanes, lanes),
            Same(before?.LaneHead, LaneViews.Head(now.Lanes, named)),
            before is not null && ReferenceEquals(before.Timers.Items, timers.Items) && before.Timers == timers ? before.Timers : timers,
            Same(before?.Sources, now.Sources.Select(s => Source(s, applied))),
            Summary(now.Sources),
            Same(before?.Queues, now.Queues.Select(Queue)),
            Same(before?.Happenings, now.Happenings.Take(12).Select(h => new HappeningView(Wording.Millis(h.At), h.Text, h.Link))),
            Same(before?.Figures, now.Figures.Select(f => new NamedView(f.Key, f.Label, FigureText.Of(f.Figure, Decimals(f.Unit), f.Unit), SparkView.Of(f.Trend)))));
    }

    // keeps what reads the same: whole list, or row by row
    private static IReadOnlyList<T> Same<T>(IReadOnlyList<T>? before, IEnumerable<T> now) where T : class
    {
        var list = now as List<T> ?? [.. now];
        if (before is null) return list;
        var equal = before.Count == list.Count;
        for (var i = 0; i < list.Count; i++)
        {
            if (i < before.Count && Equals(before[i], list[i])) list[i] = before[i];
            else equal = false;
        }

        return equal ? before : list;
    }

    private static T Same<T>(T? before, T now) where T : class => Equals(before, now) ? before! : now;

    private static AttentionView Attention(AttentionItem item)
    {
        var (css, icon, word) = item.Kind switch
        {
            AttentionKind.Breaching => ("crit", "breach", "Breaching"),
            AttentionKind.AtRisk => ("warn", "warn", "At risk"),
            AttentionKind.Differs => ("warn", "differs", "Differs"),
            AttentionKind.Stale => ("qual", "stale", "Stale"),
            AttentionKind.Missing => ("qual", "missing", "Missing"),
            _ => ("qual", "no", "Error"),
        };
        return new AttentionView(css, icon, word, item.Subject, item.Text, Wording.Millis(item.Since), item.Owner, item.NextStep, item.NextAt is { } at ? Wording.Millis(at) : null, item.Link);
    }

    private static TotalView Total(TotalFigure total) => new(
        total.Label, FigureText.Of(total.Figure, Decimals(total.Unit), total.Unit is "%" or "s" ? total.Unit : ""), total.Breach, total.Detail,
        SparkView.Of(total.Trend, total.Limit, floor: total.Unit == "%"));

    private static TimerView Timer(TimerLive timer) => new(
        timer.OrderKey, $"{timer.Stage.Name()} on {timer.Side}", timer.Lane, Wording.Millis(timer.Deadline),
        timer.State == TimerState.Paused && timer.RemainingWhenPaused is { } left ? CountdownTimer.Clock(left) : null);

    private static SourceView Source(SourceLive source, CutoverPlan? plan)
    {
        var (css, icon, word) = SourceWords.Of(source.Health);
        var push = plan?.Source(source.Id)?.Adapter == "push" || source.Adapter == "push";
        return new SourceView(
            source.Id, SourceWords.Short(source.Side), css, icon, word, source.Health is SourceHealth.Stale or SourceHealth.Broken,
            source.LastEvent is { } at ? Wording.Millis(at) : null, push ? "push" : Wording.Limit(TimeSpan.FromSeconds(source.ExpectedSeconds)),
            Wording.Number(source.PerMinute), source.Rejected, source.Error);
    }

    private static string Summary(IReadOnlyList<SourceLive> sources) =>
        string.Join(", ", sources.GroupBy(s => s.Health).OrderBy(g => g.Key is not SourceHealth.Fresh).ThenBy(g => g.Key).Select(g => $"{g.Count()} {SourceWords.Of(g.Key).Word.ToLowerInvariant()}"));

    private static QueueView Queue(QueueLive queue) => new(
        queue.Name, SourceWords.Short(queue.Side), FigureText.Of(queue.Depth, 0, queue.Unit), ChartView.Of(queue.Trend), SparkView.Of(queue.Trend));

    private static int Decimals(string unit) => unit switch { "%" => 1, "s" => 1, "orders/min" => 1, _ => 0 };
}
