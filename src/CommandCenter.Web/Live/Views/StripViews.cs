using System.Globalization;
using CommandCenter.Layout;
using CommandCenter.Layout.Components;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Live.Views;

/// <summary>Cutover clock, phase with its reason, commander and connection, for the strip of every page.</summary>
public static class StripViews
{
    /// <summary>Before the first snapshot.</summary>
    public static StripView None { get; } = new(
        Html.Of($"{Brand}<b>Command Center</b><span class=\"lbl\">no plan applied</span></span>"),
        Picture(null, Html.Of($"<span class=\"st\">{Icon.Of("pending")}Waiting for the first snapshot</span>")),
        Heard(null));

    private static MarkupString Brand => Html.Of($"<span class=\"short\">{Icon.Of("logo")}</span><span class=\"full\">");

    public static StripView Of(LiveSnapshot live)
    {
        ArgumentNullException.ThrowIfNull(live);
        var header = live.Header;
        var world = header.Rehearsal
            ? Html.Of($"<span class=\"phasebadge warn rehearsing\">{Icon.Of("rehearse")}Rehearsal, time\u00a0×{header.TimeScale.ToString("0.##", CultureInfo.InvariantCulture)}</span>")
            : default;
        return new StripView(
            Html.Of($"{Brand}<b>Command Center</b><span class=\"lbl\">{header.Name}</span></span>"),
            Picture(header, Html.Of($"{PhaseBadge.Of(live.Phase.Phase)}<p>{live.Phase.Message}</p>{world}")),
            Heard(Wording.Millis(live.AsOf)));
    }

    private static MarkupString Picture(LiveHeader? header, MarkupString phase)
    {
        var clock = header?.CutoverStart is { } start ? Html.Of($"<b data-cutover=\"{Wording.Millis(start)}\"></b>") : Html.Of($"<b class=\"v-none\">not fixed</b>");
        return Html.Of($"<div class=\"clock\"><span class=\"lbl\">Cutover clock</span>{clock}</div><div class=\"phase\">{phase}</div><div class=\"who\"><span class=\"lbl\">Incident commander</span><b>{header?.Commander ?? "nobody named"}</b></div>");
    }

    private static MarkupString Heard(long? at)
    {
        var age = at is { } known ? Html.Of($"Live, <i data-since=\"{known}\"></i>") : Html.Of($"Live");
        var heard = at is { } server ? Html.Of($"<i hidden data-heard=\"{server}\"></i>") : default;
        return Html.Of($"<div class=\"conn\"><span class=\"lbl\">Connection</span><span class=\"st t1\" data-conn=\"live\">{Icon.Of("conn", "ok")}<span>{age}</span></span><span class=\"st qual\" data-conn=\"lost\" hidden>{Icon.Of("conn")}Lost</span>{heard}</div>");
    }
}
