using CommandCenter.Orders;
using CommandCenter.Traffic;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>traffic</c>: what holds before the first command, and how far one person may move it.</summary>
internal sealed class TrafficSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("traffic", "largestStep", "start");
    private static readonly PlanShape StartShape = PlanShape.Of("traffic.start[]", "segment", "percent", "mirror", "splitBy");
    private static readonly SegmentReader Segments = new("traffic.start[].segment");
    private static readonly PlanScalar<SplitBy> Split = PlanScalars.Choice(("order", SplitBy.Order), ("store", SplitBy.Store));

    public string Name => "traffic";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, StartShape, Segments.Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.Map(Name, Shape) is not { } map)
        {
            return;
        }

        var start = new List<TrafficStart>();
        foreach (var rule in map.Maps("start", StartShape))
        {
            var read = new TrafficStart(rule.RequiredMap("segment", Segments.Shape) is { } segment ? Segments.Read(segment) : Segment.All, rule.Required("percent", PlanPercent.Value), rule.Optional("mirror", PlanScalars.Flag, fallback: false), rule.Optional("splitBy", Split, SplitBy.Order));
            if (rule.Has("segment") && start.Exists(s => s.Segment == read.Segment))
            {
                rule.Problem("segment", $"{read.Segment} a second time", "each segment once");
            }

            start.Add(read);
            if (read.Mirror)
            {
                map.Reading.AtEnd(() => CheckMirror(rule, read, draft));
            }
        }

        draft.Traffic = new TrafficSettings(map.Optional("largestStep", PlanPercent.Value, TrafficSettings.Default.LargestStep), start);
    }

    /// <summary>Below 100 % some orders are legacy's and orchestration gets their copies; above 0 % the other way round.</summary>
    private static void CheckMirror(PlanMap rule, TrafficStart read, PlanDraft draft)
    {
        foreach (var side in new[] { Side.Legacy, Side.Orchestration })
        {
            var gets = side == Side.Legacy ? read.Percent > 0 : read.Percent < 100;
            var target = draft.Targets.FirstOrDefault(t => t.Side == side);
            if (gets && target?.Can(TargetOperation.CreateCopy) != true)
            {
                var name = side.ToString().ToLowerInvariant();
                rule.Problem("mirror", target is null ? $"copies for {name}, which has no target" : $"copies for {name}, whose target {target.Id} has no createCopy", $"mirror: true only where the target of {name} declares createCopy");
            }
        }
    }
}
