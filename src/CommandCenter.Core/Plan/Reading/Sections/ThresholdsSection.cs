using System.Globalization;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Traffic;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>thresholds</c>: lines that must not be crossed, and what happens then.</summary>
internal sealed class ThresholdsSection : IPlanSection
{
    private const int Most = 100;
    private static readonly SegmentReader Scope = new("thresholds[].scope");
    private static readonly PlanShape Shape = PlanShape.Of("thresholds[]", "id", "title", "metric", "scope", "limit", "window", "minimum", "action");
    private static readonly PlanScalar<TimeSpan> Window = PlanScalars.Duration("1m", "7d");
    private static readonly PlanScalar<ThresholdMetric> Metric = PlanScalars.Choice([.. ThresholdMetrics.All.Select(m => (m.Key, m.Metric))]);
    private static readonly PlanScalar<ThresholdAction> Action = PlanScalars.Choice([.. ThresholdWords.Keys]);
    private static readonly PlanScalar<int> Minimum = PlanScalars.Integer(0, 10_000_000);

    private static readonly PlanScalar<decimal> Limit = new(
        "a number of 0 or more with at most four decimals",
        (string text, out decimal value) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value <= 1_000_000 && decimal.Round(value, 4) == value,
        0);

    public string Name => "thresholds";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, Scope.Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var maps = root.Maps(Name, Shape);
        foreach (var map in maps)
        {
            var metric = map.Required("metric", Metric);
            var definition = metric.Definition();
            var limit = map.Required("limit", Limit);
            if (limit > definition.Most)
            {
                map.Problem("limit", limit.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"0 to {definition.Most} {definition.Unit}, for {definition.Key}"));
            }

            var id = map.Required("id", PlanScalars.Id);
            if (!ids.Add(id))
            {
                map.Problem("id", $"{id} a second time", "each id once");
            }

            draft.Thresholds.Add(new Threshold(
                id, map.Optional("title", PlanScalars.Text) ?? definition.Label, metric, map.Map("scope", Scope.Shape) is { } scope ? Scope.Read(scope) : Segment.All, limit,
                map.Optional("window", Window, TimeSpan.FromMinutes(60)), map.Optional("minimum", Minimum, definition.Kind is MetricKind.Count or MetricKind.Reading ? 0 : 200),
                map.Optional("action", Action, definition.Usual)));
        }

        if (maps.Count > Most)
        {
            root.Problem(Name, $"{maps.Count} thresholds", $"at most {Most}");
        }
    }
}
