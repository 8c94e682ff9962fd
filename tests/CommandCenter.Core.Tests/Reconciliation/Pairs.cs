using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Plan;

namespace CommandCenter.Tests.Reconciliation;

/// <summary>Both sides of orders, and a plan whose sides can tell everything.</summary>
internal static class Pairs
{
    /// <summary>Everything that was committed until a day later has been read.</summary>
    public static readonly Horizon Later = new(Some.Start.AddDays(1), Some.Start.AddDays(1));

    public static CutoverPlan Plan { get; } = Make(ReconciliationSettings.Default with { Allowance = TimeSpan.FromMinutes(2), MaxPending = TimeSpan.FromMinutes(30) });

    /// <summary>Two lanes: <c>home</c>, whose copies stop at routed, and <c>whole</c>, whose copies go all the way.</summary>
    /// <param name="copies">Both sides tell which of their orders are copies.</param>
    public static CutoverPlan Make(ReconciliationSettings settings, bool copies = false) => SamplePlan.Read(SamplePlan.Text) with
    {
        Header = new PlanHeader("Test", "Alder & Rowe", "America/Los_Angeles", null, 1, null),
        Sides = [new SideDefinition(Side.Legacy, "Legacy", Stages.All, []), new SideDefinition(Side.Orchestration, "Orchestration", Stages.All, [])],
        Lanes = [new LaneDefinition("home", "Home", "", "", Stage.Routed, []), new LaneDefinition("whole", "Whole", "", "", null, [])],
        Mappings = [Mapping("legacy-all", copies), Mapping("orch-all", copies)],
        Sources = [Source("legacy-oms", Side.Legacy, "legacy-all"), Source("orch-oms", Side.Orchestration, "orch-all")],
        Reconciliation = settings,
    };

    public static ParityRules Rules(Func<ReconciliationSettings, ReconciliationSettings>? edit = null) => new(Make(edit?.Invoke(Plan.Reconciliation) ?? Plan.Reconciliation));

    public static OrderState State(Side side, IEnumerable<OrderEvent> events, out Stamp[] statedBy)
    {
        var all = events.ToList();
        var folded = OrderFold.Fold(all, EventSelection.Of(all));
        statedBy = folded.StatedBy;
        return folded.ToState("A-1", side, StageOrder.Default);
    }

    /// <summary>A side that reached these stages, a minute apart, and says these facts.</summary>
    public static SideView Side_(Side side, Stage[] stages, params (string Path, FactValue Value)[] facts)
    {
        var events = stages.Select((s, i) => Some.Event($"{side}-{s}", side: side, stage: s, minute: i, version: i)).ToList();
        events.Add(Some.Event($"{side}-facts", side: side, minute: stages.Length, version: 99, facts: facts));
        var state = State(side, events, out var statedBy);
        return new SideView(state, statedBy);
    }

    public static OrderPair Pair(SideView? legacy, SideView? orchestration, Side? owner = null, bool? mirrored = null) => new("A-1", legacy, orchestration, owner, mirrored);

    private static MappingDefinition Mapping(string id, bool copies) => new()
    {
        Id = id, Hash = id, Kind = RecordKind.Order, Fields = FactPath.OrderFields.Keys.Where(f => copies || f != "copy").ToDictionary(f => f, _ => new FieldRule(), StringComparer.Ordinal),
        Lines = Collection("lines"),
        Shipments = Collection("shipments"),
        Others = FactPath.Collections.Keys.Except(["lines", "shipments"]).ToDictionary(n => n, Collection, StringComparer.Ordinal),
    };

    private static CollectionRule Collection(string name) => new("$", new FieldRule(), null, FactPath.Collections[name].Keys.ToDictionary(f => f, _ => new FieldRule(), StringComparer.Ordinal));

    private static SourceDefinition Source(string id, Side side, string mapping) =>
        new() { Id = id, System = id, Side = side, Adapter = "push", Every = TimeSpan.FromSeconds(2), Mapping = mapping, Reports = Stages.All };
}
