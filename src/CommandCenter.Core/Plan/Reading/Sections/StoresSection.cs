namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>stores</c>: every store and the side that it runs on.</summary>
internal sealed class StoresSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("stores[]", "number", "name", "side", "region", "node");

    private static readonly PlanScalar<string> Number = new(
        "a store number of 1 to 20 letters, digits and hyphens, leading zeros kept",
        (string text, out string value) => (value = text).Length is >= 1 and <= 20 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'),
        "");

    public string Name => "stores";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        foreach (var map in root.Maps(Name, Shape))
        {
            draft.Stores.Add(new StoreDefinition(
                map.Reading.Declare(Declared.Store, map, "number", Number),
                map.Required("name", PlanScalars.TextOf(120)),
                map.Required("side", PlanScalars.Side),
                map.Required("region", PlanScalars.TextOf(60)),
                map.Required("node", PlanScalars.TextOf(60))));
        }
    }
}
