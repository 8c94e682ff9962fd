using CommandCenter.OrderExceptions;
using CommandCenter.Readiness.Deadlines;
using CommandCenter.Releases;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Actuators;

namespace CommandCenter.Live;

/// <summary>What is commanded at this moment, for the live picture: kept by whoever carries it out, read with every snapshot.</summary>
public sealed class StandingCommands
{
    private volatile TrafficTable? table;
    private volatile IReadOnlyDictionary<string, DateTimeOffset> rulesSince = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
    private volatile IReadOnlyList<ReleaseHold> holds = [];
    private volatile IReadOnlyList<RollbackLive> rollbacks = [];
    private volatile IReadOnlyList<ActuatorStanding> actuators = [];
    private volatile IReadOnlyList<ShiftLive> shifts = [];
    private volatile ExceptionStanding? exceptions;
    private volatile GatesLive? gates;
    private volatile IReadOnlyList<DeadlineStanding> deadlines = [];

    /// <summary>The newest traffic table; null until it has been read.</summary>
    public TrafficTable? Table
    {
        get => table;
        internal set => table = value;
    }

    /// <summary>Since when each rule of the table stands as it does; a rule that is older than the newest 50 revisions is not in it.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> RulesSince
    {
        get => rulesSince;
        internal set => rulesSince = value;
    }

    /// <summary>Holds of releases that stand, or whose end a side has not confirmed; the oldest first.</summary>
    public IReadOnlyList<ReleaseHold> Holds
    {
        get => holds;
        internal set => holds = value;
    }

    /// <summary>Rollbacks that have not ended, the oldest first.</summary>
    public IReadOnlyList<RollbackLive> Rollbacks
    {
        get => rollbacks;
        internal set => rollbacks = value;
    }

    /// <summary>What carries the table out, the intake first.</summary>
    public IReadOnlyList<ActuatorStanding> Actuators
    {
        get => actuators;
        internal set => actuators = value;
    }

    /// <summary>Exception cases that wait for somebody; null until they have been read.</summary>
    public ExceptionStanding? Exceptions
    {
        get => exceptions;
        internal set => exceptions = value;
    }

    /// <summary>How the plan's gates stand; null until they have been looked at, and where the plan has none.</summary>
    public GatesLive? Gates
    {
        get => gates;
        internal set => gates = value;
    }

    /// <summary>Risks, known issues and open decisions of the plan, soonest first.</summary>
    public IReadOnlyList<DeadlineStanding> Deadlines
    {
        get => deadlines;
        internal set => deadlines = value;
    }

    /// <summary>Shifts that run, the oldest first.</summary>
    public IReadOnlyList<ShiftLive> Shifts
    {
        get => shifts;
        internal set => shifts = value;
    }
}
