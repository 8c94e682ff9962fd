using CommandCenter.Notifications.Alerts;
using CommandCenter.Readiness.Deadlines;
using CommandCenter.Readiness.Gates;
using CommandCenter.Readiness.Scenarios;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Scorecard.Baselines;

namespace CommandCenter.Plan.Reading;

/// <summary>What the sections have read so far; becomes a <see cref="CutoverPlan"/> when there was no problem.</summary>
internal sealed class PlanDraft
{
    public PlanHeader Header { get; set; } = new("", "", "UTC", null, 1, null);
    public List<SideDefinition> Sides { get; } = [];
    public List<SystemDefinition> Systems { get; } = [];
    public List<InterfaceDefinition> Interfaces { get; } = [];
    public List<DependencyDefinition> Dependencies { get; } = [];
    public List<RaciRow> Raci { get; } = [];
    public List<SystemOfRecord> SystemsOfRecord { get; } = [];
    public List<RoleAssignment> Roles { get; } = [];
    public List<StoreDefinition> Stores { get; } = [];
    public List<CalendarDefinition> Calendars { get; } = [];
    public List<CarrierCutoff> CarrierCutoffs { get; } = [];
    public List<LaneDefinition> Lanes { get; } = [];
    public Dictionary<string, LookupTable> LookupTables { get; } = new(StringComparer.Ordinal);
    public List<MappingDefinition> Mappings { get; } = [];
    public List<SourceDefinition> Sources { get; } = [];
    public List<TargetDefinition> Targets { get; } = [];
    public TrafficSettings Traffic { get; set; } = TrafficSettings.Default;
    public List<ActuatorDefinition> Actuators { get; } = [];
    public RollbackSettings Rollback { get; set; } = RollbackSettings.Default;
    public AlertSettings Alerts { get; set; } = AlertSettings.Default;
    public NotificationSettings Notifications { get; set; } = NotificationSettings.None;
    public List<Threshold> Thresholds { get; } = [];
    public List<GateDefinition> Gates { get; } = [];
    public ShiftSettings Shifts { get; set; } = ShiftSettings.Default;
    public ExceptionSettings Exceptions { get; set; } = ExceptionSettings.Default;
    public ReconciliationSettings Reconciliation { get; set; } = ReconciliationSettings.Default;
    public BaselineSettings Baseline { get; set; } = BaselineSettings.Default;
    public List<Deadline> Deadlines { get; } = [];
    public List<Scenario> Scenarios { get; } = [];

    public CutoverPlan Freeze(string hash) => new()
    {
        Hash = hash,
        Header = Header,
        Sides = Sides,
        Systems = Systems,
        Interfaces = Interfaces,
        Dependencies = Dependencies,
        Raci = Raci,
        SystemsOfRecord = SystemsOfRecord,
        Roles = Roles,
        Stores = Stores,
        Calendars = Calendars,
        CarrierCutoffs = CarrierCutoffs,
        Lanes = Lanes,
        LookupTables = LookupTables,
        Mappings = Mappings,
        Sources = Sources,
        Targets = Targets,
        Traffic = Traffic,
        Actuators = Actuators,
        Rollback = Rollback,
        Alerts = Alerts,
        Notifications = Notifications,
        Thresholds = Thresholds,
        Gates = Gates,
        Shifts = Shifts,
        Exceptions = Exceptions,
        Reconciliation = Reconciliation,
        Baseline = Baseline,
        Deadlines = Deadlines,
        Scenarios = Scenarios,
    };
}
