using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Live;

/// <summary>The applied plan as live state needs it: lanes by number, limits divided by the time scale, who feeds which stage.</summary>
internal sealed class PlanView
{
    private readonly Dictionary<string, int> laneIndex = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<Stage>[] stageOrder;
    private readonly StageOrder[] closing;
    private readonly HashSet<int>[] observable;

    public PlanView(CutoverPlan plan)
    {
        Plan = plan;
        var scale = Math.Max(1, plan.Header.TimeScale);
        var calendars = plan.Calendars.ToDictionary(c => c.Id, c => new OpenTime(c), StringComparer.Ordinal);
        Cutoffs = new CutoffTable(plan, calendars);
        Lanes = [.. plan.Lanes.Select((lane, index) => new LaneView(index, lane, [.. lane.Sla.Select((limit, number) => LimitView.Of(number, limit, scale, calendars.GetValueOrDefault(limit.Calendar ?? "")))]))];
        foreach (var lane in Lanes)
        {
            laneIndex[lane.Definition.Id] = lane.Index;
        }

        closing = [Orders.StageOrder.Of(plan, Side.Legacy), Orders.StageOrder.Of(plan, Side.Orchestration)];
        stageOrder = [OrderOf(Side.Legacy), OrderOf(Side.Orchestration)];
        observable = [.. new[] { Side.Legacy, Side.Orchestration }.Select(side => Milestone.All.Where(m => Observes(side, m)).Select(m => m.Number).ToHashSet())];
    }

    public CutoverPlan Plan { get; }
    public IReadOnlyList<LaneView> Lanes { get; }
    public CutoffTable Cutoffs { get; }

    /// <summary>-1 where the plan does not name the lane.</summary>
    public int IndexOf(string? lane) => lane is not null && laneIndex.TryGetValue(lane, out var index) ? index : -1;

    public IReadOnlyList<Stage> StageOrder(Side side) => stageOrder[(int)side];

    /// <summary>Nothing more can come of an order that stands there, also because the side cannot see what would.</summary>
    public bool IsClosedAt(Side side, Stage? stage) => stage is { } stands && closing[(int)side].IsClosedAt(stands);

    /// <summary>What no source of the side can tell is not measured there.</summary>
    public bool CanObserve(Side side, Milestone milestone) => observable[(int)side].Contains(milestone.Number);

    /// <summary>Sources whose silence makes a figure about this stage of this side doubtful. A source that names no stages may report any.</summary>
    public IEnumerable<SourceDefinition> Feeding(Side side, Stage stage) =>
        Plan.Sources.Where(s => (s.Side == side || s.Side == Side.Shared) && KindOf(s) == RecordKind.Order && (s.Reports.Count == 0 || s.Reports.Contains(stage)));

    /// <summary>Sources that tell of a milestone: of a stage those that report it, else those whose mapping fills the field that says it.</summary>
    public IEnumerable<SourceDefinition> Feeding(Side side, Milestone milestone) =>
        milestone.Stage is { } stage ? Feeding(side, stage)
        : milestone == Milestone.Label ? Filling(side, m => m.Shipments?.Fields.ContainsKey("labelAt") == true)
        : milestone == Milestone.Confirmed ? Filling(side, m => m.Shipments?.Fields.ContainsKey("manifestedAt") == true)
        : milestone == Milestone.Reservation ? Filling(side, m => m.Fields.ContainsKey("reservedAt")) is var says && says.Any() ? says : Feeding(side, Stage.Allocated)
        : Feeding(side, Stage.Created);

    public IEnumerable<SourceDefinition> Feeding(RecordKind kind) => Plan.Sources.Where(s => KindOf(s) == kind);

    public RecordKind KindOf(SourceDefinition source) => Plan.Mapping(source.Mapping)?.Kind ?? RecordKind.Order;

    private bool Observes(Side side, Milestone milestone)
    {
        var unseen = Plan.Sides.FirstOrDefault(s => s.Side == side)?.NotObservable ?? [];
        return milestone.Stage is { } stage ? !unseen.Contains(stage)
            : milestone == Milestone.Reservation ? Filling(side, m => m.Fields.ContainsKey("reservedAt")).Any() || !unseen.Contains(Stage.Allocated)
            : milestone == Milestone.Propagation || Feeding(side, milestone).Any();
    }

    private IEnumerable<SourceDefinition> Filling(Side side, Func<MappingDefinition, bool> fills) =>
        Plan.Sources.Where(s => (s.Side == side || s.Side == Side.Shared) && Plan.Mapping(s.Mapping) is { Kind: RecordKind.Order } mapping && fills(mapping));

    private IReadOnlyList<Stage> OrderOf(Side side) => Plan.Sides.FirstOrDefault(s => s.Side == side)?.Stages is { Count: > 0 } stages ? stages : Stages.All;
}
