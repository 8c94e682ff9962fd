using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>lanes</c>: classes of orders with their rules and limits.</summary>
internal sealed class LanesSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("lanes[]", "id", "name", "reservation", "failureHandling", "copyUntil", "sla");
    private static readonly PlanShape SlaShape = PlanShape.Of("lanes[].sla[]", "stage", "from", "within", "target", "atRiskBefore");

    private static readonly PlanScalar<string> From = PlanScalars.Choice(
        [("placed", "placed"), ("eligible", "eligible"), .. Stages.All.Select(s => (s.Name(), s.Name()))]);

    public string Name => "lanes";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, SlaShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (!root.Has(Name))
        {
            root.Missing(Name, "a list of lanes");
        }

        foreach (var map in root.Maps(Name, Shape))
        {
            draft.Lanes.Add(new LaneDefinition(
                map.Reading.Declare(Declared.Lane, map, "id", PlanScalars.Id),
                map.Required("name", PlanScalars.TextOf(60)),
                map.Required("reservation", PlanScalars.Prose),
                map.Required("failureHandling", PlanScalars.Prose),
                map.OptionalValue("copyUntil", PlanScalars.Stage),
                ReadSla(map)));
        }
    }

    private static List<SlaLimit> ReadSla(PlanMap lane)
    {
        var limits = new List<SlaLimit>();
        foreach (var map in lane.Maps("sla", SlaShape))
        {
            var before = map.Reading.Problems.Count;
            var limit = new SlaLimit(
                map.Required("stage", PlanScalars.Stage),
                map.Required("from", From),
                map.Required("within", PlanScalars.Duration("1s", "90d")),
                map.Required("target", PlanScalars.Number(0, 100)),
                map.Optional("atRiskBefore", PlanScalars.Duration("0s", "90d"), TimeSpan.Zero));
            if (map.Reading.Problems.Count > before)
            {
                continue;
            }

            if (limit.AtRiskBefore >= limit.Within)
            {
                map.Problem("atRiskBefore", Text(map, "atRiskBefore"), $"less than within, {Text(map, "within")}");
            }

            if (string.Equals(limit.From, limit.Stage.Name(), StringComparison.Ordinal))
            {
                map.Problem("from", limit.From, "another stage than the one that must be reached");
            }

            if (limits.Any(l => l.Stage == limit.Stage && l.From == limit.From))
            {
                map.Problem("stage", $"{limit.Stage.Name()} from {limit.From} a second time", "each pair of stage and from once in a lane");
            }

            limits.Add(limit);
        }

        return limits;
    }

    private static string Text(PlanMap map, string key) => map.Find(key) is { Node: ScalarNode scalar } ? scalar.Text : "nothing";
}
