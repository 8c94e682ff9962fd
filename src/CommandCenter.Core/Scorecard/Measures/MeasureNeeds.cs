using CommandCenter.Plan;
using CommandCenter.Scorecard.Figures;

namespace CommandCenter.Scorecard.Measures;

/// <summary>What a measure needs of the plan's mappings: where none delivers it, nothing happened that anybody could have seen, and 0 would be made up.</summary>
internal static class MeasureNeeds
{
    private static readonly (PeriodFigure Figure, Func<MappingDefinition, bool> Delivers, string Why)[] needs =
    [
        (PeriodFigures.ManualTouches, m => m.Fields.ContainsKey("manualTouches"), "no mapping delivers touches by hand (manualTouches)"),
        (PeriodFigures.SuccessRate, DeliversFailures, "no mapping delivers failures"),
        (PeriodFigures.DuplicateShipments, m => m.Lines?.Fields.ContainsKey("shipped") == true, "no mapping delivers what was shipped of a line (lines.shipped)"),
    ];

    /// <summary>Why each is missing that the plan's mappings do not deliver, by key of its figure.</summary>
    public static IReadOnlyDictionary<string, string> Missing(CutoverPlan plan) =>
        needs.Where(n => !IsDelivered(plan, n.Delivers)).ToDictionary(n => n.Figure.Key, n => n.Why, StringComparer.Ordinal);

    /// <summary>Whether a source of the plan reads by such a mapping.</summary>
    public static bool IsDelivered(CutoverPlan plan, Func<MappingDefinition, bool> delivers) => plan.Sources.Any(s => plan.Mapping(s.Mapping) is { } mapping && delivers(mapping));

    /// <summary>Whether it says of orders or parcels that something failed.</summary>
    public static bool DeliversFailures(MappingDefinition mapping) => mapping.Fields.ContainsKey("failure") || mapping.Shipments?.Fields.ContainsKey("failure") == true;
}
