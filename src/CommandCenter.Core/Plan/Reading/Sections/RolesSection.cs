using CommandCenter.Access;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>roles</c>: who holds which role of the bridge.</summary>
internal sealed class RolesSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("roles[]", "role", "person", "contact");

    /// <summary>A role of "Who may", by the name that tokens and claims carry.</summary>
    public static PlanScalar<string> Role { get; } = PlanScalars.Choice([.. Enum.GetNames<Role>().Select(n => (n, n))]);

    public string Name => "roles";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var map in root.Maps(Name, Shape))
        {
            var row = new RoleAssignment(map.Required("role", Role), map.Required("person", PlanScalars.TextOf(120)), map.Optional("contact", PlanScalars.Text));
            if (row.Person.Length > 0 && !seen.Add((row.Role, row.Person)))
            {
                map.Problem("person", $"{PlanProblems.Show(row.Person)} as {row.Role} a second time", "each person once in a role");
            }

            draft.Roles.Add(row);
        }
    }
}
