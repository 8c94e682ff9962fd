using CommandCenter.Readiness.Deadlines;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>risks</c>: what may go wrong, whose it is, and by when something must be done about it.</summary>
internal sealed class RisksSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("risks[]", "id", "title", "owner", "due", "likelihood", "impact", "mitigation", "state");

    private static readonly PlanScalar<DeadlineState> State = PlanScalars.Choice(
        ("open", DeadlineState.Open), ("mitigated", DeadlineState.Mitigated), ("accepted", DeadlineState.Accepted), ("closed", DeadlineState.Closed));

    public string Name => "risks";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft) => DeadlineReader.Read(root, Name, Shape, draft, Declared.Risk, (map, common) => new Deadline(
        DeadlineKind.Risk, common.Id, common.Title, common.Owner, common.Due, map.Optional("state", State, DeadlineState.Open), null,
        map.Required("likelihood", DeadlineReader.Level), map.Required("impact", DeadlineReader.Level), map.Optional("mitigation", PlanScalars.Prose), null));
}
