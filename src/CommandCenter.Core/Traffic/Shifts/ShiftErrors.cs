using System.Globalization;
using CommandCenter.Shared;

namespace CommandCenter.Traffic.Shifts;

/// <summary>Refusals of this feature.</summary>
internal static class ShiftErrors
{
    public static Error NoSuch(Guid id) => Error.NotFound("no-such-shift", $"There is no shift {id}.");

    public static Error Segments(string why) => Error.Validation("segments", why, "segments");

    public static Error Steps(string why) => Error.Validation("steps", why, "steps");

    public static Error Overlaps(Segment segment, string other) => Error.Conflict("shift-overlaps", $"{other} runs where it touches {segment}: one shift per segment. Nothing was moved.");

    public static Error UnderShift(Segment segment, string shift) =>
        Error.Conflict("shift-running", $"{shift} moves {segment}: promote, pause or abort it instead. Nothing was moved.");

    /// <summary>A command that does not fit the state.</summary>
    public static Error State(Shift shift, string wanted) =>
        Error.Conflict("shift-state", $"{shift.Name} is {Words(shift.State)}, so it cannot be {wanted}. {shift.Message} Nothing was changed.");

    public static Error FirstStep(Shift shift, Segment segment, decimal limit) => Error.Conflict("first-step-too-large", string.Create(CultureInfo.InvariantCulture,
        $"The first step of {shift.Name} raises {segment} by more than {limit:0.##} points (traffic.largestStep of the plan), and nothing has been judged before it. Begin lower; later steps follow what was judged. Nothing was moved."));

    public static Error NotAbove(Shift shift, Segment segment, decimal percent) => Error.Conflict("first-step-not-above", string.Create(CultureInfo.InvariantCulture,
        $"The first step of {shift.Name} is {shift.Steps[0].Percent:0.##} %, and {percent:0.##} % of {segment} are commanded already: a shift only raises. Nothing was moved."));

    public static Error PlanBehind { get; } =
        Error.Conflict("plan-behind", "Another plan was applied a moment ago and does not run here yet. Look at the shift again and decide; nothing was moved.");

    public static Error Moved(Shift shift) => Error.Conflict("shift-moved", $"{shift.Name} has moved on meanwhile ({Words(shift.State)}, step {shift.Step + 1}). Look at it and decide again; nothing was changed.");

    public static Error NotPassed(Shift shift, string why) => Error.Conflict("step-not-passed", $"Step {shift.Step + 1} of {shift.Name} has not passed: {why} Nothing was moved.");

    public static string Words(ShiftState state) => state switch
    {
        ShiftState.Created => "not started",
        ShiftState.Baking => "baking",
        ShiftState.Confirming => "waiting for a person",
        ShiftState.Paused => "paused",
        ShiftState.Held => "held by a threshold",
        ShiftState.Closed => "closed",
        ShiftState.Aborted => "aborted",
        ShiftState.Returned => "returned",
        _ => "rolled back",
    };
}
