namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>systems</c>: the landscape, whether or not anything of it is polled.</summary>
internal sealed class SystemsSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of(
        "systems[]", "id", "name", "side", "kind", "owner", "contact", "supportWindow", "participation", "sends", "receives", "phase", "sla");

    private static readonly PlanScalar<Participation> ParticipationKind =
        PlanScalars.Choice(("producer", Participation.Producer), ("consumer", Participation.Consumer), ("both", Participation.Both));

    public string Name => "systems";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (!root.Has(Name))
        {
            root.Missing(Name, "a list of systems");
        }

        foreach (var map in root.Maps(Name, Shape))
        {
            draft.Systems.Add(new SystemDefinition(
                map.Reading.Declare(Declared.System, map, "id", PlanScalars.Id),
                map.Required("name", PlanScalars.TextOf(120)),
                map.Required("side", PlanScalars.SideOrShared),
                map.Required("kind", PlanScalars.TextOf(60)),
                map.Required("owner", PlanScalars.TextOf(120)),
                map.Required("contact", PlanScalars.Text),
                map.Optional("supportWindow", PlanScalars.TextOf(120)),
                map.Required("participation", ParticipationKind),
                map.Set("sends", PlanScalars.TextOf(120)),
                map.Set("receives", PlanScalars.TextOf(120)),
                map.Optional("phase", PlanScalars.Integer(1, 2), 1),
                map.Optional("sla", PlanScalars.Text)));
        }
    }
}
