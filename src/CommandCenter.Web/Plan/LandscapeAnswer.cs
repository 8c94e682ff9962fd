using CommandCenter.Orders;

namespace CommandCenter.Plan;

/// <summary>The plan as a program reads it; of sources and mappings what they are for, not how they are signed in to.</summary>
/// <param name="PlanHash">The version that it was read from.</param>
public sealed record LandscapeAnswer(
    string PlanHash,
    PlanHeader Plan,
    IReadOnlyList<SideAnswer> Sides,
    IReadOnlyList<SystemDefinition> Systems,
    IReadOnlyList<InterfaceDefinition> Interfaces,
    IReadOnlyList<DependencyDefinition> Dependencies,
    IReadOnlyList<SystemOfRecord> SystemsOfRecord,
    IReadOnlyList<RaciRow> Raci,
    IReadOnlyList<RoleAssignment> Roles,
    IReadOnlyList<StoreDefinition> Stores,
    IReadOnlyList<LaneAnswer> Lanes,
    IReadOnlyList<SourceAnswer> Sources,
    IReadOnlyList<MappingAnswer> Mappings)
{
    /// <summary>Open time that limits count; hours since local midnight.</summary>
    public IReadOnlyList<CalendarDefinition> Calendars { get; init; } = [];

    /// <summary>For an order the first counts that fits its node and service.</summary>
    public IReadOnlyList<CarrierCutoff> CarrierCutoffs { get; init; } = [];

    public static LandscapeAnswer Of(CutoverPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new LandscapeAnswer(
            plan.Hash, plan.Header, [.. plan.Sides.Select(s => new SideAnswer(s.Side, s.Name, Names(s.Stages), Names(s.NotObservable)))], plan.Systems, plan.Interfaces, plan.Dependencies,
            plan.SystemsOfRecord, plan.Raci, plan.Roles, plan.Stores, LaneAnswer.AllOf(plan),
            [.. plan.Sources.Select(s => new SourceAnswer(s.Id, s.System, s.Side, s.Adapter, s.Every.TotalSeconds, s.StaleAfter.TotalSeconds, s.Mapping, Names(s.Reports)))],
            [.. plan.Mappings.Select(MappingAnswer.Of)])
        {
            Calendars = plan.Calendars,
            CarrierCutoffs = plan.CarrierCutoffs,
        };
    }

    internal static IReadOnlyList<string> Names(IEnumerable<Stage> stages) => [.. stages.Select(s => s.Name())];
}

/// <param name="NotObservable">Stages that nothing of this side can report.</param>
public sealed record SideAnswer(Side Side, string Name, IReadOnlyList<string> Stages, IReadOnlyList<string> NotObservable);

/// <param name="StaleAfterSeconds">Silent longer than this, it counts as stale.</param>
public sealed record SourceAnswer(string Id, string System, Side Side, string Adapter, double EverySeconds, double StaleAfterSeconds, string Mapping, IReadOnlyList<string> Reports);

/// <param name="Hash">Changes with the mapping and the lookup tables that it uses.</param>
/// <param name="Fields">Names of what it fills, those of lines and shipments with their collection in front.</param>
public sealed record MappingAnswer(string Id, string Hash, RecordKind Kind, IReadOnlyList<string> Fields, IReadOnlyList<string> Require)
{
    public static MappingAnswer Of(MappingDefinition mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        string[] fields =
        [
            .. mapping.Fields.Keys, .. mapping.Stages.Keys.Select(s => "stages." + s.Name()),
            .. mapping.Lines?.Fields.Keys.Select(f => "lines." + f) ?? [], .. mapping.Shipments?.Fields.Keys.Select(f => "shipments." + f) ?? [],
        ];
        return new MappingAnswer(mapping.Id, mapping.Hash, mapping.Kind, fields, mapping.Require);
    }
}
