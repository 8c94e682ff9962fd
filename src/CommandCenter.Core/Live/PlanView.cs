using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Live;

/// <summary>The applied plan as live state needs it: lanes by number, limits divided by the time scale, who feeds which stage.</summary>
internal sealed class PlanView
{
    private readonly Dictionary<string, int> laneIndex = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<Stage>[] stageOrder;
    private readonly StageOrder[] closing;

    public PlanView(CutoverPlan plan)
    {
        Plan = plan;
        var scale = Math.Max(1, plan.Header.TimeScale);
        Lanes = [.. plan.Lanes.Select((lane, index) => new LaneView(index, lane, [.. lane.Sla.Select((limit, number) => LimitView.Of(number, limit, scale))]))];
        foreach (var lane in Lanes)
        {
            laneIndex[lane.Definition.Id] = lane.Index;
        }

        closing = [Orders.StageOrder.Of(plan, Side.Legacy), Orders.StageOrder.Of(plan, Side.Orchestration)];
        stageOrder = [OrderOf(Side.Legacy), OrderOf(Side.Orchestration)];
    }

    public CutoverPlan Plan { get; }
    public IReadOnlyList<LaneView> Lanes { get; }

    /// <summary>-1 where the plan does not name the lane.</summary>
    public int IndexOf(string? lane) => lane is not null && laneIndex.TryGetValue(lane, out var index) ? index : -1;

    public IReadOnlyList<Stage> StageOrder(Side side) => stageOrder[(int)side];

    /// <summary>Nothing more can come of an order that stands there, also because the side cannot see what would.</summary>
    public bool IsClosedAt(Side side, Stage? stage) => stage is { } stands && closing[(int)side].IsClosedAt(stands);

    public bool CanObserve(Side side, Stage stage) => Plan.Sides.FirstOrDefault(s => s.Side == side)?.NotObservable.Contains(stage) != true;

    /// <summary>Sources whose silence makes a figure about this stage of this side doubtful. A source that names no stages may report any.</summary>
    public IEnumerable<SourceDefinition> Feeding(Side side, Stage stage) =>
        Plan.Sources.Where(s => (s.Side == side || s.Side == Side.Shared) && KindOf(s) == RecordKind.Order && (s.Reports.Count == 0 || s.Reports.Contains(stage)));

    public IEnumerable<SourceDefinition> Feeding(RecordKind kind) => Plan.Sources.Where(s => KindOf(s) == kind);

    public RecordKind KindOf(SourceDefinition source) => Plan.Mapping(source.Mapping)?.Kind ?? RecordKind.Order;

    private IReadOnlyList<Stage> OrderOf(Side side) => Plan.Sides.FirstOrDefault(s => s.Side == side)?.Stages is { Count: > 0 } stages ? stages : Stages.All;
}

internal sealed record LaneView(int Index, LaneDefinition Definition, IReadOnlyList<LimitView> Limits)
{
    /// <summary>The limit that "routed within" speaks of; null where the plan sets none.</summary>
    public LimitView? Routed { get; } = Limits.FirstOrDefault(l => l.Stage == Stage.Routed && l.From == LimitStart.Eligible) ?? Limits.FirstOrDefault(l => l.Stage == Stage.Routed);
}

/// <summary>Where the clock of a limit starts.</summary>
internal enum LimitStart
{
    Placed,
    Eligible,
    Stage,
}

/// <summary>A limit after the time scale, microseconds.</summary>
internal sealed record LimitView(int Number, Stage Stage, LimitStart From, Stage? FromStage, long Within, double TargetPercent, long AtRiskBefore)
{
    public static LimitView Of(int number, SlaLimit limit, double scale)
    {
        var (from, stage) = limit.From switch
        {
            "placed" => (LimitStart.Placed, (Stage?)null),
            "eligible" => (LimitStart.Eligible, null),
            _ => Stages.TryParse(limit.From, out var named) ? (LimitStart.Stage, named) : (LimitStart.Placed, null),
        };
        return new LimitView(number, limit.Stage, from, stage, Scaled(limit.Within, scale), limit.TargetPercent, Scaled(limit.AtRiskBefore, scale));
    }

    private static long Scaled(TimeSpan span, double scale) => (long)(span.Ticks / scale / TimeSpan.TicksPerMicrosecond);
}
