namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>dependencies</c>: which system leans on which, and the assumption behind it.</summary>
internal sealed class DependenciesSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("dependencies[]", "system", "on", "because");

    public string Name => "dependencies";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        foreach (var map in root.Maps(Name, Shape))
        {
            var system = map.Reading.Refer(Declared.System, map, "system");
            var on = map.Reading.Refer(Declared.System, map, "on");
            if (system.Length > 0 && string.Equals(system, on, StringComparison.Ordinal))
            {
                map.Problem("on", PlanProblems.Show(on), "another system than system");
            }

            draft.Dependencies.Add(new DependencyDefinition(system, on, map.Required("because", PlanScalars.Prose)));
        }
    }
}
