namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>raci</c>: who is responsible, accountable, consulted and informed, by role.</summary>
internal sealed class RaciSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("raci[]", "activity", "responsible", "accountable", "consulted", "informed");

    public string Name => "raci";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        foreach (var map in root.Maps(Name, Shape))
        {
            draft.Raci.Add(new RaciRow(
                map.Reading.Declare("activity", map, "activity", PlanScalars.TextOf(120)),
                map.Required("responsible", RolesSection.Role),
                map.Required("accountable", RolesSection.Role),
                map.Set("consulted", RolesSection.Role),
                map.Set("informed", RolesSection.Role)));
            map.Reading.AtEnd(() => CheckHeld(map, draft));
        }
    }

    /// <summary>A role that nobody holds cannot be responsible for anything.</summary>
    private static void CheckHeld(PlanMap map, PlanDraft draft)
    {
        foreach (var key in new[] { "responsible", "accountable" })
        {
            if (map.Find(key) is { Node: ScalarNode { Text: var role } } && RolesSection.Role.TryRead(role, out _) && draft.Roles.All(r => r.Role != role))
            {
                map.Problem(key, $"{role}, which nobody holds", "a role that the section roles gives to a person" + (draft.Roles.Count == 0 ? "" : ": " + string.Join(", ", draft.Roles.Select(r => r.Role).Distinct(StringComparer.Ordinal))));
            }
        }
    }
}
