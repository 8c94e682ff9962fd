using CommandCenter.Readiness.Deadlines;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>knownIssues</c>: what does not work yet, how people live with it, and until when.</summary>
internal sealed class KnownIssuesSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("knownIssues[]", "id", "title", "owner", "due", "severity", "workaround", "state");
    private static readonly PlanScalar<DeadlineState> State = PlanScalars.Choice(("open", DeadlineState.Open), ("accepted", DeadlineState.Accepted), ("closed", DeadlineState.Closed));

    public string Name => "knownIssues";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft) => DeadlineReader.Read(root, Name, Shape, draft, Declared.KnownIssue, (map, common) => new Deadline(
        DeadlineKind.KnownIssue, common.Id, common.Title, common.Owner, common.Due, map.Optional("state", State, DeadlineState.Open), map.Required("severity", DeadlineReader.Level), null, null,
        map.Optional("workaround", PlanScalars.Prose), null));
}
