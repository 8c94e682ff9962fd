using CommandCenter.Layout;
using CommandCenter.Layout.Components;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Live.Views;

/// <summary>A running shift in one line: its step, its verdict so far, what happens by itself and when.</summary>
internal static class ShiftLines
{
    public static ShiftLine Of(ShiftLive shift)
    {
        var (css, icon) = shift.Phase switch { Phase.Degraded => ("crit", "breach"), Phase.Paused => ("warn", "hold"), _ => shift.WaitsFor is null ? ("run", "run") : ("warn", "hold") };
        var waits = shift.WaitsFor is null ? default : Html.Of($" Waits for <b>{shift.WaitsFor}</b>.");
        var next = shift.NextStep is not { } step ? default
            : shift.NextAt is { } at ? Html.Of($" <span class=\"t3\">In <b class=\"nw\" data-until=\"{Wording.Millis(at)}\"></b> {step}.</span>")
            : Html.Of($" <span class=\"t3\">Then {step}.</span>");
        return new ShiftLine(
            shift.Id,
            Html.Of($"<span class=\"phasebadge {css}\">{Icon.Of(icon)}{shift.Phase.ToString()}</span>"),
            Html.Of($"<a class=\"subject\" href=\"/traffic?shift={shift.Id.ToString()}\">{shift.Name}</a>"),
            Html.Of($" {string.Join("; ", shift.Segments)}: step {shift.Step} of {shift.Steps} at {Wording.Number(shift.Percent, shift.Percent % 1 == 0 ? 0 : 2)} %. <b>{Word(shift.Verdict)}</b>, {shift.Judged}.{waits}{next}"));
    }

    private static string Word(CheckVerdict verdict) => verdict == CheckVerdict.Inconclusive ? "Inconclusive so far" : verdict.ToString();
}
