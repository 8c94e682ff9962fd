using CommandCenter.Notifications.Alerts;
using CommandCenter.Orders;
using CommandCenter.Readiness.Deadlines;
using CommandCenter.Readiness.Gates;
using CommandCenter.Readiness.Scenarios;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Scorecard.Baselines;

namespace CommandCenter.Plan;

/// <summary>The applied plan: what the customer's YAML file says, checked and typed. Immutable; a new version is a new object.</summary>
public sealed record CutoverPlan
{
    /// <summary>SHA-256 of the file's bytes, lower-case hex: the version.</summary>
    public required string Hash { get; init; }

    public required PlanHeader Header { get; init; }
    public required IReadOnlyList<SideDefinition> Sides { get; init; }
    public required IReadOnlyList<SystemDefinition> Systems { get; init; }
    public required IReadOnlyList<InterfaceDefinition> Interfaces { get; init; }
    public required IReadOnlyList<DependencyDefinition> Dependencies { get; init; }
    public required IReadOnlyList<RaciRow> Raci { get; init; }
    public required IReadOnlyList<SystemOfRecord> SystemsOfRecord { get; init; }
    public required IReadOnlyList<RoleAssignment> Roles { get; init; }
    public required IReadOnlyList<StoreDefinition> Stores { get; init; }
    public required IReadOnlyList<LaneDefinition> Lanes { get; init; }
    public IReadOnlyList<CalendarDefinition> Calendars { get; init; } = [];
    public IReadOnlyList<CarrierCutoff> CarrierCutoffs { get; init; } = [];
    public required IReadOnlyDictionary<string, LookupTable> LookupTables { get; init; }
    public required IReadOnlyList<MappingDefinition> Mappings { get; init; }
    public required IReadOnlyList<SourceDefinition> Sources { get; init; }
    public IReadOnlyList<TargetDefinition> Targets { get; init; } = [];
    public TrafficSettings Traffic { get; init; } = TrafficSettings.Default;
    public IReadOnlyList<ActuatorDefinition> Actuators { get; init; } = [];
    public RollbackSettings Rollback { get; init; } = RollbackSettings.Default;
    public AlertSettings Alerts { get; init; } = AlertSettings.Default;
    public NotificationSettings Notifications { get; init; } = NotificationSettings.None;
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];
    public IReadOnlyList<GateDefinition> Gates { get; init; } = [];
    public ShiftSettings Shifts { get; init; } = ShiftSettings.Default;
    public ExceptionSettings Exceptions { get; init; } = ExceptionSettings.Default;
    public ReconciliationSettings Reconciliation { get; init; } = ReconciliationSettings.Default;

    /// <summary>What the migration is held against, and what it shall reach.</summary>
    public BaselineSettings Baseline { get; init; } = BaselineSettings.Default;

    /// <summary>Risks, known issues and open decisions, in the order of the file.</summary>
    public IReadOnlyList<Deadline> Deadlines { get; init; } = [];

    /// <summary>What must be seen to work, in the order of the file.</summary>
    public IReadOnlyList<Scenario> Scenarios { get; init; } = [];

    public SideDefinition Of(Side side) => Sides.First(s => s.Side == side);
    public LaneDefinition? Lane(string? id) => Lanes.FirstOrDefault(l => l.Id == id);
    public CalendarDefinition? Calendar(string? id) => Calendars.FirstOrDefault(c => c.Id == id);
    public SourceDefinition? Source(string id) => Sources.FirstOrDefault(s => s.Id == id);
    public Scenario? Scenario(string? id) => Scenarios.FirstOrDefault(s => s.Id == id);
    public MappingDefinition? Mapping(string id) => Mappings.FirstOrDefault(m => m.Id == id);
    public TargetDefinition? Target(Side side) => Targets.FirstOrDefault(t => t.Side == side);
}

/// <param name="Name">What this cutover is called on every page.</param>
/// <param name="Retailer">Whose orders they are.</param>
/// <param name="Zone">IANA zone of the business: business dates, cut-offs, day boundaries.</param>
/// <param name="CutoverStart">T+0 of the cutover clock; null until it is fixed.</param>
/// <param name="TimeScale">Divides every limit while rehearsing, 1 to 1000; 1 for real use.</param>
/// <param name="Commander">The incident commander's name, shown in the strip.</param>
public sealed record PlanHeader(string Name, string Retailer, string Zone, DateTimeOffset? CutoverStart, double TimeScale, string? Commander);

/// <param name="Stages">The side's own order of stages (many source before they allocate).</param>
/// <param name="NotObservable">Stages that no system of the side can report: shown as such, never as missing.</param>
public sealed record SideDefinition(Side Side, string Name, IReadOnlyList<Stage> Stages, IReadOnlyList<Stage> NotObservable);

public enum Participation
{
    Producer,
    Consumer,
    Both,
}

/// <summary>A system of the landscape, whether or not anything of it is polled.</summary>
public sealed record SystemDefinition(
    string Id, string Name, Side Side, string Kind, string Owner, string Contact, string? SupportWindow, Participation Participation,
    IReadOnlyList<string> Sends, IReadOnlyList<string> Receives, int Phase, string? Sla);

/// <param name="Via">How it travels: api, file, queue, webhook, manual, …</param>
/// <param name="SourceId">The source that observes it; null where nothing is polled.</param>
public sealed record InterfaceDefinition(string Id, string From, string To, string Carries, string Via, string? SourceId, int Phase, string? Owner, string? Note);

/// <param name="System">Who depends.</param>
/// <param name="On">What it depends on.</param>
/// <param name="Because">The assumption behind it.</param>
public sealed record DependencyDefinition(string System, string On, string Because);

public sealed record RaciRow(string Activity, string Responsible, string Accountable, IReadOnlyList<string> Consulted, IReadOnlyList<string> Informed);

/// <param name="Artefact">One of order-status, customer-facing-status, inventory, reservation, shipment-confirmation, cancellation, return, payment, refund, invoice, tax, notification, customer.</param>
/// <param name="System">The system (by id) that decides.</param>
public sealed record SystemOfRecord(string Artefact, string System);

/// <param name="Role">A role of 'Who may'.</param>
public sealed record RoleAssignment(string Role, string Person, string? Contact);

/// <param name="Number">As the store systems write it, leading zeros kept.</param>
/// <param name="Side">Which side the store runs on.</param>
public sealed record StoreDefinition(string Number, string Name, Side Side, string Region, string Node);

/// <summary>A class of orders with its own rules.</summary>
public sealed record LaneDefinition(string Id, string Name, string Reservation, string FailureHandling, Stage? CopyUntil, IReadOnlyList<SlaLimit> Sla);

/// <summary>A named table of a mapping, such as store number → node. Keys are exact.</summary>
public sealed record LookupTable(string Id, IReadOnlyDictionary<string, string> Entries);
