using System.Globalization;
using CommandCenter.Layout;
using CommandCenter.Layout.Components;
using CommandCenter.Plan;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Live.Views;

/// <summary>Turns the newest snapshot into a <see cref="LiveView"/>, once, whoever asks first.</summary>
public sealed class LiveViews(ActivePlan plan)
{
    /// <summary>Timers on the page; the rest are counted.</summary>
    public const int TimersShown = 10;

    /// <summary>Happenings on the page, newest first.</summary>
    public const int HappeningsShown = 12;

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
        var commands = now.Lanes.Any(l => l.CommandedPercent is not null);
        var soon = TimeSpan.FromMinutes(5).TotalMilliseconds / Math.Max(1, now.Header.TimeScale);
        var timers = new TimersView(
            Same(before?.Timers.Items, now.Timers.Take(TimersShown).Select(PanelViews.Timer).DistinctBy(t => t.Key)), soon.ToString("0", CultureInfo.InvariantCulture),
            PanelViews.MoreTimers(now.TimersRunning - Math.Min(TimersShown, now.Timers.Count)));
        return new LiveView(
            now,
            Same(before?.Strip, StripViews.Of(now)),
            Html.Of($"Snapshot {Wording.Number(now.Revision)}, last 30 min, <span data-since=\"{Wording.Millis(now.AsOf)}\"></span> old"),
            Same(before?.Attention, AttentionViews.Of(now.Attention)),
            AttentionViews.More(now.Attention),
            Same(before?.Shifts, now.Shifts.Select(ShiftLines.Of)),
            Same(before?.Totals, now.Totals.Select(PanelViews.Total)),
            Same(before?.LaneHead, LaneViews.Head(now.Lanes, commands)),
            Same(before?.Lanes, now.Lanes.Select(l => LaneViews.Of(l, commands))),
            timers,
            Same(before?.Sources, now.Sources.Select(s => PanelViews.Source(s, applied))),
            Same(before?.SourcesSummary, PanelViews.Summary(now.Sources)),
            Same(before?.Queues, PanelViews.Queues(now.Queues)),
            Same(before?.Exceptions, PanelViews.Exceptions(now.Exceptions)),
            Same(before?.Happenings, now.Happenings.Take(HappeningsShown).Select(PanelViews.Happening).DistinctBy(h => h.Key)),
            Same(before?.Figures, now.Figures.Select(PanelViews.Named)));
    }

    // keeps what reads the same: whole list, or row by row
    private static IReadOnlyList<T> Same<T>(IReadOnlyList<T>? before, IEnumerable<T> now)
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

    private static MarkupString Same(MarkupString? before, MarkupString now) => before is { } known && known.Value == now.Value ? known : now;

    private static StripView Same(StripView? before, StripView now) => before is null ? now : new StripView(Same(before.Name, now.Name), Same(before.Picture, now.Picture), Same(before.Heard, now.Heard));
}
