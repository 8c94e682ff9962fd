using CommandCenter.Live;
using CommandCenter.Orders;

namespace CommandCenter.Tests.Live;

/// <summary>Live pictures for tests: two lanes, one source, one timer, one of everything else.</summary>
internal static class Snapshots
{
    public static readonly DateTimeOffset Now = new(2026, 11, 10, 6, 0, 0, TimeSpan.Zero);

    /// <param name="name">Stands wherever something from outside may stand.</param>
    public static LiveSnapshot Of(long revision, string name = "one", double routed = 99) => new()
    {
        Revision = revision,
        AsOf = Now.AddSeconds(revision),
        Phase = new OverallPhase(Phase.Healthy, "all-well", name),
        Header = new LiveHeader(name, name, "UTC", Now, 1, false, name, "hash"),
        Attention = [new AttentionItem(AttentionKind.Stale, name, name, Now, name, name, Now, "/sources")],
        Totals = [new TotalFigure("share", name, "%", Fresh(50), 99, false, name, [1, 2])],
        Lanes = [Lane("first", name, routed), Lane("second", "second", 98)],
        Sources = [Source(name)],
        Queues = [new QueueLive(name, Side.Legacy, name, Fresh(3), [1, 2, 3])],
        Timers = [new TimerLive(name, name, Side.Legacy, Stage.Routed, TimerState.Running, Now.AddMinutes(1), null)],
        TimersRunning = 1,
        Happenings = [new Happening(Now, name, "/sources")],
        Figures = [new NamedFigure("figure", name, name, new Figure(1, FigureState.Fresh, Now, Note: name), [1, 2])],
    };

    public static SourceLive Source(string id) =>
        new(id, "system", Side.Legacy, "http-json", SourceHealth.Stale, id, Now, Now, 1, Now, 10, 60, 100, 3, Now, null, [1, 2]);

    private static LaneLive Lane(string id, string name, double routed) => new()
    {
        Lane = id,
        Name = name,
        Phase = new OverallPhase(Phase.Healthy, "all-well", name),
        ObservedPercent = Fresh(25),
        ObservedLow = 20,
        ObservedHigh = 30,
        Mirrored = 0,
        LegacyPerMinute = Fresh(3),
        OrchestrationPerMinute = Fresh(1),
        LegacyTrend = [1, 2],
        OrchestrationTrend = [1, 2],
        RoutingP50 = Fresh(1),
        RoutingP95 = Fresh(2),
        RoutingP99 = Fresh(3),
        RoutedWithin = Fresh(routed),
        RoutedTargetPercent = 95,
        RoutedTrend = [99, 98],
        SlaAttainment = Fresh(99),
        Success = Fresh(100),
        AtRisk = 1,
        Breached = 0,
        Open = 10,
    };

    private static Figure Fresh(double value) => new(value, FigureState.Fresh, Now, 1, 2);
}
