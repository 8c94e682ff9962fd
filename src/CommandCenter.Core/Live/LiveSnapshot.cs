using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Sweeping;
using CommandCenter.Traffic.Analysis;
using CommandCenter.Traffic.Shifts;

namespace CommandCenter.Live;

/// <summary>Everything that the live pages, the hub, <c>/api/v1/live</c> and <c>/metrics</c> show, at one revision. Immutable; swapped whole.</summary>
public sealed record LiveSnapshot
{
    /// <summary>Number of the last commit folded in.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was computed.</summary>
    public required DateTimeOffset AsOf { get; init; }

    public required OverallPhase Phase { get; init; }
    public required LiveHeader Header { get; init; }
    public required IReadOnlyList<AttentionItem> Attention { get; init; }
    public required IReadOnlyList<TotalFigure> Totals { get; init; }
    public required IReadOnlyList<LaneLive> Lanes { get; init; }
    public required IReadOnlyList<SourceLive> Sources { get; init; }
    public required IReadOnlyList<QueueLive> Queues { get; init; }

    /// <summary>At most 100, shortest first, overdue on top.</summary>
    public required IReadOnlyList<TimerLive> Timers { get; init; }

    /// <summary>How many timers run in all, also those that are not listed.</summary>
    public required int TimersRunning { get; init; }

    /// <summary>The last minutes, newest first, at most 50.</summary>
    public required IReadOnlyList<Happening> Happenings { get; init; }

    /// <summary>Exception cases that wait for somebody, bucket by team; null until they have been counted.</summary>
    public IReadOnlyList<CaseTally>? Exceptions { get; init; }

    /// <summary>How the plan's gates stand; null until they have been looked at, and where the plan has none.</summary>
    public GatesLive? Gates { get; init; }

    /// <summary>The rollback that runs, one in earnest before a drill, the oldest first; null while none does.</summary>
    public RollbackLive? Rollback { get; init; }

    /// <summary>The shift that runs, one that waits for a person first, then the oldest; null while none does.</summary>
    public ShiftLive? Shift => Shifts.Count == 0 ? null : Shifts[0];

    /// <summary>All that run, in the same order.</summary>
    public IReadOnlyList<ShiftLive> Shifts { get; init; } = [];

    /// <summary>Figures of the domain that need no comparison of the sides, for the whole of the plan.</summary>
    public required IReadOnlyList<NamedFigure> Figures { get; init; }
}

/// <summary>Lifecycle word of everything that runs.</summary>
public enum Phase
{
    Progressing,
    Paused,
    Healthy,
    Degraded,
}

/// <summary>The plan's gates, counted.</summary>
/// <param name="Stopping">Blocking ones that are red: they stop shifts.</param>
public sealed record GatesLive(int Red, int Amber, int Green, int Waived, int Stopping);

/// <summary>A rollback that runs.</summary>
/// <param name="Scope">Which orders, in words.</param>
/// <param name="Reason">What it is doing, in kebab-case.</param>
/// <param name="RestoredAt">When the traffic table was back; null before.</param>
/// <param name="InFlight">Orders that it takes care of.</param>
/// <param name="Left">Of these, those without an outcome.</param>
/// <param name="Parked">Of these, those that wait for a person.</param>
public sealed record RollbackLive(
    Guid Id, string Scope, bool Drill, string Actor, Phase Phase, string Reason, DateTimeOffset DecidedAt, DateTimeOffset? RestoredAt, int InFlight, int Left, int Parked);

/// <summary>A shift that runs.</summary>
/// <param name="Name">Such as <c>S-12</c>.</param>
/// <param name="Segments">Which orders, in words.</param>
/// <param name="Lanes">Lanes that its segments name.</param>
/// <param name="Reason">Kebab-case.</param>
/// <param name="Step">1, 2, …</param>
/// <param name="Percent">Share of orchestration that the step commands.</param>
/// <param name="Verdict">Of the newest look at the step.</param>
/// <param name="Judged">The same in words.</param>
/// <param name="WaitsFor">The role that is waited for; null where nobody is.</param>
/// <param name="NextStep">What happens by itself; null where nothing does.</param>
/// <param name="By">Who drew it up.</param>
public sealed record ShiftLive(
    Guid Id, string Name, IReadOnlyList<string> Segments, IReadOnlyList<string> Lanes, ShiftState State, Phase Phase, string Reason, int Step, int Steps, double Percent, CheckVerdict Verdict, string Judged,
    string? WaitsFor, string? NextStep, DateTimeOffset? NextAt, DateTimeOffset Since, string By);

/// <param name="Reason">Kebab-case, for programs, such as <c>sla-breaching</c>, <c>source-stale</c>, <c>all-well</c>, <c>store-unavailable</c>.</param>
/// <param name="Message">One sentence of at most 90 characters for the strip.</param>
public sealed record OverallPhase(Phase Phase, string Reason, string Message);

/// <param name="PlanHash">The applied plan's version.</param>
/// <param name="CutoverStart">T+0, or null.</param>
public sealed record LiveHeader(string Name, string Retailer, string Zone, DateTimeOffset? CutoverStart, double TimeScale, bool Rehearsal, string? Commander, string PlanHash);

/// <summary>Why a figure can or cannot be trusted. Each has its own look; none is ever shown as zero.</summary>
public enum FigureState
{
    /// <summary>Measured from data younger than the stale limit.</summary>
    Fresh,

    /// <summary>The last known value; its source is behind.</summary>
    Stale,

    /// <summary>It should be there and is not.</summary>
    Missing,

    /// <summary>The plan says that this can never be seen here.</summary>
    NotObservable,

    /// <summary>Will come; not due yet.</summary>
    Pending,

    /// <summary>Nothing to measure in the window.</summary>
    NoOrders,

    /// <summary>Could not be computed; the note says why.</summary>
    Error,
}

/// <summary>A measured value with what one must know to trust it.</summary>
/// <param name="Value">Null unless <paramref name="State"/> is Fresh or Stale.</param>
/// <param name="AsOf">Taken from the data: the instant that the figure speaks for.</param>
/// <param name="Numerator">Where it is a share: the counted; otherwise the sample size.</param>
/// <param name="Denominator">Where it is a share: out of; otherwise 0.</param>
/// <param name="Note">What a person must know, or null.</param>
public sealed record Figure(double? Value, FigureState State, DateTimeOffset? AsOf, long Numerator = 0, long Denominator = 0, string? Note = null)
{
    public static Figure NoOrders { get; } = new(null, FigureState.NoOrders, null);
    public static Figure NotObservable { get; } = new(null, FigureState.NotObservable, null);
}

/// <param name="Key">Of <c>FigureDefinitions</c>: kebab-case, such as <c>routing-time-p95</c>.</param>
/// <param name="Trend">Minute buckets, oldest first; null = no data in that minute.</param>
public sealed record NamedFigure(string Key, string Label, string Unit, Figure Figure, IReadOnlyList<double?> Trend);

/// <summary>One of the six totals at the top of Live.</summary>
/// <param name="Limit">What it is compared with, or null.</param>
/// <param name="Breach">Beyond its limit.</param>
/// <param name="Detail">The line below: limit, count, age.</param>
public sealed record TotalFigure(string Key, string Label, string Unit, Figure Figure, double? Limit, bool Breach, string Detail, IReadOnlyList<double?> Trend);

public enum AttentionKind
{
    /// <summary>A rollback runs.</summary>
    RollingBack,
    Breaching,

    /// <summary>A shift was frozen by a threshold, or waits for a person.</summary>
    ShiftWaits,

    /// <summary>Releases are held.</summary>
    Held,
    AtRisk,

    /// <summary>A risk, a known issue or a decision of the plan is open past its date.</summary>
    Overdue,
    Differs,
    Stale,
    Missing,
    Error,
}

/// <summary>Something that somebody must look at.</summary>
/// <param name="Subject">What it is about, such as a lane or a source.</param>
/// <param name="Text">What, measured, limit, since: a sentence that goes on from the subject.</param>
/// <param name="Owner">Whose it is; null = nobody yet.</param>
/// <param name="NextStep">What happens by itself, or null.</param>
/// <param name="Link">The page that tells more.</param>
public sealed record AttentionItem(AttentionKind Kind, string Subject, string Text, DateTimeOffset Since, string? Owner, string? NextStep, DateTimeOffset? NextAt, string Link);

/// <summary>One lane's row.</summary>
public sealed record LaneLive
{
    public required string Lane { get; init; }
    public required string Name { get; init; }
    public required OverallPhase Phase { get; init; }

    /// <summary>Percent to orchestration that the traffic table commands; null while this product commands nothing.</summary>
    public double? CommandedPercent { get; init; }

    /// <summary>Which rules decide for some orders of the lane besides; null where none does.</summary>
    public string? CommandedNote { get; init; }

    /// <summary>How far the lane has come: <c>legacy-only</c>, <c>mirrored</c>, <c>shifting</c>, <c>ramping-down</c>, <c>complete</c>; null while this product commands nothing.</summary>
    public string? Migration { get; init; }

    /// <summary>Percent of orders owned by orchestration, from orders placed before the older watermark; with its Wilson 95 % interval.</summary>
    public required Figure ObservedPercent { get; init; }
    public double? ObservedLow { get; init; }
    public double? ObservedHigh { get; init; }

    /// <summary>Orders that either side holds as a copy, in the window.</summary>
    public required int Mirrored { get; init; }

    public required Figure LegacyPerMinute { get; init; }
    public required Figure OrchestrationPerMinute { get; init; }

    /// <summary>Orders per minute of both sides, minute buckets, oldest first, 30 of them.</summary>
    public required IReadOnlyList<double?> LegacyTrend { get; init; }
    public required IReadOnlyList<double?> OrchestrationTrend { get; init; }

    /// <summary>Eligible → routed, seconds, of the owner's side.</summary>
    public required Figure RoutingP50 { get; init; }
    public required Figure RoutingP95 { get; init; }
    public required Figure RoutingP99 { get; init; }

    /// <summary>Limit of the routed stage after the time scale, seconds, and its target percent; null where the plan sets none.</summary>
    public double? RoutedWithinSeconds { get; init; }
    public double? RoutedTargetPercent { get; init; }

    /// <summary>Percent routed within the limit among those old enough to have reached it.</summary>
    public required Figure RoutedWithin { get; init; }
    public required IReadOnlyList<double?> RoutedTrend { get; init; }

    /// <summary>Percent of all SLA limits of the lane that were met, in the window.</summary>
    public required Figure SlaAttainment { get; init; }

    /// <summary>Percent of orders that went on without a failure reported by either side, in the window.</summary>
    public required Figure Success { get; init; }

    public required int AtRisk { get; init; }
    public required int Breached { get; init; }
    public required int Open { get; init; }
}

public enum SourceHealth
{
    /// <summary>Never read yet.</summary>
    Starting,
    Fresh,

    /// <summary>Nothing for longer than its limit, or failing.</summary>
    Stale,

    /// <summary>The circuit breaker is open.</summary>
    Broken,

    /// <summary>A person or a plan stopped it.</summary>
    Paused,
}

/// <summary>One source's row.</summary>
/// <param name="Lag">Observed − occurred of the newest event, seconds.</param>
/// <param name="LastSuccess">The last answer, with or without records.</param>
/// <param name="LastEvent">Occurred-at of the newest record ever read.</param>
/// <param name="Error">The last failure in words, while it stands.</param>
/// <param name="NextTry">While it backs off.</param>
public sealed record SourceLive(
    string Id, string System, Side Side, string Adapter, SourceHealth Health, string? Error, DateTimeOffset? LastSuccess, DateTimeOffset? LastEvent,
    double? Lag, DateTimeOffset? Watermark, double ExpectedSeconds, double PerMinute, long RecordsTotal, long Rejected, DateTimeOffset? StaleSince, DateTimeOffset? NextTry,
    IReadOnlyList<double?> Trend)
{
    /// <summary>How the sweep of its open orders stands; null where the plan has none or it has not begun.</summary>
    public SweepStanding? Sweep { get; init; }
}

/// <summary>A queue that a system reports of itself.</summary>
/// <param name="Trend">Minute buckets, oldest first.</param>
public sealed record QueueLive(string Name, Side Side, string Unit, Figure Depth, IReadOnlyList<double?> Trend);

public enum TimerState
{
    Running,
    Paused,
    Overdue,
}

/// <summary>Why a clock stands still.</summary>
public enum TimerPause
{
    /// <summary>The order is held.</summary>
    Hold,

    /// <summary>The limit's calendar is closed.</summary>
    Closed,
}

/// <summary>One order's running clock towards an SLA limit.</summary>
/// <param name="Stage">What must be reached: a stage, or reservation, label, propagation or confirmed.</param>
/// <param name="Deadline">Stored; the browser counts down to it.</param>
/// <param name="RemainingWhenPaused">While paused: what is left, of open time where it is closed.</param>
public sealed record TimerLive(string OrderKey, string Lane, Side Side, Milestone Stage, TimerState State, DateTimeOffset Deadline, TimeSpan? RemainingWhenPaused)
{
    /// <summary>Names the limit in its lane, such as <c>shipped from placed due shipBy</c>.</summary>
    public string Limit { get; init; } = "";

    /// <summary>The promise or cut-off that it is due by; null for a duration.</summary>
    public LimitDue? Due { get; init; }

    /// <summary>Null unless it is paused.</summary>
    public TimerPause? PausedBy { get; init; }

    /// <summary>How many of the limit's levels it has passed: 0 = not at risk.</summary>
    public int AtRiskLevel { get; init; }

    /// <summary>How many levels the limit has.</summary>
    public int AtRiskLevels { get; init; }

    /// <summary>What the level means: less than so much time is left; null at level 0.</summary>
    public TimeSpan? AtRiskBefore { get; init; }
}

/// <param name="Link">Where to look, or null.</param>
public sealed record Happening(DateTimeOffset At, string Text, string? Link);
