using System.Text.RegularExpressions;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>actuators</c>: what carries the traffic table out besides the intake.</summary>
internal sealed partial class ActuatorsSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("actuators[]", "id", "kind", "verifyEvery", "timeout", "flagd");
    private static readonly PlanShape FlagdShape = PlanShape.Of("actuators[].flagd", "path", "flag");

    private static readonly PlanScalar<ActuatorKind> Kind = PlanScalars.Choice(
        ("built-in", ActuatorKind.BuiltIn), ("flagd-file", ActuatorKind.FlagdFile));

    private static readonly PlanScalar<string> Flag = new(
        "a flag's key: 1 to 100 letters, digits, dots, hyphens and underscores", (string text, out string value) => FlagText().IsMatch(value = text), "");

    public string Name => "actuators";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, FlagdShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        foreach (var map in root.Maps(Name, Shape))
        {
            var read = Read(map);
            if (read.Kind == ActuatorKind.BuiltIn && draft.Actuators.Exists(a => a.Kind == ActuatorKind.BuiltIn))
            {
                map.Problem("kind", "built-in a second time", "one built-in actuator at most: there is one intake");
            }

            draft.Actuators.Add(read);
        }
    }

    private static ActuatorDefinition Read(PlanMap map)
    {
        var kind = map.Required("kind", Kind);
        var definition = new ActuatorDefinition(
            map.Reading.Declare(Declared.Actuator, map, "id", PlanScalars.Id), kind, map.Optional("verifyEvery", PlanScalars.Duration("1s", "10m"), TimeSpan.FromSeconds(5)),
            map.Optional("timeout", PlanScalars.Duration("100ms", "30s"), TimeSpan.FromSeconds(2)));
        foreach (var (key, of) in new[] { ("flagd", ActuatorKind.FlagdFile) })
        {
            if (map.Has(key) && kind != of)
            {
                map.Problem(key, "settings of another kind", $"{key} only where kind is {(of == ActuatorKind.FlagdFile ? "flagd-file" : key)}");
            }
        }

        return kind switch
        {
            ActuatorKind.FlagdFile when map.RequiredMap("flagd", FlagdShape) is { } of => definition with { Flagd = new FlagdSettings(of.Required("path", PlanScalars.TextOf(500)), of.Required("flag", Flag)) },
            _ => definition,
        };
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,100}\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FlagText();
}
