namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>interfaces</c>: what flows between systems, also where nothing is polled.</summary>
internal sealed class InterfacesSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("interfaces[]", "id", "from", "to", "carries", "via", "source", "phase", "owner", "note");

    public string Name => "interfaces";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        foreach (var map in root.Maps(Name, Shape))
        {
            var reading = map.Reading;
            var from = reading.Refer(Declared.System, map, "from");
            var to = reading.Refer(Declared.System, map, "to");
            if (from.Length > 0 && string.Equals(from, to, StringComparison.Ordinal))
            {
                map.Problem("to", PlanProblems.Show(to), "another system than from");
            }

            draft.Interfaces.Add(new InterfaceDefinition(
                reading.Declare(Declared.Interface, map, "id", PlanScalars.Id),
                from,
                to,
                map.Required("carries", PlanScalars.TextOf(120)),
                map.Required("via", PlanScalars.TextOf(60)),
                map.Has("source") ? reading.Refer(Declared.Source, map, "source") : null,
                map.Optional("phase", PlanScalars.Integer(1, 2), 1),
                map.Optional("owner", PlanScalars.TextOf(120)),
                map.Optional("note", PlanScalars.Prose)));
        }
    }
}
