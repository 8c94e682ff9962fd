using CommandCenter.Layout;
using CommandCenter.Live;

namespace CommandCenter.Rollback;

/// <summary>One of the four steps.</summary>
/// <param name="Css">done, run or wait, and missed.</param>
/// <param name="Figure">The figure that carries meaning; empty where there is none.</param>
/// <param name="Took">At rest; null while it runs or waits.</param>
/// <param name="IsMissed">Its window was missed.</param>
internal sealed record FarStep(string Name, string Css, string Icon, string Note, string Figure, string Unit, int Parked, string? Took, bool IsMissed);

/// <summary>One of the four times.</summary>
/// <param name="RunsSince">The browser counts from it; null at rest.</param>
internal sealed record FarTime(string Name, bool Missed, DateTimeOffset? RunsSince, string Text, string Note);

/// <summary>The part of the page that is read from three metres: made of the rollback and of the time, drawn as it is.</summary>
/// <param name="Used">Share of the last window that is over, 0 to 100.</param>
/// <param name="Eta">Share of it that is still needed as it goes now; 0 where nobody can say.</param>
internal sealed record RollbackFar(string Allowed, string? ToGo, double Used, double Eta, string BarLabel, IReadOnlyList<FarStep> Steps, IReadOnlyList<FarTime> Times)
{
    public static RollbackFar Of(RollbackView view, DateTimeOffset now)
    {
        var running = view.Phase == Phase.Progressing;
        RollbackStepView Step(string key) => view.Steps.First(s => s.Key == key);
        var (restored, observed, resolved, proven) = (Step("restored"), Step("observed"), Step("resolved"), Step("proven"));
        var until = running ? now : view.EndedAt ?? now;
        var elapsed = until - view.DecidedAt;
        var window = proven.Window ?? TimeSpan.FromMinutes(20);
        var toGo = running && resolved.At is null && restored.At is { } from && view.Resolved > 0 ? (now - from) / view.Resolved * (view.InFlight - view.Resolved) : TimeSpan.Zero;
        var used = Math.Clamp(elapsed / window * 100, 0, 100);
        var allowed = $"{Wording.Limit(window)} allowed";
        var left = toGo > TimeSpan.Zero ? $"about {About(toGo)} to go" : null;
        return new RollbackFar(
            allowed, left, used, Math.Clamp(toGo / window * 100, 0, 100 - used), $"{Wording.Duration(elapsed)} of {Wording.Limit(window)} used{(left is null ? "" : $"; {left}")}",
            [
                Make(view, restored, "Traffic back", restored.At is null ? "run" : "done", "Every order that was decided by an older table is recorded; the new one holds", $"revision {Wording.Number(view.Revision)}", "", 0),
                Make(view, observed, "In-flight set", observed.At is not null ? "done" : restored.At is null || !running ? "wait" : "run", observed.At is null ? "Open until both sides' data reach beyond the restore; late orders join" : "Closed: both sides' data reach beyond the restore", Wording.Number(view.InFlight), $"{(view.InFlight == 1 ? "order" : "orders")}, {Wording.Number(view.Late)} late", 0),
                Make(view, resolved, "Replay to Legacy", resolved.At is not null ? "done" : restored.At is null || !running ? "wait" : "run", "In sequence per order; given up there before it is taken here", Wording.Number(view.Resolved), $"of {Wording.Number(view.InFlight)} done", view.Parked),
                ProofStep(view, proven, resolved.At is not null && running),
            ],
            [
                Time("Decide", "noticed to click", view.DecidedAt - Step("detected").At!.Value, null, false, null),
                Time("Restore", "click to the last order", restored.At - view.DecidedAt, restored.Window, restored.Missed, running && restored.At is null ? view.DecidedAt : null),
                Time("Resolve", "click to the last outcome", resolved.At - view.DecidedAt, resolved.Window, resolved.Missed, running && resolved.At is null ? view.DecidedAt : null),
                Time("Verify", "click to the proof", proven.At - view.DecidedAt, proven.Window, proven.Missed, running ? view.DecidedAt : null),
            ]);
    }

    private static FarStep ProofStep(RollbackView view, RollbackStepView step, bool running)
    {
        if (view.Proof is not { } proof)
        {
            return Make(view, step, "Proof", running ? "run" : "wait", "Proven, observed or cannot tell: from both ledgers, when every order has its outcome", "pending", "", 0);
        }

        var (icon, word, _) = RollbackWords.Verdict(proof.Verdict);
        var made = Make(view, step, "Proof", "done", Capital(RollbackWords.Basis(proof)), word, proof.Checked > 0 ? $"{Wording.Number(proof.Checked)} compared" : "", 0);
        return proof.Verdict == ProofVerdict.Proven ? made : made with { Icon = icon, Css = made.Css.Replace("done", proof.Verdict == ProofVerdict.Disproven ? "done bad" : "done unsure", StringComparison.Ordinal) };
    }

    private static FarStep Make(RollbackView view, RollbackStepView step, string name, string css, string note, string figure, string unit, int parked) => new(
        name, step.Missed ? css + " missed" : css, css switch { "done" => "ok", "run" => "run", _ => "pending" },
        step is { Missed: true, Window: { } window } ? $"Window missed: {Wording.Limit(window)} were allowed. {note}" : note, figure, unit, parked,
        step.At is { } at ? RollbackWords.Far(at - view.DecidedAt) : null, step.Missed);

    private static FarTime Time(string name, string what, TimeSpan? took, TimeSpan? window, bool missed, DateTimeOffset? runsSince) => new(
        name, missed, took is null ? runsSince : null, took is { } at ? RollbackWords.Far(at) : "–",
        window is not { } limit ? what : missed ? $"{what}, over the {Wording.Limit(limit)} allowed" : $"{what}, {Wording.Limit(limit)} allowed");

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string About(TimeSpan value) => value < TimeSpan.FromSeconds(90) ? $"{Math.Max(1, Math.Ceiling(value.TotalSeconds / 10) * 10):0} s" : $"{Math.Ceiling(value.TotalMinutes):0} min";
}
