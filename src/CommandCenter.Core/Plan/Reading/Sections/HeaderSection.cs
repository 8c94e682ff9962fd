namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>plan</c>: what this cutover is called, where and when.</summary>
internal sealed class HeaderSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("plan", "name", "retailer", "zone", "cutoverStart", "timeScale", "commander");

    public string Name => "plan";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.RequiredMap(Name, Shape) is not { } map)
        {
            return;
        }

        draft.Header = new PlanHeader(
            map.Required("name", PlanScalars.TextOf(120)),
            map.Required("retailer", PlanScalars.TextOf(120)),
            map.Required("zone", PlanScalars.Zone),
            map.OptionalValue("cutoverStart", PlanScalars.Instant),
            map.Optional("timeScale", PlanScalars.Number(1, 1000), 1),
            map.Optional("commander", PlanScalars.TextOf(120)));
    }
}
