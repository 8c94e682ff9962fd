using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Live;

/// <summary>How one limit of one order stands.</summary>
internal enum ClockState : byte
{
    /// <summary>What it counts from has not happened, there is no deadline, or the side cannot see what it counts to.</summary>
    NotStarted,
    Running,

    /// <summary>The order is held, or it is closed.</summary>
    Paused,

    /// <summary>Past its deadline and not reached.</summary>
    Overdue,
    Met,

    /// <summary>Reached, or given up, after the deadline.</summary>
    Late,

    /// <summary>The order was cancelled in time: nothing to measure.</summary>
    Dropped,
}

/// <param name="Deadline">UTC microseconds; while the order is held it moves on with time.</param>
/// <param name="Remaining">Microseconds left at the instant judged, of open time while it is closed; below zero past the deadline.</param>
/// <param name="BackFilled">The deadline had passed, or the news was older than the limit, when the order was first seen: measured, never alarmed.</param>
internal readonly record struct ClockReading(ClockState State, long Started, long Deadline, long Remaining, bool BackFilled)
{
    public static ClockReading NotStarted { get; } = new(ClockState.NotStarted, SideRecord.None, SideRecord.None, 0, false);

    /// <summary>How many levels of being at risk it has passed; 0 unless it runs.</summary>
    public int Level { get; init; }

    /// <summary>While paused: the order waits for the calendar to open, not for a hold to end.</summary>
    public bool IsClosed { get; init; }

    public bool IsOpen => State is ClockState.Running or ClockState.Paused or ClockState.Overdue;
}

/// <summary>Reads one SLA limit of one order; a function of what is known and of the instant judged, so that every order of arrival ends alike.</summary>
internal static class SlaClock
{
    /// <param name="judged">Up to where the side has been read: a message that is still on its way makes no breach.</param>
    /// <param name="otherJudged">The same of the other side.</param>
    public static ClockReading Read(LimitView limit, LiveOrder order, PlanView plan, long judged, long otherJudged)
    {
        var side = (Side)(int)order.Owner;
        if (order.Owned is not { } record || !plan.CanObserve(side, limit.Stage))
        {
            return ClockReading.NotStarted;
        }

        return limit.From == LimitStart.Reached ? PropagationClock.Read(limit, order, plan, otherJudged) : Read(limit, record, plan, side, order.PausesOf(side), judged);
    }

    private static ClockReading Read(LimitView limit, SideRecord order, PlanView plan, Side side, PauseIntervals? pauses, long judged)
    {
        var started = limit.From switch
        {
            LimitStart.Placed => order.Placed,
            LimitStart.Eligible => order.Eligible,
            _ => order.At(limit.FromStage!.Value),
        };
        if (started == SideRecord.None)
        {
            return ClockReading.NotStarted;
        }

        var reached = ReachedAt(limit.Stage, order, plan.StageOrder(side));
        var given = order.Stage is Stage.Cancelled ? order.At(Stage.Cancelled) : order.Stage is Stage.Returned ? order.At(Stage.Returned) : SideRecord.None;
        var ended = reached != SideRecord.None ? reached : given;
        var until = ended != SideRecord.None ? ended : Math.Max(judged, started);
        var due = limit.Id.Due switch
        {
            null => Within(limit, order, pauses, started, until),
            LimitDue.CarrierCutoff => Cutoff(order, plan.Cutoffs, pauses, started, until),
            var promise => Promise(order, promise.Value, limit.Calendar, until),
        };
        if (due.At == SideRecord.None)
        {
            return ClockReading.NotStarted;
        }

        var state = ended != SideRecord.None
            ? ended > due.At ? ClockState.Late : reached != SideRecord.None ? ClockState.Met : ClockState.Dropped
            : judged > due.At ? ClockState.Overdue
            : due.IsHeld || due.IsClosed ? ClockState.Paused
            : ClockState.Running;
        return new ClockReading(state, started, due.At, due.Left, due.BackFilled)
        {
            Level = state == ClockState.Running ? limit.LevelAt(due.Left) : 0,
            IsClosed = state == ClockState.Paused && !due.IsHeld,
        };
    }

    /// <summary>What comes after a milestone stands for it: a lost message does not keep a timer running.</summary>
    private static long ReachedAt(Milestone milestone, SideRecord order, IReadOnlyList<Stage> stages)
    {
        if (milestone.Stage is { } stage)
        {
            return order.ReachedAtLatest(stage, stages);
        }

        var (said, after) = milestone == Milestone.Reservation ? (order.Reserved, Stage.Allocated)
            : milestone == Milestone.Label ? (order.Label, Stage.Shipped)
            : (order.Confirmed, Stage.Delivered);
        return said != SideRecord.None ? said : order.ReachedAtLatest(after, stages);
    }

    /// <summary>A duration: holds, and time in which the calendar is closed, do not count.</summary>
    private static Deadline Within(LimitView limit, SideRecord order, PauseIntervals? pauses, long started, long until)
    {
        var isHeld = pauses?.Covers(until) == true;
        if (limit.Calendar is not { } calendar)
        {
            var at = started + limit.Within + (pauses?.Total(started, until) ?? 0);
            return new Deadline(at, at - until, isHeld, false, started + limit.Within <= order.FirstObserved || order.FirstLag > limit.Within);
        }

        var allowed = limit.Within + (pauses?.Total(started, until, calendar) ?? 0);
        var ends = calendar.Add(started, allowed);
        var isClosed = !calendar.IsOpen(until);
        var history = calendar.Add(started, limit.Within) <= order.FirstObserved || calendar.Between(order.FirstObserved - order.FirstLag, order.FirstObserved) > limit.Within;
        return new Deadline(ends, isHeld || isClosed ? allowed - calendar.Between(started, until) : ends - until, isHeld, isClosed, history);
    }

    /// <summary>What was promised stays promised while the order is held.</summary>
    private static Deadline Promise(SideRecord order, LimitDue promise, OpenTime? rollsTo, long until)
    {
        var at = promise switch { LimitDue.ShipBy => order.ShipBy, LimitDue.ReadyBy => order.ReadyBy, _ => order.DeliverBy };
        if (at != SideRecord.None && rollsTo is not null)
        {
            at = rollsTo.NextOpen(at);
        }

        return new Deadline(at, at == SideRecord.None ? 0 : at - until, false, false, at <= order.FirstObserved);
    }

    /// <summary>A cut-off that comes while the order is held passes it by: the next one behind the hold counts.</summary>
    private static Deadline Cutoff(SideRecord order, CutoffTable cutoffs, PauseIntervals? pauses, long started, long until)
    {
        var first = cutoffs.After(order.Routes, started);
        var at = first;
        while (at != SideRecord.None && pauses?.EndOf(at, until) is { } end)
        {
            at = cutoffs.After(order.Routes, end);
        }

        return new Deadline(at, at == SideRecord.None ? 0 : at - until, pauses?.Covers(until) == true, false, first <= order.FirstObserved);
    }

    /// <param name="At"><see cref="SideRecord.None"/> where there is none.</param>
    private readonly record struct Deadline(long At, long Left, bool IsHeld, bool IsClosed, bool BackFilled);
}
