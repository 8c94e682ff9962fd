using CommandCenter.Plan.Reading.Sections;

namespace CommandCenter.Plan.Reading;

/// <summary>The sections that a plan file may have.</summary>
internal static class PlanSections
{
    /// <summary>In the order in which they are read and documented.</summary>
    public static IReadOnlyList<IPlanSection> All { get; } =
    [
        new HeaderSection(), new SidesSection(), new SystemsSection(), new InterfacesSection(), new DependenciesSection(), new RolesSection(), new RaciSection(),
        new SystemsOfRecordSection(), new StoresSection(), new CalendarsSection(), new CarrierCutoffsSection(), new LanesSection(), new LookupTablesSection(), new MappingsSection(), new SourcesSection(),
        new TargetsSection(), new TrafficSection(), new ActuatorsSection(), new RollbackSection(), new ThresholdsSection(), new GatesSection(), new ShiftsSection(), new ReconciliationSection(),
        new ExceptionsSection(), new BaselineSection(), new NotificationsSection(), new AlertsSection(), new RisksSection(), new KnownIssuesSection(), new OpenDecisionsSection(), new ScenariosSection(),
    ];

    /// <summary>Names that belong to parts of the product that are still to come: refused with words of their own, so that nobody believes that they work.</summary>
    public static IReadOnlyList<string> Reserved { get; } =
    [
        "runbook", "figures",
        "permissions", "drills",
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(s => s.Name)];

    /// <summary>The root of the document.</summary>
    public static PlanShape Root { get; } = new("(root)", Names);
}
