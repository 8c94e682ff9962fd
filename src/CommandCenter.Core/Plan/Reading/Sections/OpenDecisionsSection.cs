using CommandCenter.Readiness.Deadlines;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>openDecisions</c>: what has to be decided, by whom and by when. What was decided stands in the decision log, or here.</summary>
internal sealed class OpenDecisionsSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("openDecisions[]", "id", "title", "owner", "due", "impact", "decided");

    public string Name => "openDecisions";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft) => DeadlineReader.Read(root, Name, Shape, draft, Declared.OpenDecision, (map, common) =>
    {
        var decided = map.Optional("decided", PlanScalars.Text);
        return new Deadline(
            DeadlineKind.OpenDecision, common.Id, common.Title, common.Owner, common.Due, decided is null ? DeadlineState.Open : DeadlineState.Decided, null, null, null,
            map.Optional("impact", PlanScalars.Prose), decided);
    });
}
