using CommandCenter.Live;
using CommandCenter.Plan;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts;

/// <summary>A shift that somebody wants to draw up.</summary>
/// <param name="Segments">1 to 20, none of which overlaps another.</param>
/// <param name="Steps">1 to 20 in rising order; null = the plan's.</param>
public sealed record ShiftRequest(IReadOnlyList<Segment> Segments, IReadOnlyList<ShiftStepPlan>? Steps, SplitBy SplitBy);

/// <summary>What held for a segment before a shift began, and holds again when it is taken back.</summary>
/// <param name="Hundredths">Share of orchestration.</param>
public sealed record ShareBefore(Segment Segment, int Hundredths, bool Mirror, SplitBy SplitBy);

/// <param name="Kind">Kebab-case.</param>
/// <param name="Threshold">The one that brought it about; null where none did.</param>
/// <param name="Decision">Entry of the decision log.</param>
public sealed record ShiftEvent(DateTimeOffset At, int Step, string Kind, string Text, string Actor, string? Threshold, long Decision);

/// <summary>One look at a step.</summary>
public sealed record ShiftLook(int Step, DateTimeOffset At, CheckVerdict Verdict, IReadOnlyList<Check> Checks, CohortFigures Cohort);

/// <summary>A shift as pages and API show it.</summary>
/// <param name="Number">People call it S-1, S-2, …</param>
/// <param name="Step">Index of its step.</param>
/// <param name="Reason">Kebab-case.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Why">As it was typed when it was drawn up.</param>
/// <param name="Baked">How long the step had held at <paramref name="BakingSince"/>; from then on it bakes without a break. Wall-clock time.</param>
/// <param name="FirstOrder">Number of the newest order that was accepted before its first step; null before the start.</param>
/// <param name="StepOrder">The same of its step.</param>
/// <param name="RollbacksDue">It was ended by a threshold, and the rollbacks of its orders in flight have still to be begun.</param>
/// <param name="Events">Newest first.</param>
/// <param name="TimeScale">Divides the durations of its steps.</param>
public sealed record Shift(
    Guid Id, long Number, IReadOnlyList<Segment> Segments, IReadOnlyList<ShiftStepPlan> Steps, SplitBy SplitBy, double Alpha, string PlanHash, ShiftState State, int Step, string Reason, string Message,
    DateTimeOffset CreatedAt, string CreatedBy, string Why, DateTimeOffset? StartedAt, IReadOnlyList<ShareBefore> Before, long? FirstOrder, long? StepOrder, long? StepRevision, DateTimeOffset? StepBeganAt, DateTimeOffset? BakingSince,
    TimeSpan Baked, DateTimeOffset? ConfirmUntil, DateTimeOffset? EndedAt, bool RollbacksDue, Guid? Rollback, long Version, IReadOnlyList<ShiftEvent> Events, double TimeScale)
{
    /// <summary>Such as <c>S-12</c>.</summary>
    public string Name => $"S-{Number}";

    /// <summary>Thresholds that people were told of in this step since somebody last resumed it.</summary>
    public IReadOnlySet<string> Told => Events.Where(e => e.Step == Step).TakeWhile(e => e.Kind is not "resumed").Select(e => e.Threshold).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>The lifecycle word.</summary>
    public Phase Phase => State switch
    {
        ShiftState.Created or ShiftState.Baking or ShiftState.Confirming => Phase.Progressing,
        ShiftState.Paused => Phase.Paused,
        ShiftState.Closed => Phase.Healthy,
        _ => Phase.Degraded,
    };

    /// <summary>How long the step has held, pauses left out, in the plan's time: compare it with the step's bake.</summary>
    public TimeSpan BakedBy(DateTimeOffset now) => (Baked + (BakingSince is { } since && now > since ? now - since : TimeSpan.Zero)) * TimeScale;
}
