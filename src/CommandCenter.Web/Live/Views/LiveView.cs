using System.Globalization;
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
public sealed record AttentionView(string Css, string Icon, string Word, string Subject, string Text, long Since, string? Owner, string? NextStep, long? NextAt, string Link)
{
    /// <summary>Severity in sign and word, written once for all viewers: the product's own words.</summary>
    public string Badge { get; } = $"<span class=\"st {Css}\">{Layout.Components.Icon.Of(Icon)}{Word}</span>";

    public string Said { get; } = $" {Text} ";

    /// <summary>How long it stands; the browser counts.</summary>
    public string For { get; } = string.Create(CultureInfo.InvariantCulture, $"<span class=\"since\">for <span class=\"nw\" data-since=\"{Since}\"></span></span>");
}

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
    FigureText Sla, FigureText Success, int AtRisk, int Breached, string Late)
{
    // written once for all viewers, not by each page
    public string Href { get; } = "/orders?open=true&lane=" + Uri.EscapeDataString(Id);

    public string StateCss { get; } = "st " + Css;

    /// <summary>
    /// The cells from the share bar to the limits met, one string for all viewers, where numbers and fixed words are all that is in them;
    /// null where a figure is stale, missing or failed, whose reason may come from outside.
    /// </summary>
    public string? Cells { get; } = LaneCells.Draw(Share, Observed, Interval, LegacyRate, OrchestrationRate, LegacySpark, OrchestrationSpark, Routed, RoutedBreach, RoutedNote, RoutedSpark, P50, P95, P99, Sla, Success);

    public string Percentiles { get; } = $"p50 {P50.Text}, p99 {P99.Text}";

    public string AtRiskText { get; } = AtRisk.ToString(CultureInfo.InvariantCulture);

    public string BreachedText { get; } = Breached.ToString(CultureInfo.InvariantCulture) + " over";
}

public sealed record TimersView(IReadOnlyList<TimerView> Items, int Running, double SoonMillis);

/// <param name="Paused">What is left, where the clock stands still.</param>
public sealed record TimerView(string OrderKey, string What, string Lane, long Deadline, string? Paused)
{
    public string Href { get; } = "/orders/" + Uri.EscapeDataString(OrderKey);

    public string Until { get; } = Deadline.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Age">UTC milliseconds of the newest record.</param>
public sealed record SourceView(
    string Id, string Side, string Css, string Icon, string Word, bool Stale, long? Age, string Expected, string PerMinute, long Rejected, string? Error)
{
    public string Href { get; } = "/sources/" + Uri.EscapeDataString(Id);

    public string? Since { get; } = Age?.ToString(CultureInfo.InvariantCulture);
}

public sealed record QueueView(string Name, string Side, FigureText Depth, ChartView? Chart, SparkView? Spark)
{
    /// <summary>What stands inside of the chart, written once for all viewers: numbers and fixed words only.</summary>
    public string? Drawing { get; } = Chart?.Draw(Side == "Legacy");

    public string? Words { get; } = Chart is null ? null : $"{Name}: {Chart.Last} now, over the last {Chart.Minutes} minutes";
}

public sealed record HappeningView(long At, string Text, string? Link)
{
    public string Millis { get; } = At.ToString(CultureInfo.InvariantCulture);
}

public sealed record NamedView(string Key, string Label, FigureText Figure, SparkView? Spark)
{
    /// <summary>Number and trend in one, written once for all viewers; null where something from outside belongs in it.</summary>
    public string? Drawing { get; } = Figure.Markup is null ? null : Figure.Markup + Spark?.Svg;
}
