using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>lines</c> and <c>shipments</c> of a mapping: arrays of the record, element by element.</summary>
internal static class MappingCollections
{
    public static PlanShape LineShape { get; } = PlanShape.Of("mappings[].lines", "each", "id", "shipment", "fields", "onNegative");
    public static PlanShape ShipmentShape { get; } = PlanShape.Of("mappings[].shipments", "each", "id", "fields");

    private static readonly PlanScalar<NegativeQuantity> OnNegative =
        PlanScalars.Choice(("reject", NegativeQuantity.Reject), ("return", NegativeQuantity.Return), ("keep", NegativeQuantity.Keep));

    public static CollectionRule? Read(PlanMap mapping, string key)
    {
        var lines = key == "lines";
        if (mapping.Map(key, lines ? LineShape : ShipmentShape) is not { } map)
        {
            return null;
        }

        return new CollectionRule(
            map.Required("each", MappingSyntax.JsonPath),
            FieldRuleReader.ReadRequired(map, "id", FactType.Text) ?? new FieldRule(),
            lines ? FieldRuleReader.ReadOptional(map, "shipment", FactType.Text) : null,
            MappingsSection.Fields(map, "fields", lines ? FactPath.LineFields : FactPath.ShipmentFields, unmapped: false))
        {
            OnNegative = lines ? map.Optional("onNegative", OnNegative, NegativeQuantity.Reject) : NegativeQuantity.Reject,
        };
    }
}
