using CommandCenter.Plan;

namespace CommandCenter.Scorecard.Measures;

/// <summary>What is promised, a day or an instant: the same deliveries are late by one and on time by the other.</summary>
internal static class PromiseMeaning
{
    private static readonly Dictionary<string, string> promises = new(StringComparer.Ordinal) { ["on-time-ship"] = "shipBy", ["on-time-pickup"] = "readyBy", ["on-time-delivery"] = "deliverBy" };

    /// <summary>As the mappings of the plan's sources read it; null where the measure is of no promise or nothing tells one.</summary>
    public static string? Of(CutoverPlan plan, string measure)
    {
        if (!promises.TryGetValue(measure, out var fact)) return null;
        var told = plan.Sources.Select(s => plan.Mapping(s.Mapping)?.Fields.GetValueOrDefault(fact)?.Parse).OfType<ParseRule>().Select(p => p.DayPrecision || p.Kind == ParseKind.Date).Distinct().ToList();
        return told switch
        {
            [] => null,
            [true] => "by the end of the promised day",
            [false] => "by the promised instant",
            _ => "by the promised day or instant",
        };
    }
}
