namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>systemsOfRecord</c>: which system decides for which artefact; reconciliation's oracle and rollback's law.</summary>
internal sealed class SystemsOfRecordSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of(
        "systemsOfRecord", "order-status", "customer-facing-status", "inventory", "reservation", "shipment-confirmation", "cancellation", "return", "payment", "refund", "invoice", "tax",
        "notification", "customer");

    public string Name => "systemsOfRecord";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.Map(Name, Shape) is not { } map)
        {
            return;
        }

        foreach (var artefact in Shape.Keys.Where(map.Has))
        {
            draft.SystemsOfRecord.Add(new SystemOfRecord(artefact, map.Reading.Refer(Declared.System, map, artefact)));
        }
    }
}
