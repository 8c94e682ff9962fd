namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>lanes</c>: classes of orders with their rules and limits.</summary>
internal sealed class LanesSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("lanes[]", "id", "name", "reservation", "failureHandling", "copyUntil", "sla");

    public string Name => "lanes";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, SlaReader.Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (!root.Has(Name))
        {
            root.Missing(Name, "a list of lanes");
        }

        foreach (var map in root.Maps(Name, Shape))
        {
            draft.Lanes.Add(new LaneDefinition(
                map.Reading.Declare(Declared.Lane, map, "id", PlanScalars.Id),
                map.Required("name", PlanScalars.TextOf(60)),
                map.Required("reservation", PlanScalars.Prose),
                map.Required("failureHandling", PlanScalars.Prose),
                map.OptionalValue("copyUntil", PlanScalars.Stage),
                SlaReader.Read(map, draft)));
        }
    }
}
