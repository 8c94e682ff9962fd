using Microsoft.AspNetCore.Components;

namespace CommandCenter.Live.Views;

/// <summary>
/// One snapshot, written out as markup once for all viewers. Each circuit only points at these strings; one that reads the same as before is the same object as before, so that
/// comparing it costs nothing and it is not sent again. What can be focused or pressed stands in a piece of its own that does not change while figures do.
/// </summary>
/// <param name="AsOf">Number and age of the snapshot, beside the title.</param>
/// <param name="Shifts">One line for each that runs.</param>
/// <param name="Totals">One piece for each.</param>
/// <param name="Sources">In the order of the plan.</param>
/// <param name="Queues">Not in rows: nothing in it can be pressed.</param>
/// <param name="Exceptions">Cases that wait, bucket by bucket.</param>
public sealed record LiveView(
    LiveSnapshot Snapshot, StripView Strip, MarkupString AsOf, IReadOnlyList<AttentionView> Attention, AttentionMore More, IReadOnlyList<ShiftLine> Shifts, IReadOnlyList<TotalView> Totals, LaneHead LaneHead, IReadOnlyList<LaneView> Lanes,
    TimersView Timers, IReadOnlyList<SourceView> Sources, MarkupString SourcesSummary, MarkupString Queues, MarkupString Exceptions, IReadOnlyList<HappeningView> Happenings, IReadOnlyList<MarkupString> Figures)
{
    /// <summary>The lane that the desk is about: the first that breaches, else one with orders over or close to their limits; null where the plan has none.</summary>
    public LaneView? Worst { get; } =
        Lanes.FirstOrDefault(l => l.Css == "crit") ?? Lanes.FirstOrDefault(l => l.Breached > 0) ?? Lanes.FirstOrDefault(l => l.AtRisk > 0) ?? (Lanes.Count > 0 ? Lanes[0] : null);
}

/// <summary>The pieces of the strip that all viewers share.</summary>
/// <param name="Name">Brand and name of the plan.</param>
/// <param name="Picture">Cutover clock, phase and commander; changes when one of them does.</param>
/// <param name="Heard">The connection with the age of what it brought last; changes with every snapshot.</param>
public sealed record StripView(MarkupString Name, MarkupString Picture, MarkupString Heard);

/// <param name="Key">The same while it is the same trouble.</param>
/// <param name="Css">crit, warn or qual.</param>
/// <param name="Link">The subject, as a link that stays while the text changes.</param>
public sealed record AttentionView(string Key, string Css, MarkupString Badge, MarkupString Link, MarkupString Said, MarkupString Rest);

/// <summary>What a screen on the wall says of the entries that it has no room for.</summary>
/// <param name="Shown">How many it has room for.</param>
/// <param name="Said">Null where all are shown.</param>
public sealed record AttentionMore(int Shown, MarkupString? Said);

/// <param name="Link">The shift, as a link that stays while the text changes.</param>
public sealed record ShiftLine(Guid Id, MarkupString Badge, MarkupString Link, MarkupString Said);

public sealed record TotalView(string Label, MarkupString Live, MarkupString Wall);

/// <param name="HasCommand">The traffic table commands something; otherwise the column is left out.</param>
/// <param name="Live">Columns and heads of the table.</param>
/// <param name="Legend">What its signs mean.</param>
/// <param name="Wall">Columns and heads on the wall.</param>
public sealed record LaneHead(bool HasCommand, MarkupString Live, MarkupString Legend, MarkupString Wall);

/// <param name="Css">crit, warn, qual, run, ok or empty.</param>
/// <param name="Link">The name, as a link that stays while figures change.</param>
/// <param name="State">In sign and word.</param>
/// <param name="Cells">All other cells.</param>
/// <param name="Wall">All cells of its row on the wall.</param>
public sealed record LaneView(string Id, string Name, string Css, int AtRisk, int Breached, MarkupString Link, MarkupString State, MarkupString Cells, MarkupString Wall)
{
    /// <summary>Its open orders.</summary>
    public string Href { get; } = HrefOf(Id);

    public static string HrefOf(string id) => "/orders?open=true&lane=" + Uri.EscapeDataString(id);
}

/// <param name="SoonMillis">Less than this left is soon, after the time scale.</param>
/// <param name="More">How many more run; empty where all are shown.</param>
public sealed record TimersView(IReadOnlyList<TimerView> Items, string SoonMillis, MarkupString More);

/// <param name="Key">Order and limit.</param>
public sealed record TimerView(string Key, MarkupString Live, MarkupString Wall);

/// <param name="Link">The source, as a link that stays while figures change.</param>
/// <param name="Cells">Side, age, cadence, rate.</param>
/// <param name="Rejected">The last cell, with a link where records were refused.</param>
public sealed record SourceView(string Id, MarkupString Link, MarkupString Cells, MarkupString Rejected, MarkupString Wall);

/// <param name="Key">Time and text.</param>
public sealed record HappeningView(string Key, MarkupString Line);
