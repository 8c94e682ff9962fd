using CommandCenter.Layout.Components;

namespace CommandCenter.Live.Views;

/// <summary>
/// One snapshot, ready to draw. Built once for all viewers; a part that reads the same as before is the same object as before, so that its panel need not look at it again.
/// </summary>
public sealed record LiveView(
    LiveSnapshot Snapshot, IReadOnlyList<AttentionView> Attention, IReadOnlyList<TotalView> Totals, IReadOnlyList<LaneView> Lanes, LaneHead LaneHead,
    TimersView Timers, IReadOnlyList<SourceView> Sources, string SourcesSummary, IReadOnlyList<QueueView> Queues, IReadOnlyList<HappeningView> Happenings, IReadOnlyList<NamedView> Figures);

/// <param name="Css">crit, warn or qual.</param>
/// <param name="NextAt">UTC milliseconds of the next automatic step.</param>
public sealed record AttentionView(string Css, string Icon, string Word, string Subject, string Text, long Since, string? Owner, string? NextStep, long? NextAt, string Link);

public sealed record TotalView(string Label, FigureText Figure, bool Breach, string Detail, SparkView? Spark)
{
    /// <summary>The part that a breach is about: up to the first comma.</summary>
    public string DetailLead => Detail.IndexOf(',', StringComparison.Ordinal) is var comma and > 0 ? Detail[..comma] : Detail;

    public string DetailRest => Detail[DetailLead.Length..];
}

/// <param name="HasCommand">The traffic table commands something; otherwise the column is left out.</param>
/// <param name="Routed">Head of the routed column, such as "within 60 s".</param>
public sealed record LaneHead(bool HasCommand, string Routed, string RoutedLimit);

public sealed record LaneView(
    string Id, string Name, string Css, string Icon, string Word, string Message, string? Commanded, ShareView Share, FigureText Observed, string Interval,
    FigureText LegacyRate, FigureText OrchestrationRate, SparkView? LegacySpark, SparkView? OrchestrationSpark,
    FigureText Routed, bool RoutedBreach, string RoutedNote, SparkView? RoutedSpark, FigureText P50, FigureText P95, FigureText P99,
    FigureText Sla, FigureText Success, int AtRisk, int Breached, string Late);

public sealed record TimersView(IReadOnlyList<TimerView> Items, int Running, double SoonMillis);

/// <param name="Paused">What is left, where the clock stands still.</param>
public sealed record TimerView(string OrderKey, string What, string Lane, long Deadline, string? Paused);

/// <param name="Age">UTC milliseconds of the newest record.</param>
public sealed record SourceView(
    string Id, string Side, string Css, string Icon, string Word, bool Stale, long? Age, string Expected, string PerMinute, long Rejected, string? Error);

public sealed record QueueView(string Name, string Side, FigureText Depth, ChartView? Chart, SparkView? Spark);

public sealed record HappeningView(long At, string Text, string? Link);

public sealed record NamedView(string Key, string Label, FigureText Figure, SparkView? Spark);
