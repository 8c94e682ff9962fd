using System.Globalization;
using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts;

/// <summary>What a shift does by itself.</summary>
public enum ShiftMoveKind
{
    /// <summary>Nothing changes.</summary>
    Stay,

    /// <summary>The next step begins.</summary>
    Promote,

    /// <summary>A person is asked whether the next step may begin.</summary>
    AskToConfirm,

    /// <summary>The last step has passed.</summary>
    Close,

    /// <summary>Whoever must act is told; it goes on.</summary>
    Page,

    /// <summary>It freezes where it is.</summary>
    Hold,

    /// <summary>It freezes, and nothing more is sent to warehouse and stores.</summary>
    HoldReleases,

    /// <summary>Its segments are rolled back.</summary>
    RollBack,

    /// <summary>Nobody confirmed: new orders go as before it began.</summary>
    Return,
}

/// <param name="Reason">Kebab-case.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Threshold">The one that brings it about; null where none does.</param>
public sealed record ShiftMove(ShiftMoveKind Kind, string Reason, string Message, string? Threshold = null);

/// <summary>How a shift stands at one moment.</summary>
/// <param name="Step">Index of its step.</param>
/// <param name="Baked">How long the step has held, pauses left out. Unscaled, as the plan says its durations.</param>
/// <param name="Orders">Orders of orchestration in the step that are old enough to be judged.</param>
/// <param name="Shipped">Of those, shipped.</param>
/// <param name="CarrierCutoffs">Carrier cut-offs that passed since the step began; null where nobody tells.</param>
/// <param name="ErpPostings">Postings to the ERP reconciled since the step began; null where nobody tells.</param>
/// <param name="ConfirmUntil">While a person is asked: until when.</param>
/// <param name="Told">Thresholds that people were told of in this step since somebody last resumed it: they decide, and are not told again.</param>
public sealed record ShiftStanding(
    ShiftState State, int Step, TimeSpan Baked, long Orders, long Shipped, int? CarrierCutoffs, int? ErpPostings, DateTimeOffset? ConfirmUntil, IReadOnlySet<string> Told);

/// <summary>What comes next, from how it stands, what the checks say and what the clock says; pure, so that every case can be tried. Holding is always safe, so whatever is not clear stays.</summary>
internal static class ShiftRules
{
    /// <param name="unfit">Why legacy cannot take orders back at this moment; null where it can.</param>
    public static ShiftMove Next(ShiftStanding shift, IReadOnlyList<ShiftStepPlan> steps, Look look, IReadOnlyList<Threshold> thresholds, string? unfit, DateTimeOffset now)
    {
        if (!shift.State.IsRunning())
        {
            return new ShiftMove(ShiftMoveKind.Stay, "not-running", "It does not run.");
        }

        if (Guard(shift, look, thresholds, unfit) is { } guarded)
        {
            return guarded;
        }

        return shift.State switch
        {
            ShiftState.Confirming when now >= shift.ConfirmUntil =>
                new ShiftMove(ShiftMoveKind.Return, "not-confirmed", $"Step {shift.Step + 1} passed and nobody confirmed it in time: new orders go as before the shift began."),
            ShiftState.Baking => Bake(shift, steps, look),
            _ => new ShiftMove(ShiftMoveKind.Stay, "waiting", "It waits for a person."),
        };
    }

    /// <summary>Armed from the first step to the end, also while a person is asked and while it is frozen.</summary>
    private static ShiftMove? Guard(ShiftStanding shift, Look look, IReadOnlyList<Threshold> thresholds, string? unfit)
    {
        var failed = look.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => (Check: c, Threshold: thresholds.FirstOrDefault(t => t.Id == c.Threshold))).Where(f => f.Threshold is not null)
            .OrderByDescending(f => f.Threshold!.Action);
        foreach (var (check, threshold) in failed)
        {
            if (Act(shift, threshold!, $"{threshold!.Title}: {check.Reason}", unfit) is { } move)
            {
                return move;
            }
        }

        return null;
    }

    private static ShiftMove? Act(ShiftStanding shift, Threshold threshold, string what, string? unfit)
    {
        // what people were told of waits for them
        var isTold = shift.Told.Contains(threshold.Id);
        return threshold.Action switch
        {
            ThresholdAction.RollBack when unfit is null && !isTold => new ShiftMove(ShiftMoveKind.RollBack, "threshold-failed", $"{what}. Its segments are rolled back.", threshold.Id),
            ThresholdAction.RollBack when !isTold =>
                new ShiftMove(ShiftMoveKind.HoldReleases, "legacy-unfit", $"{what}. Legacy cannot take the orders back ({unfit}): releases are held, and somebody has to decide.", threshold.Id),
            ThresholdAction.HoldReleases when !isTold => new ShiftMove(ShiftMoveKind.HoldReleases, "threshold-failed", $"{what}. Releases are held, and somebody has to decide.", threshold.Id),
            // what is frozen already is not frozen again
            ThresholdAction.Hold when shift.State is ShiftState.Baking or ShiftState.Confirming =>
                new ShiftMove(ShiftMoveKind.Hold, "threshold-failed", $"{what}. It stays where it is until somebody decides.", threshold.Id),
            ThresholdAction.Page when !isTold => new ShiftMove(ShiftMoveKind.Page, "threshold-failed", $"{what}. Somebody has to look.", threshold.Id),
            _ => null,
        };
    }

    private static ShiftMove Bake(ShiftStanding shift, IReadOnlyList<ShiftStepPlan> steps, Look look)
    {
        var step = steps[shift.Step];
        if (Missing(shift, step) is { } missing)
        {
            return new ShiftMove(ShiftMoveKind.Stay, "baking", missing);
        }

        if (look.Verdict != CheckVerdict.Passed)
        {
            var open = look.Checks.Count(c => c.Verdict != CheckVerdict.Passed);
            return new ShiftMove(ShiftMoveKind.Stay, look.Verdict == CheckVerdict.Error ? "error" : "inconclusive", look.Checks.Count == 0
                ? "There is nothing that it could be judged by, so it stays."
                : string.Create(CultureInfo.InvariantCulture, $"{look.Checks.Count - open} of {look.Checks.Count} checks passed; it stays until all have."));
        }

        var isLast = shift.Step == steps.Count - 1;
        return step.Confirm is not null ? new ShiftMove(ShiftMoveKind.AskToConfirm, "passed", $"Step {shift.Step + 1} passed; a person has to confirm it.")
            : isLast ? new ShiftMove(ShiftMoveKind.Close, "passed", "Every step passed.")
            : new ShiftMove(ShiftMoveKind.Promote, "passed", string.Create(CultureInfo.InvariantCulture, $"Step {shift.Step + 1} passed; {steps[shift.Step + 1].Percent:0.##} % begins."));
    }

    private static string? Missing(ShiftStanding shift, ShiftStepPlan step) =>
        shift.Baked < step.Bake ? "The bake is not over."
        : shift.Orders < step.MinimumOrders ? string.Create(CultureInfo.InvariantCulture, $"{shift.Orders:n0} of {step.MinimumOrders:n0} orders that it needs.")
        : shift.Shipped < step.Shipped ? string.Create(CultureInfo.InvariantCulture, $"{shift.Shipped:n0} of {step.Shipped:n0} orders shipped that it needs.")
        : Short("carrier cut-offs passed", shift.CarrierCutoffs, step.CarrierCutoffs) ?? Short("postings to the ERP reconciled", shift.ErpPostings, step.ErpPostings);

    private static string? Short(string what, int? seen, int needed) =>
        needed == 0 || seen >= needed ? null
        : seen is null ? $"Nobody tells of {what}, and it needs {needed}."
        : $"{seen} of {needed} {what} that it needs.";
}
