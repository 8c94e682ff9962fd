using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>lines</c>, <c>shipments</c> and the others of a mapping: arrays of the record, element by element.</summary>
internal static class MappingCollections
{
    private static readonly PlanShape LineShape = PlanShape.Of("mappings[].lines", "each", "id", "shipment", "fields", "onNegative");

    private static readonly Dictionary<string, PlanShape> others = FactPath.Collections.Keys.Where(n => n != "lines").ToDictionary(n => n, n => PlanShape.Of($"mappings[].{n}", "each", "id", "fields"), StringComparer.Ordinal);

    public static IEnumerable<PlanShape> Shapes => others.Values.Prepend(LineShape);

    /// <summary>Names of what is neither lines nor shipments.</summary>
    public static IEnumerable<string> Others => others.Keys.Where(n => n != "shipments");

    private static readonly PlanScalar<NegativeQuantity> OnNegative =
        PlanScalars.Choice(("reject", NegativeQuantity.Reject), ("return", NegativeQuantity.Return), ("keep", NegativeQuantity.Keep));

    public static Dictionary<string, CollectionRule> ReadOthers(PlanMap mapping)
    {
        var found = new Dictionary<string, CollectionRule>(StringComparer.Ordinal);
        foreach (var name in Others)
        {
            if (Read(mapping, name) is { } rule)
            {
                found.Add(name, rule);
            }
        }

        return found;
    }

    public static CollectionRule? Read(PlanMap mapping, string key)
    {
        var lines = key == "lines";
        if (mapping.Map(key, lines ? LineShape : others[key]) is not { } map)
        {
            return null;
        }

        return new CollectionRule(
            map.Required("each", MappingSyntax.JsonPath),
            FieldRuleReader.ReadRequired(map, "id", FactType.Text) ?? new FieldRule(),
            lines ? FieldRuleReader.ReadOptional(map, "shipment", FactType.Text) : null,
            MappingsSection.Fields(map, "fields", FactPath.Collections[key], unmapped: false))
        {
            OnNegative = lines ? map.Optional("onNegative", OnNegative, NegativeQuantity.Reject) : NegativeQuantity.Reject,
        };
    }
}
