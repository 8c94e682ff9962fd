using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts;

/// <summary>A step of a shift. Durations are the plan's: divided by the time scale they are wall-clock time.</summary>
/// <param name="Percent">Share of orchestration: above 0 and at most 100, two decimals, more than the step before.</param>
/// <param name="BakeSeconds">How long it must hold, 60 to 2,592,000; left out = 1,800.</param>
/// <param name="MinimumOrders">Orders of orchestration that it must have had; left out = 200.</param>
/// <param name="Mirror">Whether the other side gets copies; left out = yes.</param>
/// <param name="ConfirmSeconds">How long a person is waited for, 60 to 604,800; left out = it goes on by itself.</param>
/// <param name="Shipped">Orders of orchestration that must have been shipped; left out = 0.</param>
/// <param name="CarrierCutoffs">Carrier cut-offs that must have passed; left out = 0.</param>
/// <param name="ErpPostings">Orders that must have been posted for what they come to; left out = 0.</param>
public sealed record ShiftStepBody(decimal? Percent, double? BakeSeconds, int? MinimumOrders, bool? Mirror, double? ConfirmSeconds, int? Shipped, int? CarrierCutoffs, int? ErpPostings)
{
    private const double Longest = 100 * 86_400;

    internal ShiftStepPlan ToStep() => new(
        Percent ?? 0, Seconds(BakeSeconds ?? 1_800), MinimumOrders ?? 200, Mirror ?? true, ConfirmSeconds is { } wait ? Seconds(wait) : null, Shipped ?? 0, CarrierCutoffs ?? 0, ErpPostings ?? 0);

    internal static ShiftStepBody Of(ShiftStepPlan s) => new(s.Percent, s.Bake.TotalSeconds, s.MinimumOrders, s.Mirror, s.Confirm?.TotalSeconds, s.Shipped, s.CarrierCutoffs, s.ErpPostings);

    // what is out of range is refused with its field by the service
    private static TimeSpan Seconds(double value) => TimeSpan.FromSeconds(double.IsFinite(value) ? Math.Clamp(value, 0, Longest) : 0);
}

/// <param name="Segments">1 to 20, none of which overlaps another; left out or empty = <paramref name="Segment"/>.</param>
/// <param name="Segment">The only segment, in place of a list; an empty one is all orders.</param>
/// <param name="Steps">1 to 20 in rising order; left out = the plan's above what is commanded already.</param>
/// <param name="SplitBy">order or store; left out = order.</param>
/// <param name="Reason">3 to 500 characters.</param>
/// <param name="RequestId">The same again does nothing and answers the same.</param>
public sealed record ShiftCreateRequest(IReadOnlyList<Segment>? Segments, Segment? Segment, IReadOnlyList<ShiftStepBody>? Steps, string? SplitBy, string? Reason, Guid? RequestId);

/// <param name="ExpectedVersion">The version that the caller saw; left out = whatever it is.</param>
/// <param name="Reason">3 to 500 characters.</param>
/// <param name="RequestId">The same again does nothing and answers the same.</param>
public sealed record ShiftChangeRequest(long? ExpectedVersion, string? Reason, Guid? RequestId);

/// <param name="Percent">Share of orchestration.</param>
public sealed record ShareBeforeAnswer(Segment Segment, decimal Percent, bool Mirror, SplitBy SplitBy)
{
    internal static ShareBeforeAnswer Of(ShareBefore b) => new(b.Segment, b.Hundredths / 100m, b.Mirror, b.SplitBy);
}

/// <param name="State">pending, running or passed; ended where the shift ended in it.</param>
public sealed record ShiftStepAnswer(int Number, string State, ShiftStepBody Plan);

/// <param name="At">When it was looked at.</param>
/// <param name="Orders">Orders of orchestration in the step, old enough to be judged.</param>
/// <param name="Missing">What keeps the step from being promoted, its bake left out; null where nothing does.</param>
public sealed record ShiftLookAnswer(
    DateTimeOffset At, CheckVerdict Verdict, IReadOnlyList<Check> Checks, CohortFigures Cohort, long Orders, long Shipped, int? CarrierCutoffs, int? ErpPostings, string? Missing);

/// <summary>A shift with how it stands.</summary>
/// <param name="Name">Such as S-12.</param>
/// <param name="Phase">Progressing, Paused, Healthy or Degraded.</param>
/// <param name="Reason">Kebab-case.</param>
/// <param name="Step">1, 2, …; the step that it is in.</param>
/// <param name="Percent">That the step commands.</param>
/// <param name="Why">As it was typed.</param>
/// <param name="Before">What held before it began, and holds again when it is taken back.</param>
/// <param name="BakedSeconds">How long the step has held, pauses left out, in the plan's time.</param>
/// <param name="ConfirmUntil">While a person is asked.</param>
/// <param name="Rollback">That ended it.</param>
/// <param name="Version">To be sent back with a command.</param>
/// <param name="TimeScale">Divides the durations of the steps.</param>
/// <param name="Next">What comes next, and who is waited for.</param>
/// <param name="Look">The newest look at the step; null while it does not run or was not looked at.</param>
/// <param name="Events">Newest first.</param>
public sealed record ShiftAnswer(
    Guid Id, string Name, string Phase, string Reason, string Message, ShiftState State, IReadOnlyList<Segment> Segments, SplitBy SplitBy, int Step, decimal Percent, IReadOnlyList<ShiftStepAnswer> Steps,
    DateTimeOffset CreatedAt, string CreatedBy, string Why, DateTimeOffset? StartedAt, IReadOnlyList<ShareBeforeAnswer> Before, DateTimeOffset? StepBeganAt, double BakedSeconds, DateTimeOffset? ConfirmUntil,
    DateTimeOffset? EndedAt, Guid? Rollback, long Version, string PlanHash, double Alpha, double TimeScale, ShiftNext Next, ShiftLookAnswer? Look, IReadOnlyList<ShiftEvent> Events)
{
    internal static ShiftAnswer Of(Shift s, ShiftRunner runner, DateTimeOffset now)
    {
        var sight = runner.Sights.GetValueOrDefault(s.Id) is { } seen && seen.Shift.Step == s.Step && s.State.IsRunning() ? seen : null;
        return new ShiftAnswer(
            s.Id, s.Name, s.Phase.ToString(), s.Reason, s.Message, s.State, s.Segments, s.SplitBy, s.Step + 1, s.Steps[s.Step].Percent,
            [.. s.Steps.Select((step, i) => new ShiftStepAnswer(i + 1, StateOf(s, i), ShiftStepBody.Of(step)))], s.CreatedAt, s.CreatedBy, s.Why, s.StartedAt, [.. s.Before.Select(ShareBeforeAnswer.Of)],
            s.StepBeganAt, s.BakedBy(now).TotalSeconds, s.ConfirmUntil, s.EndedAt, s.Rollback, s.Version, s.PlanHash, s.Alpha, s.TimeScale, ShiftNext.Of(s, sight, now),
            sight is null ? null : new ShiftLookAnswer(sight.At, sight.Look.Verdict, sight.Look.Checks, sight.Cohort, sight.Standing.Orders, sight.Standing.Shipped, sight.Standing.CarrierCutoffs, sight.Standing.ErpPostings, runner.MissingOf(s)),
            s.Events);
    }

    /// <summary>How a step of it stands, in one word.</summary>
    internal static string StateOf(Shift shift, int step) =>
        shift.State == ShiftState.Created || step > shift.Step ? "pending"
        : step < shift.Step || shift.State == ShiftState.Closed ? "passed"
        : shift.State.IsRunning() ? "running" : "ended";
}

/// <param name="Cursor">For the next page; null on the last.</param>
/// <param name="Total">How many there are.</param>
public sealed record ShiftListAnswer(IReadOnlyList<ShiftAnswer> Items, string? Cursor, int Total);

/// <summary>The looks at a shift, oldest first.</summary>
public sealed record ShiftLooksAnswer(IReadOnlyList<ShiftLook> Items);

/// <param name="Revision">Of the traffic table that was looked at.</param>
/// <param name="Gone">Rules that the first step would end.</param>
/// <param name="OrdersPerMinute">New orders of the lanes that it touches; null while that is not known.</param>
/// <param name="Thresholds">Ids of those that would judge it.</param>
public sealed record ShiftPreviewAnswer(
    long Revision, IReadOnlyList<ShareBeforeAnswer> Before, IReadOnlyList<ShiftStepBody> Steps, IReadOnlyList<TrafficRuleAnswer> Gone, double? OrdersPerMinute, IReadOnlyList<string> Thresholds, bool IsSealed,
    IReadOnlyList<string> Warnings)
{
    internal static ShiftPreviewAnswer Of(ShiftPreview p) => new(
        p.Revision, [.. p.Before.Select(ShareBeforeAnswer.Of)], [.. p.Steps.Select(ShiftStepBody.Of)], [.. p.Gone.Select(r => new TrafficRuleAnswer(r.Id, r.Segment, r.Percent, r.Mirror, r.SplitBy))], p.OrdersPerMinute,
        [.. p.Thresholds.Select(t => t.Id)], p.IsSealed, p.Warnings);
}
