using CommandCenter.Layout.Components;

namespace CommandCenter.Live.Views;

/// <summary>The measured cells of a lane's row as one frame of a render tree: each frame would be kept twice for each viewer.</summary>
internal static class LaneCells
{
    /// <returns>Null unless every figure is a fresh number in a unit of the product's own: then nothing from outside can be in it.</returns>
    public static string? Draw(
        ShareView share, FigureText observed, string interval, FigureText legacy, FigureText orchestration, SparkView? legacySpark, SparkView? orchestrationSpark,
        FigureText routed, bool routedBreach, string routedNote, SparkView? routedSpark, FigureText p50, FigureText p95, FigureText p99, FigureText sla, FigureText success)
    {
        foreach (var figure in (ReadOnlySpan<FigureText>)[observed, legacy, orchestration, routed, p95, sla, success])
        {
            if (figure.State != FigureState.Fresh || figure.Markup is null) return null;
        }

        var warn = share.Differs ? " warn" : "";
        return $"<td class=\"sharecell\">{share.Bar}</td>"
            + $"<td class=\"num\"><span class=\"big{warn}\">{(share.Differs ? Icon.Of("differs", "al").Value : "")}{observed.Markup}</span><span class=\"sub{warn}\">{interval}</span></td>"
            + $"<td class=\"num two\"><span>{legacy.Markup}{legacySpark?.Svg}</span><span>{orchestration.Markup}{orchestrationSpark?.Svg}</span></td>"
            + $"<td class=\"num slac\"><div>{routedSpark?.Svg}<span class=\"{(routedBreach ? "big crit" : "big")}\">{(routedBreach ? Icon.Of("breach", "al").Value : "")}{routed.Markup}</span></div><span class=\"sub\">{routedNote}</span></td>"
            + $"<td class=\"num\"><span class=\"big\">{p95.Markup}</span><span class=\"sub\">p50 {p50.Text}, p99 {p99.Text}</span></td>"
            + $"<td class=\"num\">{sla.Markup}<span class=\"sub\">{success.Markup}</span></td>";
    }
}
