using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;

namespace CommandCenter.Tests.Live;

/// <summary>A small plan and hand-made batches for live state; time stands still unless a test moves it.</summary>
internal sealed class LiveWorld
{
    public static readonly DateTimeOffset Start = new(2026, 11, 10, 20, 0, 0, TimeSpan.Zero);

    private readonly HappeningLog happenings = new();
    private readonly SnapshotBuilder builder;
    private long revision;

    public LiveWorld(CutoverPlan? plan = null)
    {
        Now = Start;
        State = new LiveState();
        builder = new SnapshotBuilder(State, happenings, rehearsal: true, standing: Standing);
        State.Apply(plan ?? Plan(), Micros);
    }

    public DateTimeOffset Now { get; set; }
    public LiveState State { get; }

    /// <summary>What is commanded.</summary>
    public StandingCommands Standing { get; } = new();
    private long Micros => Instants.ToMicros(Now);

    public LiveSnapshot Snapshot() => builder.Build(Micros)!;

    public LaneLive Lane(string id) => Snapshot().Lanes.Single(l => l.Lane == id);

    public void Fold(string source, params OrderState[] orders) => FoldAt(Now, source, orders);

    /// <summary>Orders with a watermark: everything before it has been read.</summary>
    public void FoldAt(DateTimeOffset watermark, string source, params OrderState[] orders) =>
        State.Fold(Batch(source, watermark, orders), Micros);

    public CommittedBatch Batch(string source, DateTimeOffset watermark, params OrderState[] orders) => new(
        ++revision, source, Now, orders, [], [], [], new SourceCursor(revision, "x", watermark), new BatchCounts(orders.Length, orders.Length, 0, 0, 0, orders.Length == 0 ? null : orders.Max(o => o.LastOccurredAt)));

    public void Fold(CommittedBatch batch) => State.Fold(batch, Micros);

    public void Report(string source, bool succeeded = true, string? error = null, bool circuitOpen = false) =>
        State.Fold(new SourceHealthReport(source, Now, succeeded, error, succeeded ? null : Now.AddSeconds(10), circuitOpen, false, succeeded ? Now : null, CaughtUp: true));

    /// <summary>All sources answer now and have been read up to now.</summary>
    public void AllCaughtUp()
    {
        foreach (var source in State.Sources.Keys.ToList())
        {
            Report(source);
        }
    }

    public OrderState Order(string key, Side side, params (Stage Stage, DateTimeOffset At)[] stages) => Order(key, side, [], stages);

    public OrderState Order(string key, Side side, (string Path, FactValue Value)[] facts, params (Stage Stage, DateTimeOffset At)[] stages)
    {
        var all = facts.Select(f => new Fact(f.Path, f.Value)).ToList();
        if (all.TrueForAll(f => f.Path != "lane"))
        {
            all.Add(new Fact("lane", FactValue.OfText("home")));
        }

        if (all.TrueForAll(f => f.Path != "placedAt"))
        {
            all.Add(new Fact("placedAt", FactValue.OfInstant(stages.Min(s => s.At))));
        }

        return new OrderState
        {
            OrderKey = key,
            Side = side,
            Stage = stages.OrderBy(s => s.At).Last().Stage,
            StageTimes = [.. stages.OrderBy(s => s.Stage).Select(s => new StageTime(s.Stage, s.At, s.At > Now ? s.At : Now, "test"))],
            Facts = [.. all.OrderBy(f => f.Path, StringComparer.Ordinal)],
            LastOccurredAt = stages.Max(s => s.At),
            LastObservedAt = Now,
            EventCount = stages.Length,
            ConflictCount = 0,
        };
    }

    public static (string, FactValue) Copy { get; } = ("copy", FactValue.OfFlag(true));

    public static (string, FactValue) Eligible(DateTimeOffset at) => ("eligibleAt", FactValue.OfInstant(at));

    public static CutoverPlan Plan(double scale = 1, TimeSpan? routedWithin = null, params SourceDefinition[] more) => new()
    {
        Hash = "0123456789abcdef",
        Header = new PlanHeader("Cutover", "Retailer", "America/Los_Angeles", null, scale, "Maya"),
        Sides =
        [
            new SideDefinition(Side.Legacy, "Legacy", [Stage.Created, Stage.Authorised, Stage.Held, Stage.Allocated, Stage.Routed, Stage.Released, Stage.Picked, Stage.Shipped, Stage.Delivered], [Stage.Packed]),
            new SideDefinition(Side.Orchestration, "Orchestration", [Stage.Created, Stage.Authorised, Stage.Held, Stage.Routed, Stage.Allocated, Stage.Released, Stage.Picked, Stage.Packed, Stage.Shipped, Stage.Delivered], []),
        ],
        Systems = [new SystemDefinition("legacy-pos", "POS", Side.Legacy, "POS", "Store systems", "bridge", null, Participation.Producer, [], [], 1, null)],
        Interfaces = [],
        Dependencies = [],
        Raci = [],
        SystemsOfRecord = [],
        Roles = [],
        Stores = [],
        LookupTables = new Dictionary<string, LookupTable>(StringComparer.Ordinal),
        Mappings = [Mapping("orders", RecordKind.Order), Mapping("queues", RecordKind.Gauge), Mapping("stock", RecordKind.Inventory), Mapping("contacts", RecordKind.Contact)],
        Lanes =
        [
            new LaneDefinition("home", "Ship to home", "at acceptance", "retry", null,
            [
                new SlaLimit(Stage.Routed, "eligible", routedWithin ?? TimeSpan.FromSeconds(60), 99.5, [TimeSpan.FromSeconds(15)]),
                new SlaLimit(Stage.Shipped, "placed", TimeSpan.FromHours(6), 97, [TimeSpan.FromMinutes(30)]),
            ]),
            new LaneDefinition("pickup", "In-store pickup", "at acceptance", "retry", null, []),
        ],
        Sources = [Source("legacy-orders", Side.Legacy), Source("orch-orders", Side.Orchestration), .. more],
    };

    public static SourceDefinition Source(string id, Side side, string mapping = "orders", double seconds = 2) =>
        new() { Id = id, System = "legacy-pos", Side = side, Adapter = "http-json", Every = TimeSpan.FromSeconds(seconds), Mapping = mapping };

    private static MappingDefinition Mapping(string id, RecordKind kind) => new() { Id = id, Hash = id, Kind = kind };
}
